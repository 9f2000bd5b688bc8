"""What is known for an operation: grounds found in our own records, who waits for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.accounts.access import has_role
from casework.accounts.models import Role
from casework.cases.acts import Act, why_wait
from casework.cases.models import Case, not_kept_from
from casework.cases.models.states import UNDER_WAY
from casework.enforcement.orders.models import Order
from casework.enforcement.warrants.models import Warrant, WarrantState
from casework.enforcement.warrants.models.states import OPEN_WARRANT, SubType
from casework.incidents.models import CANCELLED, Incident
from casework.operations import rules
from casework.operations.models import (
    CohortMember,
    ContactState,
    Decision,
    EarlierEvent,
    Ground,
    Operation,
    TimedContact,
    WindowFlag,
)

ON_BAIL = (WarrantState.CHECKING, WarrantState.BREACHED)


@dataclass(frozen=True)
class Found:
    """One ground, in words, with the report and the earlier event it rests on."""

    kind: str
    words: str
    incident: Incident | None = None
    earlier_event: EarlierEvent | None = None


def grounds_for(case: Case, operation: Operation) -> list[Found]:
    """The grounds that our own records give today. Following a club is nowhere among them."""
    return [*_history(case, operation), *_warrants(case), *_orders(case)]


def _history(case: Case, operation: Operation) -> Iterable[Found]:
    for event in operation.earlier_events.all():
        first, last = rules.history_window(event.at)
        reports = reports_between(case, first, last)
        for report in reports.order_by("offence_from", "pk"):
            words = f"Report {report.occurrence_no} around {event.in_words}"
            yield Found(Ground.EVENT_HISTORY, words, report, event)


def reports_between(case: Case, first: datetime, last: datetime) -> QuerySet[Incident]:
    """Reports in which the person of the case is the suspect, begun between two instants."""
    found = Incident.objects.filter(
        suspect=case.person_id, offence_from__gte=first, offence_from__lte=last
    )
    return found.exclude(outcome_code=CANCELLED)


def _warrants(case: Case) -> Iterable[Found]:
    live = Q(sub_type=SubType.WARRANT, state__in=OPEN_WARRANT)
    bail = Q(sub_type=SubType.BAIL, state__in=ON_BAIL)
    for each in Warrant.objects.filter(live | bail, case=case).order_by("pk"):
        kind = Ground.BAIL if each.sub_type == SubType.BAIL else Ground.WARRANT
        yield Found(kind, f"{kind.label}: {each.get_state_display().lower()}")


def _orders(case: Case) -> Iterable[Found]:
    for each in Order.objects.live().filter(case=case).order_by("pk"):
        yield Found(Ground.ORDER, f"{each.get_regime_display()}: {each.get_state_display()}")


def candidates(operation: Operation, user: Any) -> list[tuple[Case, list[Found]]]:
    """Cases of the team under way that are not in it yet and have a ground, by reference."""
    seen = Case.objects.visible_to(user).filter(team=operation.team_id, state__in=UNDER_WAY)
    cases = seen.exclude(operations_in__operation=operation).select_related("person", "force")
    rows = ((case, grounds_for(case, operation)) for case in cases.order_by("year", "number"))
    return [(case, found) for case, found in rows if found]


def members_of(operation: Operation, user: Any) -> QuerySet[CohortMember]:
    """The people of the operation whose case this user sees, in the order of their rank."""
    seen = operation.members.filter(case__in=Case.objects.visible_to(user))
    rows: QuerySet[CohortMember] = seen.select_related("case__person", "case__owner", "operation")
    return rows.order_by("rank", "pk")


def in_cohort(operation: Operation) -> QuerySet[CohortMember]:
    """Everyone approved and not left out."""
    members = operation.members.filter(decision=Decision.APPROVED, left_out_at=None)
    found: QuerySet[CohortMember] = members.select_related("case", "operation__force")
    return found.order_by("rank", "pk")


def contacts_of(operation: Operation) -> QuerySet[TimedContact]:
    """All its contacts with what a line about them reads, in the order of their time."""
    found = TimedContact.objects.filter(member__operation=operation)
    rows: QuerySet[TimedContact] = found.select_related(
        "member__case__person",
        "member__case__owner",
        "member__operation__force",
        "officer",
        "start_link__intervention",
    )
    return rows.order_by("minutes", "pk")


def first_due(member: CohortMember) -> datetime | None:
    """When the first contact with somebody is due, of those that still count."""
    live = (ContactState.PLANNED, ContactState.APPROVED, ContactState.STARTED)
    contact = member.contacts.filter(state__in=live).order_by("minutes", "pk").first()
    return rules.due_at(contact) if contact else None


def not_told(operation: Operation) -> list[CohortMember]:
    """People whose advocate has not heard of the contacts as they are planned now."""
    return [each for each in in_cohort(operation) if why_wait(each.case, Act.EVENT, about=each)]


def unready(member: CohortMember) -> list[str]:
    """What a package still lacks, in sentences."""
    lacks = []
    if member.packed_at is None:
        lacks.append("The checks and the cover of those who were harmed are not written down.")
    states = set(member.contacts.values_list("state", flat=True))
    if ContactState.PLANNED in states:
        lacks.append("A contact waits for its approval.")
    if not states & {ContactState.APPROVED, ContactState.STARTED}:
        lacks.append("No contact is approved.")
    if sentence := why_wait(member.case, Act.EVENT, about=member):
        lacks.append(sentence)
    return lacks


def to_start(now: datetime | None = None) -> list[TimedContact]:
    """Approved contacts of running operations whose time to start has come, the earliest first."""
    at = now or timezone.now()
    waiting = TimedContact.objects.filter(
        state=ContactState.APPROVED, member__operation__state="RUNNING"
    ).select_related("member__operation__force", "member__case")
    due = [(rules.starts_at(each), each.pk, each) for each in waiting]
    return [each for start, _, each in sorted(due, key=lambda row: row[:2]) if start <= at]


def flags_of(operation: Operation, user: Any) -> QuerySet[WindowFlag]:
    """Its flags for the window: all for the control room of its force, else those on people whose
    case this user sees."""
    found = WindowFlag.objects.filter(member__operation=operation)
    if has_role(user, Role.ADVISER, force=operation.force):
        found = found.filter(not_kept_from(user, case="member__case"))
    else:
        found = found.filter(member__case__in=Case.objects.visible_to(user))
    rows: QuerySet[WindowFlag] = found.select_related(
        "member__operation__force", "member__case__person"
    )
    return rows.order_by("pk")
