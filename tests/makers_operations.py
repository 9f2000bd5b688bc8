"""Operations for tests, walked by the real actions to the state a test is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.clocks import LONDON
from casework.operations import actions, rules
from casework.operations.models import CohortMember, Operation, OperationState, TimedContact
from tests import makers
from tests.makers_cases import make_case, make_incident, make_person, people_of

S = OperationState
DAY, HOUR = rules.DAY, rules.HOUR
# A Saturday in spring, kick-off at three; far from a change of the clocks.
KICK_OFF = datetime(2027, 5, 15, 15, 0, tzinfo=LONDON)
LAST_TIME = datetime(2026, 5, 16, 15, 0, tzinfo=LONDON)
PLANNED_ON = KICK_OFF - timedelta(days=21)
CHECKS = "LEDS and the court list on 24 April at 10am: no warrant, no bail."
COVER = "Support offered to each; the service covers the weekend."
NOTE = "Chosen by reports alone; the shares of groups were compared with all suspects."


def second_supervisor(team: Team) -> User:
    """Another sergeant of the team, the same one at each call."""
    found = User.objects.filter(username=f"second{team.pk}").first()
    return found or makers.make_user(Role.SUPERVISOR, team=team, username=f"second{team.pk}")


def adviser_of(team: Team) -> User:
    """The control room's adviser, the same one at each call."""
    found = User.objects.filter(username=f"desk{team.pk}").first()
    return found or makers.make_user(Role.ADVISER, force=team.force, username=f"desk{team.pk}")


def with_history(team: Team | None = None, **given: Any) -> Case:
    """A case whose person was reported an hour after the start of last year's event."""
    case = make_case(team=team, **given)
    report_at(case, LAST_TIME + timedelta(hours=1))
    return case


def report_at(case: Case, at: datetime) -> None:
    victim = make_person(force=case.force)
    make_incident(suspect=case.person, victim=victim, on=at.date(), offence_from=at)


def plan(team: Team, by: User, **given: Any) -> Operation:
    """An operation, planned three weeks ahead unless the clock stands elsewhere."""
    number = Operation.objects.count() + 1
    about = {
        "code": f"NIGHTJAR {number}",
        "event_at": KICK_OFF,
        "venue": "Northmoor Park",
        "intensity": "HIGH",
    }
    return actions.plan_operation(team=team, by=by, **about | given)


def propose(operation: Operation, *cases: Case) -> Operation:
    """The analyst enters last year's event, adds the people and puts them forward."""
    analyst = people_of(cases[0]).analyst
    actions.add_earlier_event(operation=operation, by=analyst, at=LAST_TIME, named="Last year")
    for case in cases:
        actions.add_person(operation=operation, by=analyst, case=case)
    return actions.propose_cohort(operation=operation, by=analyst)


def approve(operation: Operation) -> Operation:
    """The manager decides on each person and approves the whole."""
    members = list(CohortMember.objects.filter(operation=operation).select_related("case__team"))
    manager = people_of(members[0].case).manager
    for member in members:
        actions.decide_person(
            member=member, by=manager, decision="APPROVED", reason="Reported each time."
        )
    return actions.approve_cohort(operation=operation, by=manager, equality_note=NOTE)


def contact(
    member: CohortMember, minutes: int, kind: str = "VISIT", *, approved: bool = True
) -> TimedContact:
    """A contact planned by one supervisor and approved by another."""
    planner = people_of(member.case).supervisor
    made = actions.plan_contact(member=member, by=planner, kind=kind, minutes=minutes)
    if approved:
        actions.approve_contact(contact=made, by=second_supervisor(member.case.team))
    return TimedContact.objects.get(pk=made.pk)


def pack(member: CohortMember, *offsets: int) -> None:
    """The package of one person, with a visit at each offset."""
    actions.write_package(
        member=member,
        by=people_of(member.case).supervisor,
        checks=CHECKS,
        victim_cover=COVER,
    )
    for minutes in offsets or (-2 * DAY,):
        contact(member, minutes)


def brief(operation: Operation) -> Operation:
    for member in operation.members.all():
        if not member.contacts.exists():
            pack(member)
    member = operation.members.get(pk=operation.members.values_list("pk", flat=True)[0])
    return actions.brief_operation(operation=operation, by=people_of(member.case).supervisor)


def manager_of(operation: Operation) -> User:
    return people_of(operation.members.all()[0].case).manager


def run(operation: Operation) -> Operation:
    return actions.run_operation(operation=operation, by=manager_of(operation))


def to_debrief(operation: Operation) -> Operation:
    return actions.begin_debrief(operation=operation, by=manager_of(operation))


def close(operation: Operation) -> Operation:
    return actions.close_operation(
        operation=operation, by=manager_of(operation), results="Two reached, no report."
    )


def move(operation: Operation, to: datetime | None = None) -> Operation:
    return actions.move_event(
        operation=operation,
        by=manager_of(operation),
        event_at=to or operation.event_at + timedelta(days=7),
        reason="The broadcaster asked for it.",
    )


def cancel(operation: Operation) -> Operation:
    return actions.cancel_operation(
        operation=operation, by=manager_of(operation), reason="Called off for want of police."
    )


WEEK = timedelta(days=7)
# When each step is taken, from the plan to the results, and how.
WALK: tuple[tuple[str, datetime, Callable[[Operation], Operation]], ...] = (
    (S.COHORT_APPROVED, PLANNED_ON + timedelta(hours=2), approve),
    (S.BRIEFED, PLANNED_ON + timedelta(days=2), brief),
    (S.RUNNING, KICK_OFF - timedelta(days=10), run),
    (S.DEBRIEF, KICK_OFF + timedelta(days=4), to_debrief),
    (S.CLOSED, KICK_OFF + timedelta(days=5), close),
)


def operation_at(state: str, *cases: Case) -> Operation:
    """An operation of the people of `cases` (one with a history unless given) at `state`.

    Every step is taken at its own time around KICK_OFF; the caller travels where it wants to be.
    """
    with time_machine.travel(PLANNED_ON, tick=True):
        cases = cases or (with_history(),)
        people = people_of(cases[0])
        operation = plan(people.team, people.manager)
        if state == S.PLANNED:
            return again(operation)
        propose(operation, *cases)
    for reached, at, step in WALK:
        if state == S.COHORT_PROPOSED:
            break
        with time_machine.travel(at, tick=True):
            if state == S.RESCHEDULED and reached == S.RUNNING:
                return again(move(again(operation)))
            if state == S.CANCELLED and reached == S.RUNNING:
                return again(cancel(again(operation)))
            step(again(operation))
        if reached == state:
            break
    return again(operation)


def again(operation: Operation) -> Operation:
    """As it is now."""
    return Operation.objects.select_related("force", "team").get(pk=operation.pk)


def only_contact(operation: Operation) -> TimedContact:
    return TimedContact.objects.get(member__operation=operation)


def now() -> datetime:
    return timezone.now()


def proposed(team: Team) -> Operation:
    case = with_history(team)
    soon = timezone.now() + timedelta(days=12)
    operation = plan(team, people_of(case).manager, event_at=soon)
    propose(operation, case)
    return again(operation)


def approved(team: Team) -> Operation:
    operation = proposed(team)
    approve(operation)
    member = CohortMember.objects.select_related("case__team", "operation").get(operation=operation)
    contact(member, -DAY, approved=False)
    return again(operation)


def briefed(team: Team) -> Operation:
    operation = proposed(team)
    approve(operation)
    member = CohortMember.objects.select_related("case__team", "operation").get(operation=operation)
    pack(member, -2 * DAY, DAY)
    sergeant = people_of(member.case).supervisor
    actions.ask_flag(member=member, by=sergeant, instruction="Two officers attend.")
    brief(operation)
    return again(operation)


def running(team: Team) -> Operation:
    operation = briefed(team)
    run(operation)
    contact = TimedContact.objects.get(member__operation=operation, minutes=-2 * DAY)
    actions.set_contact_going(contact=contact)
    return again(operation)
