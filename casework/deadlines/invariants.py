"""What must hold of versions of rules."""

from __future__ import annotations

from collections.abc import Iterator

from casework.clocks import ProofBroken, replay
from casework.core.invariants import must_hold
from casework.deadlines import expiring
from casework.deadlines.models import RuleVersion
from casework.deadlines.rules import declared


@must_hold("I10", "Every version of a rule is of one that is declared, and by whom it says")
def versions_are_of_declared_rules() -> Iterator[str]:
    rules = declared()
    for row in RuleVersion.objects.order_by("pk").iterator():
        rule = rules.get(row.name)
        if rule is None or rule.tag != row.tag:
            yield f"version {row.pk}"


@must_hold("I10", "Every end of a record that keeps its proof is the one that it works out to")
def ends_of_records_are_proved() -> Iterator[str]:
    for each in expiring.declared().values():
        if not each.proof:
            continue
        rows = each.model._default_manager.filter(**{f"{each.ends}__isnull": False})
        for key, end, proof in rows.order_by("pk").values_list("pk", each.ends, each.proof):
            try:
                proved = replay(proof or {})
            except ProofBroken:
                yield f"{each.name} {key}: its proof does not work out"
                continue
            if proved != end:
                yield f"{each.name} {key}: ends otherwise than its proof says"
