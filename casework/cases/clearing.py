"""On which of many cases contact is cleared: what `gate.gate_status` says of one, for a list.

Two statements however many cases there are, and the same two whatever stands in the way: neither
the answer nor what it cost tells a hold from covert work or from what a victim said. The list that
shows it gives no sentence at all; the page of the task does. That both agree is tested wherever the
gate is (`tests/cases/test_clearing.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from casework.cases.gate import is_cleared_by
from casework.cases.models import Case, ContactGate, ContactRule, VictimCheck
from casework.cases.models.states import UNDER_WAY
from casework.incidents.models import Incident, IncidentRevision

# What a query inside that of the checks asks of the check it stands beside.
CHECKED: Any = OuterRef("checked_at")
CASE, PERSON = OuterRef("case"), OuterRef("case__person")


def cleared(cases: Collection[int], *, at: datetime) -> set[int]:
    """Those of these cases (numbers) on which contact is cleared at the aware instant `at`: now,
    for where a case was before is not asked.
    """
    stands = (
        ContactGate.objects.filter(pk__in=_safe(cases, at), case__state__in=UNDER_WAY)
        .exclude(_held(at))
        .exclude(_changed(at))
        .annotate(band_then=_band(CHECKED), band_now=_band(at))
        .values_list("case", "band_then", "band_now")
    )
    return {case for case, then, now in stands if then == now}


def _safe(cases: Collection[int], at: datetime) -> list[int]:
    """The last check of each of these cases, where it found contact safe and has not run out."""
    gates = ContactGate.objects.filter(case__in=cases, checked_at__lte=at)
    later = ContactGate.objects.filter(case=CASE, checked_at__lte=at)
    last = later.order_by("-checked_at", "-pk").values("pk")[:1]
    checks = VictimCheck.objects.filter(gate=OuterRef("pk"))
    unsafe = Exists(checks.exclude(outcome=VictimCheck.Outcome.SAFE))
    found = gates.filter(pk=Subquery(last), valid_until__gt=at).annotate(unsafe=unsafe)
    return [gate.pk for gate in found if is_cleared_by(gate, unsafe=gate.unsafe)]


def _any(*rows: QuerySet[Any]) -> Q:
    found = Q()
    for each in rows:
        found |= Q(Exists(each))
    return found


def _held(at: datetime) -> Q:
    stood = Q(lifted_at=None) | Q(lifted_at__gt=at)
    holds = _of_case("contact_holds").filter(stood, placed_at__lte=at)
    rules = ContactRule.objects.reaching_outer("case").standing(at)
    return _any(holds, rules, _of_case("authorities", "in_the_way", at))


def _changed(at: datetime) -> Q:
    """Whether something changed after the check, or what held contact came to its end."""
    holds = _of_case("contact_holds").filter(lifted_at__gt=CHECKED, lifted_at__lte=at)
    rules = ContactRule.objects.reaching_outer("case").let_go(CHECKED, at)
    return _any(
        holds,
        rules,
        _of_case("authorities", "let_go", CHECKED, at),
        _of_case("changes").filter(noted_at__gt=CHECKED, noted_at__lte=at),
        _of_case("moves").filter(at__gt=CHECKED, at__lte=at),
        _unasked(at),
        *_came(at),
        _doubted(at),
    )


def _of_case(related: str, narrowed: str = "", *by: Any) -> QuerySet[Any]:
    """The rows of a case, of a room that this one may not know as well."""
    model: Any = Case._meta.get_field(related).related_model
    rows: QuerySet[Any] = model._default_manager.filter(case=CASE)
    return getattr(rows, narrowed)(*by) if narrowed else rows


def _records(at: datetime, person: Any) -> QuerySet[Incident]:
    """Records that name a victim of the person and were here by then."""
    here = Q(batch__imported_at__lte=at) | Q(revisions__batch__imported_at__lte=at)
    records = Incident.objects.filter(here, suspect=person, victim__isnull=False)
    return records.exclude(victim=F("suspect"))


def _unasked(at: datetime) -> QuerySet[Incident]:
    asked = VictimCheck.objects.filter(gate=OuterRef(OuterRef("pk")), victim=OuterRef("victim"))
    return _records(at, PERSON).filter(~Exists(asked))


def _came(at: datetime) -> list[QuerySet[IncidentRevision]]:
    """What imports brought of the person, on either side, and of a victim: each from its index."""
    came = IncidentRevision.objects.filter(
        batch__imported_at__gt=CHECKED, batch__imported_at__lte=at
    )
    victims = _records(at, OuterRef(PERSON)).values("victim")
    return [
        came.filter(incident__suspect=PERSON),
        came.filter(incident__victim=PERSON),
        came.filter(incident__victim__in=victims),
    ]


def _doubted(at: datetime) -> QuerySet[Case]:
    found: QuerySet[Case] = Case.objects.filter(
        person=PERSON,
        visits__attempts__outcome="NOT_AT_ADDRESS",
        visits__attempts__logged_at__gt=CHECKED,
        visits__attempts__logged_at__lte=at,
    )
    return found


def _band(until: Any) -> Subquery:
    signed = _of_case("assessments").filter(signed_at__lte=until).order_by("-signed_at", "-pk")
    return Subquery(signed.values("band")[:1])
