"""What must hold of versions of rules."""

from __future__ import annotations

from collections.abc import Iterator

from casework.core.invariants import must_hold
from casework.deadlines.models import RuleVersion
from casework.deadlines.rules import declared


@must_hold("I10", "Every version of a rule is of one that is declared, and by whom it says")
def versions_are_of_declared_rules() -> Iterator[str]:
    rules = declared()
    for row in RuleVersion.objects.order_by("pk").iterator():
        rule = rules.get(row.name)
        if rule is None or rule.tag != row.tag:
            yield f"version {row.pk}"
