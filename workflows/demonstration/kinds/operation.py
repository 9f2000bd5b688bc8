"""What the demonstration tells of operations: one left in every state it can be in.

An operation is about an event, not about one case; each story takes the person of its case into
an operation of its own, and the early ones propose others with a ground besides.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from casework.cases.models import Case
from casework.core.queue import work_off
from casework.incidents.models import CANCELLED
from casework.operations import actions as operations
from casework.operations.models import CohortMember, Operation, TimedContact
from casework.operations.queries import candidates
from casework.operations.rules import DAY, HOUR
from casework.victims.models import AdvocateNotice
from workflows import actions
from workflows.demonstration.answers import answers_of, safe_contact
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling
from workflows.models import Task
from workflows.operations.sweep import start_due_contacts

KICK_OFF = "15:00"
MOST_OTHERS = 4


def operation_of(t: Telling, code: str) -> Operation:
    return Operation.objects.select_related("force", "team").get(force=t.unit.force, code=code)


def member_of(t: Telling, code: str) -> CohortMember:
    rows = CohortMember.objects.select_related("case__team", "operation")
    return rows.get(operation=operation_of(t, code), case=t.case)


def planned(t: Telling, code: str, on: int, event: int) -> Story:
    """Planned `on` days ago for an event that starts `event` days ago (negative: to come)."""
    yield t.at(on, "09:10")
    operations.plan_operation(
        team=t.case.team,
        by=t.unit["manager"],
        code=code,
        event_at=t.at(event, KICK_OFF),
        venue="Northmoor Park",
        intensity="HIGH",
    )
    yield t.at(on, "09:50")
    standing = t.case.person.incidents_as_suspect.exclude(outcome_code=CANCELLED)
    report = standing.order_by("-offence_from")[0]
    operations.add_earlier_event(
        operation=operation_of(t, code),
        by=t.unit["analyst"],
        at=report.offence_from - timedelta(hours=1),
        named="Earlier fixture",
    )


def proposed(t: Telling, code: str, on: int, event: int, *, others: bool = False) -> Story:
    yield from planned(t, code, on, event)
    yield t.at(on, "10:30")
    operation, analyst = operation_of(t, code), t.unit["analyst"]
    case = Case.objects.select_related("person", "team", "force").get(pk=t.case.pk)
    operations.add_person(operation=operation, by=analyst, case=case)
    if others:
        for other, _ in candidates(operation, analyst)[:MOST_OTHERS]:
            operations.add_person(operation=operation, by=analyst, case=other)
    yield t.at(on, "11:05")
    operations.propose_cohort(operation=operation_of(t, code), by=analyst)


def approved(t: Telling, code: str, on: int, event: int) -> Story:
    yield from proposed(t, code, on, event)
    yield t.at(on, "13:15")
    manager = t.unit["manager"]
    operations.decide_person(
        member=member_of(t, code),
        by=manager,
        decision="APPROVED",
        reason="Reported around the last fixture, and nothing less was heeded.",
    )
    yield t.at(on, "13:40")
    operations.approve_cohort(
        operation=operation_of(t, code),
        by=manager,
        equality_note="Chosen by reports alone. The shares of groups were compared with those of "
        "all suspects; nobody was chosen for whom they support.",
    )


def briefed(t: Telling, code: str, on: int, event: int, *offsets: int) -> Story:
    yield from approved(t, code, on, event)
    yield t.at(on - 1, "09:20")
    sergeant = t.unit["supervisor"]
    operations.write_package(
        member=member_of(t, code),
        by=sergeant,
        checks="LEDS and the court list this morning: nothing outstanding.",
        victim_cover="Support is offered to each; the service covers the weekend.",
    )
    for minutes in offsets:
        operations.plan_contact(
            member=member_of(t, code), by=sergeant, kind="VISIT", minutes=minutes, officer=t.officer
        )
    operations.ask_flag(
        member=member_of(t, code), by=sergeant, instruction="Two officers; ring the unit first."
    )
    work_off()
    yield t.at(on - 1, "11:30")
    for contact in TimedContact.objects.filter(member=member_of(t, code)):
        operations.approve_contact(contact=contact, by=t.unit["supervisor2"])
    advocates_told(t)
    yield t.at(on - 1, "14:00")
    operations.brief_operation(operation=operation_of(t, code), by=sergeant)


def advocates_told(t: Telling) -> None:
    """Every advocate who is to hear of a contact around an event hears of it."""
    for task in Task.objects.open().filter(case=t.case, kind="victim_support"):
        notice = (task.data or {}).get("notice", 0)
        if AdvocateNotice.objects.filter(pk=notice, act="EVENT").exists():
            said = {"said": "She will be away that day, and asks to hear afterwards."}
            given = answers_of(task, t.officer, said)
            actions.complete(task=task, by=t.officer, answers=given)
    work_off()


def running(t: Telling, code: str, on: int, event: int, *offsets: int, runs: int) -> Story:
    """Running since `runs` days ago; the contacts whose time came by then start."""
    yield from briefed(t, code, on, event, *offsets)
    yield t.at(runs, "08:30")
    operations.run_operation(operation=operation_of(t, code), by=t.unit["manager"])


def started(t: Telling, code: str, on: int) -> Story:
    """The clock starts what is due, and the officer checks at once that contact is safe."""
    yield t.at(on, "16:00")
    start_due_contacts()
    case = Case.objects.get(pk=t.case.pk)
    for contact in TimedContact.objects.filter(member=member_of(t, code), state="STARTED"):
        link = contact.start_link.intervention
        for task in Task.objects.open().filter(process=link).order_by("pk"):
            if task.flow_task.name == "check_contact":
                given = answers_of(task, t.officer, safe_contact(case))
                actions.complete(task=task, by=t.officer, answers=given)
    work_off()


def left_planned(t: Telling) -> Story:
    yield from planned(t, "WREN", 3, -40)


def left_proposed(t: Telling) -> Story:
    yield from proposed(t, "LAPWING", 4, -38, others=True)


def left_approved(t: Telling) -> Story:
    yield from approved(t, "CURLEW", 5, -35)


def left_briefed(t: Telling) -> Story:
    yield from briefed(t, "PLOVER", 6, -25, -2 * DAY, DAY)


def left_running(t: Telling) -> Story:
    yield from running(t, "NIGHTJAR", 14, -3, -DAY, HOUR, 2 * DAY, runs=6)
    yield from started(t, "NIGHTJAR", 1)


def left_moved(t: Telling) -> Story:
    yield from briefed(t, "REDSHANK", 9, -12, -2 * DAY)
    yield t.at(1, "15:20")
    operations.move_event(
        operation=operation_of(t, "REDSHANK"),
        by=t.unit["manager"],
        event_at=t.at(-11, "12:30"),
        reason="The broadcaster asked for an earlier start, a day later.",
    )
    work_off()


def over(t: Telling, code: str, on: int, event: int, *offsets: int) -> Story:
    """The event took place; its contact started, and was written down. One that `offsets` put
    before the day from which the operation ran did not start in time."""
    yield from running(t, code, on, event, -DAY, *offsets, runs=event + 6)
    yield from started(t, code, event + 4)
    yield t.at(event - 1, "09:30")
    operations.begin_debrief(operation=operation_of(t, code), by=t.unit["manager"])


def left_in_debrief(t: Telling) -> Story:
    yield from over(t, "DUNLIN", 20, 3)


def left_closed(t: Telling) -> Story:
    yield from over(t, "KNOT", 32, 14, -7 * DAY)
    yield t.at(8, "10:20")
    for contact in TimedContact.objects.filter(member=member_of(t, "KNOT"), state="STARTED"):
        operations.record_result(
            contact=contact,
            by=t.unit["supervisor"],
            was_made=False,
            result="Nobody was at home on the day; the visit goes on by itself.",
        )
    yield t.at(7, "15:00")
    operations.close_operation(
        operation=operation_of(t, "KNOT"),
        by=t.unit["manager"],
        results="Nobody was reached before the event. No report came on the day; with one person "
        "that says little.",
        late_because="The DI was on leave.",
    )


def left_cancelled(t: Telling) -> Story:
    yield from briefed(t, "SISKIN", 10, -9, -2 * DAY)
    yield t.at(2, "17:00")
    operations.cancel_operation(
        operation=operation_of(t, "SISKIN"),
        by=t.unit["manager"],
        reason="Postponed without a new date: the pitch is under water.",
    )


def part(thread: Callable[[Telling], Story]) -> Part:
    return Part((thread,), adopted=45)


PARTS = tuple(
    part(thread)
    for thread in (
        left_planned,
        left_proposed,
        left_approved,
        left_briefed,
        left_running,
        left_moved,
        left_in_debrief,
        left_closed,
        left_cancelled,
    )
)
