"""When its time comes an approved contact starts its intervention, once, due by the event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from casework.clocks import Nation
from casework.core import schedules
from casework.core.queue import work_off
from casework.operations import actions, queries, rules
from casework.operations.models import CohortMember, ContactState, Operation, TimedContact
from tests import makers_operations as walk
from tests.makers_cases import people_of
from tests.makers_operations import DAY, HOUR, KICK_OFF, PLANNED_ON, operation_at
from tests.makers_work import do, open_steps, open_task, safe_contact, start
from workflows.models import Intervention
from workflows.operations import actions as starting
from workflows.operations.models import StartedContact
from workflows.operations.sweep import start_due_contacts
from workflows.timing import timed

pytestmark = pytest.mark.django_db
C = ContactState


def running(*offsets: int, kind: str = "VISIT") -> Operation:
    """A running operation of one person, eight days before the event."""
    operation = operation_at("COHORT_APPROVED")
    with time_machine.travel(PLANNED_ON + timedelta(days=1), tick=True):
        member = CohortMember.objects.select_related("case__team", "operation").get()
        walk.pack(member, offsets[0])
        TimedContact.objects.update(kind=kind)
        for minutes in offsets[1:]:
            walk.contact(member, minutes, kind)
        walk.brief(operation)
    with time_machine.travel(KICK_OFF - timedelta(days=8), tick=True):
        return walk.run(operation)


@pytest.mark.parametrize(
    ("kind", "named", "ahead"),
    [("LETTER", "warning_letter", 7), ("VISIT", "home_visit", 3), ("BAIL_CHECK", "bail_check", 1)],
)
def test_each_kind_of_contact_starts_its_own_intervention(
    kind: str, named: str, ahead: int
) -> None:
    running(DAY, kind=kind)
    comes = KICK_OFF + timedelta(days=1) - timedelta(days=ahead)
    with time_machine.travel(comes - timedelta(minutes=1), tick=False):
        assert start_due_contacts() == 0
    with time_machine.travel(comes, tick=True):
        assert start_due_contacts() == 1
    started = Intervention.objects.get()
    assert started.kind == named
    contact = walk.only_contact(Operation.objects.get())
    assert contact.intervention == started
    assert (contact.state, contact.started_for) == (C.STARTED, KICK_OFF)
    assert started.started_by == contact.approved_by
    task = started.task_set.exclude(due_at=None).get()
    assert task.due_at == KICK_OFF + timedelta(days=1)
    assert task.due_proof["rule_in_words"] == "1 day after the event starts"


def test_a_contact_starts_once_however_often_the_clock_asks() -> None:
    running(-2 * DAY)
    with time_machine.travel(KICK_OFF - timedelta(days=4), tick=True):
        contact = queries.to_start()[0]
        assert start_due_contacts() == 1
        assert start_due_contacts() == 0
        # A second clock had read the row before the first one started it.
        assert starting.start_contact(contact=contact) is None
    assert Intervention.objects.count() == 1
    # And the database holds it where the code would not.
    link = StartedContact.objects.get()
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        StartedContact.objects.create(contact=link.contact, intervention=link.intervention)


def unapproved(operation: Operation) -> None:
    TimedContact.objects.update(state=C.PLANNED, approved_by=None, approved_at=None)


def moved(operation: Operation) -> None:
    walk.move(operation, KICK_OFF + timedelta(hours=1))


def cancelled(operation: Operation) -> None:
    walk.cancel(operation)


def dropped(operation: Operation) -> None:
    contact = walk.only_contact(operation)
    actions.drop_contact(contact=contact, by=contact.approved_by, reason="Ill.")


@pytest.mark.parametrize("spoil", [unapproved, moved, cancelled, dropped])
def test_nothing_else_starts(spoil: Callable[[Operation], None]) -> None:
    operation = running(-2 * DAY)
    with time_machine.travel(KICK_OFF - timedelta(days=4), tick=True):
        contact = walk.only_contact(operation)
        spoil(walk.again(operation))
        assert start_due_contacts() == 0
        assert starting.start_contact(contact=contact) is None
    assert not Intervention.objects.exists()


def test_what_cannot_be_started_says_why_and_is_listed_once_its_time_has_passed() -> None:
    operation = running(-2 * DAY)
    case = CohortMember.objects.get().case
    with time_machine.travel(KICK_OFF - timedelta(days=4), tick=True):
        other = start("home_visit", case)
        assert start_due_contacts() == 0
        contact = walk.only_contact(operation)
        assert contact.state == C.APPROVED
        assert contact.held_because == "This case already has an open home visit."
    with time_machine.travel(KICK_OFF - timedelta(days=2), tick=True):
        assert start_due_contacts() == 0
    contact.refresh_from_db()
    assert (contact.state, contact.held_because) == (C.MISSED, contact.held_because)
    assert Intervention.objects.get() == other


def test_an_outage_loses_no_contact_and_moves_no_due_time() -> None:
    running(-2 * DAY)
    with time_machine.travel(KICK_OFF - timedelta(days=2, hours=1), tick=True):
        assert start_due_contacts() == 1
    due = Intervention.objects.get().task_set.exclude(due_at=None).get().due_at
    assert due == KICK_OFF - timedelta(days=2)


def test_steps_on_the_way_are_due_by_the_contact_and_those_after_it_by_themselves() -> None:
    running(HOUR)
    case = CohortMember.objects.get().case
    people, due = people_of(case), KICK_OFF + timedelta(hours=1)
    with time_machine.travel(KICK_OFF - timedelta(days=2), tick=True):
        assert start_due_contacts() == 1
        do(case, "check_contact", by=people.officer, **safe_contact(case))
        assert open_task(case, "plan").due_at == due
        intervention = Intervention.objects.select_related("case__force").get()
    own = rules.away(KICK_OFF, 3 * DAY, Nation.E)
    with time_machine.travel(due - timedelta(minutes=1), tick=False):
        assert timed(intervention, own).due_at == due
    with time_machine.travel(due + timedelta(minutes=1), tick=False):
        assert timed(intervention, own) is own


def test_an_intervention_that_belongs_to_no_event_keeps_its_own_due_times() -> None:
    started = start("home_visit")
    own = rules.away(KICK_OFF, DAY, Nation.E)
    assert timed(started, own) is own


def test_contact_is_asked_for_as_ever() -> None:
    """The gate of the case holds a contact of an operation as it holds any other."""
    running(HOUR)
    case = CohortMember.objects.get().case
    with time_machine.travel(KICK_OFF - timedelta(days=2), tick=True):
        assert start_due_contacts() == 1
        unsafe = safe_contact(case) | {"deconfliction": "NOT_DONE"}
        do(case, "check_contact", by=people_of(case).officer, **unsafe)
        assert open_steps(case) == ["stopped"]


def test_without_the_seam_the_first_step_would_be_due_by_its_own_clock(monkeypatch) -> None:
    """Red twin."""
    running(DAY)
    monkeypatch.setattr("workflows.flow.timed", lambda process, deadline: deadline)
    with time_machine.travel(KICK_OFF - timedelta(days=2), tick=True):
        assert start_due_contacts() == 1
    due = Intervention.objects.get().task_set.exclude(due_at=None).get().due_at
    assert due != KICK_OFF + timedelta(days=1)


def test_one_contact_that_fails_does_not_stop_the_others(monkeypatch, caplog) -> None:
    running(-2 * DAY, DAY)
    TimedContact.objects.filter(minutes=DAY).update(kind="BAIL_CHECK")
    real = starting.start

    def fails_once(*, kind: str, **given: object) -> Intervention:
        if kind == "home_visit":
            raise RuntimeError("the name of somebody")
        return real(kind=kind, **given)

    monkeypatch.setattr(starting, "start", fails_once)
    with time_machine.travel(KICK_OFF - timedelta(days=2, minutes=5), tick=True):
        assert start_due_contacts() == 0
    with time_machine.travel(KICK_OFF + timedelta(hours=1), tick=True):
        assert start_due_contacts() == 1
    assert "RuntimeError" in caplog.text
    assert "somebody" not in caplog.text


def test_the_clock_of_operations_is_declared() -> None:
    assert "workflows.operations.sweep.start_due_contacts" in {
        each.job for each in schedules.declared()
    }


def test_a_move_of_the_event_has_started_letters_looked_at_again(monkeypatch) -> None:
    operation = running(DAY, kind="LETTER")
    with time_machine.travel(KICK_OFF - timedelta(days=4), tick=True):
        assert start_due_contacts() == 1
        asked: list[int] = []
        monkeypatch.setattr("workflows.operations.jobs.fire_what_is_due", look(asked))
        walk.move(walk.again(operation))
        work_off()
    assert asked == [Intervention.objects.get().pk]


def look(asked: list[int]) -> Callable[[int], int]:
    def fire(intervention: int) -> int:
        asked.append(intervention)
        return 0

    return fire
