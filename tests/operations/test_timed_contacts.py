"""Contacts are so far from the event and have no time of their own: the event moves, they move."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import models

from casework.cases.actions import hear_of_change
from casework.cases.models import ChangeKind
from casework.clocks import LONDON, Deadline, Nation, due, offset_from_event, replay
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.operations import actions, queries, rules
from casework.operations.models import (
    CohortMember,
    ContactState,
    DebriefLine,
    Operation,
    TimedContact,
    Wave,
    WindowFlag,
)
from casework.operations.presenters import sheets
from casework.operations.presenters.words import flag_standing
from tests import makers_operations as walk
from tests.makers_cases import people_of
from tests.makers_operations import DAY, HOUR, KICK_OFF, PLANNED_ON, operation_at

pytestmark = pytest.mark.django_db
C = ContactState


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=LONDON, fold=fold)


# The clocks go forward on 28 March 2027 at 1am and back on 31 October 2027 at 2am.
AWAY = [
    # A day before 3pm is 3pm, though only 23 hours lie between.
    (local(2027, 3, 28, 15), -DAY, local(2027, 3, 27, 15)),
    (local(2027, 3, 28, 15), -7 * DAY, local(2027, 3, 21, 15)),
    # Hours are hours by the clock: two before half past two are none before half past eleven.
    (local(2027, 3, 28, 2, 30), -2 * HOUR, local(2027, 3, 27, 23, 30)),
    # A time that the change leaves out moves on by an hour.
    (local(2027, 3, 27, 1, 30), DAY, local(2027, 3, 28, 2, 30)),
    # 25 hours lie between 3pm and 3pm of the next day.
    (local(2027, 10, 30, 15), DAY, local(2027, 10, 31, 15)),
    (local(2027, 10, 31, 0, 30), 6 * HOUR, local(2027, 10, 31, 5, 30)),
    # Of the hour that comes twice, the first.
    (local(2027, 10, 30, 1, 30), DAY, local(2027, 10, 31, 1, 30)),
    (local(2027, 10, 31, 1, 30, fold=1), 0, local(2027, 10, 31, 1, 30, fold=1)),
]


@pytest.mark.parametrize(("event", "minutes", "wanted"), AWAY)
def test_an_offset_counts_days_by_the_calendar_and_hours_by_the_clock(
    event: datetime, minutes: int, wanted: datetime
) -> None:
    found = rules.away(event, minutes, Nation.E)
    assert found.due_at.timestamp() == wanted.timestamp()
    assert replay(found.proof) == found.due_at


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-2 * DAY, "2 days before the event"),
        (-DAY - 90, "1 day and 1 hour and 30 minutes before the event"),
        (0, "when the event starts"),
        (HOUR, "1 hour after the event starts"),
    ],
)
def test_an_offset_is_said_in_words(minutes: int, words: str) -> None:
    rule = offset_from_event(minutes)
    assert due(KICK_OFF, rule, Nation.E).proof["rule_in_words"] == words


@pytest.mark.parametrize(
    ("minutes", "wave"),
    [
        (-7 * DAY, Wave.BEFORE),
        (-DAY, Wave.BEFORE),
        (-2 * HOUR, Wave.DURING),
        (6 * HOUR, Wave.DURING),
        (DAY, Wave.AFTER),
        (3 * DAY, Wave.AFTER),
    ],
)
def test_a_contact_lies_in_one_of_three_waves(minutes: int, wave: str) -> None:
    assert rules.wave_of(minutes) == wave


@pytest.mark.parametrize("minutes", [-8 * DAY, -DAY + 1, -2 * HOUR - 1, 6 * HOUR + 1, 4 * DAY])
def test_between_the_waves_there_is_no_contact(minutes: int) -> None:
    with pytest.raises(Refused, match="7 to 1 days before"):
        rules.wave_of(minutes)


def test_what_a_page_offers_lies_in_a_wave() -> None:
    assert {rules.wave_of(minutes) for minutes in rules.offsets()} == set(Wave)


def test_no_plan_keeps_a_time() -> None:
    """Only what has happened has an instant; when a contact is due is kept nowhere."""
    kept = {
        field.name for field in TimedContact._meta.fields if isinstance(field, models.DateTimeField)
    }
    past = {"planned_at", "approved_at", "started_at", "voided_at", "result_at", "started_for"}
    assert kept == past


# --- the event moves ------------------------------------------------------------------------------


def only(operation: Operation) -> CohortMember:
    return CohortMember.objects.select_related("case__team", "operation").get(operation=operation)


def times(operation: Operation) -> dict[int, datetime]:
    contacts = queries.contacts_of(operation)
    return {each.minutes: rules.due_at(each).astimezone(LONDON) for each in contacts}


def briefed_with(*offsets: int) -> Operation:
    """A briefed operation of one person with a visit at each offset."""
    operation = operation_at("COHORT_APPROVED")
    with time_machine.travel(PLANNED_ON + timedelta(days=1), tick=True):
        walk.pack(only(operation), *offsets)
        return walk.brief(operation)


def test_the_event_moves_and_all_that_has_not_started_moves_together() -> None:
    operation = briefed_with(-3 * DAY, -DAY, HOUR, 2 * DAY)
    with time_machine.travel(KICK_OFF - timedelta(days=4), tick=True):
        walk.run(operation)
        first = TimedContact.objects.get(minutes=-3 * DAY)
        actions.set_contact_going(contact=first)
        before = times(operation)
        moved = walk.move(operation, local(2027, 5, 14, 12, 30))
        after = times(moved)
    # One day and two and a half hours earlier; what was started is untouched.
    shift = timedelta(days=1, hours=2, minutes=30)
    assert after.pop(-3 * DAY) == before.pop(-3 * DAY)
    assert after == {minutes: at - shift for minutes, at in before.items()}
    assert moved.event_moves.get().was_at == KICK_OFF


def by_the_event_alone(contact: TimedContact) -> Deadline:
    return rules.away(contact.operation.event_at, contact.minutes, Nation.E)


def test_a_started_contact_would_move_if_it_were_not_for_what_it_keeps(monkeypatch) -> None:
    """Red twin."""
    operation = briefed_with(-3 * DAY)
    with time_machine.travel(KICK_OFF - timedelta(days=4), tick=True):
        walk.run(operation)
        actions.set_contact_going(contact=walk.only_contact(operation))
        before = times(operation)
        walk.move(operation)
        monkeypatch.setattr(rules, "due", by_the_event_alone)
        assert times(walk.again(operation)) != before


def test_an_event_moves_to_another_time_to_come_for_a_reason() -> None:
    operation = operation_at("BRIEFED")
    manager = walk.manager_of(operation)
    with time_machine.travel(PLANNED_ON + timedelta(days=3), tick=True):
        for to, reason, words in (
            (KICK_OFF, "Later.", "at that time already"),
            (PLANNED_ON, "Later.", "in the future"),
            (KICK_OFF + timedelta(days=1), " ", "why the event moves"),
        ):
            with pytest.raises(Refused, match=words):
                actions.move_event(operation=operation, by=manager, event_at=to, reason=reason)
        officer = people_of(only(operation).case).officer
        later = KICK_OFF + timedelta(days=1)
        with pytest.raises((NotAllowed, NotVisible)):
            actions.move_event(operation=operation, by=officer, event_at=later, reason="Later.")


# --- it does not take place -----------------------------------------------------------------------


def test_cancelling_drops_what_has_not_started_and_has_flags_taken_out() -> None:
    operation = operation_at("COHORT_APPROVED")
    member = only(operation)
    people, desk = people_of(member.case), walk.adviser_of(member.case.team)
    with time_machine.travel(PLANNED_ON + timedelta(days=1), tick=True):
        walk.pack(member, -3 * DAY, -DAY)
        walk.contact(member, 2 * DAY, approved=False)
        flag = actions.ask_flag(member=member, by=people.supervisor, instruction="Two officers.")
        TimedContact.objects.get(minutes=2 * DAY)
        drop = TimedContact.objects.get(minutes=2 * DAY)
        actions.approve_contact(contact=drop, by=walk.second_supervisor(member.case.team))
        walk.brief(operation)
    with time_machine.travel(KICK_OFF - timedelta(days=4), tick=True):
        walk.run(operation)
        actions.set_contact_going(contact=TimedContact.objects.get(minutes=-3 * DAY))
    with time_machine.travel(KICK_OFF - timedelta(hours=1), tick=True):
        assert flag_standing(flag) == ("To be put in", "orange")
        with pytest.raises(NotAllowed, match="control-room adviser"):
            actions.put_in_flag(flag=flag, by=people.supervisor, reference="CC/1")
        actions.put_in_flag(flag=flag, by=desk, reference="CC/1")
        walk.cancel(operation)
        flag = WindowFlag.objects.select_related("member__operation__force").get()
        assert flag_standing(flag) == ("To be taken out", "red")
        actions.take_out_flag(flag=flag, by=desk, reference="CC/2")
    states = dict(TimedContact.objects.values_list("minutes", "state"))
    assert states == {-3 * DAY: C.STARTED, -DAY: C.VOIDED, 2 * DAY: C.VOIDED}
    reasons = TimedContact.objects.filter(state=C.VOIDED).values_list("voided_because", flat=True)
    assert set(reasons) == {"Called off for want of police."}


def test_a_flag_stands_for_the_window_of_the_event_and_moves_with_it() -> None:
    operation = operation_at("COHORT_APPROVED")
    with time_machine.travel(PLANNED_ON + timedelta(days=1), tick=True):
        by = people_of(only(operation).case).supervisor
        flag = actions.ask_flag(member=only(operation), by=by, instruction="Two officers.")
    flag = WindowFlag.objects.select_related("member__operation__force").get()
    first, last = KICK_OFF - timedelta(hours=2), KICK_OFF + timedelta(hours=6)
    second = timedelta(seconds=1)
    assert flag_standing(flag, first - second)[0] == "Not yet"
    assert flag_standing(flag, first)[0] == flag_standing(flag, last)[0] == "To be put in"
    assert flag_standing(flag, last + second)[0] == "Not put in"
    with time_machine.travel(PLANNED_ON + timedelta(days=2), tick=True):
        walk.move(operation, KICK_OFF + timedelta(days=1))
    flag = WindowFlag.objects.select_related("member__operation__force").get()
    assert flag_standing(flag, first)[0] == "Not yet"
    assert flag_standing(flag, first + timedelta(days=1))[0] == "To be put in"


# --- too few officers, and what happened ----------------------------------------------------------


def test_who_is_left_out_stands_on_the_list_with_the_reason() -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        first = walk.with_history()
        second = walk.with_history(first.team)
    operation = operation_at("COHORT_APPROVED", first, second)
    manager = people_of(first).manager
    with time_machine.travel(PLANNED_ON + timedelta(days=1), tick=True):
        one, other = CohortMember.objects.order_by("pk")
        walk.pack(one)
        walk.pack(other)
        actions.rank_person(member=other, by=manager, rank=1, reason="The graver reports.")
        actions.rank_person(member=one, by=manager, rank=2, reason="The lesser reports.")
        assert list(queries.in_cohort(operation)) == [other, one]
        by = people_of(first).supervisor
        with pytest.raises(NotAllowed):
            actions.leave_out(member=one, by=by, reason="Too few officers.")
        actions.leave_out(member=one, by=manager, reason="Too few officers that weekend.")
        assert list(queries.in_cohort(operation)) == [other]
        listed = sheets.left_out(operation, manager)
        assert listed == [[first.person.full_name, "Too few officers that weekend."]]
        assert one.contacts.get().state == C.VOIDED
        with pytest.raises(Refused):
            walk.pack(one)


def test_a_grave_change_in_the_window_is_a_line_of_the_debrief() -> None:
    operation = operation_at("RUNNING")
    case = only(operation).case
    officer = people_of(case).officer

    def heard(at: datetime, kind: str) -> int:
        with time_machine.travel(at, tick=True):
            hear_of_change(case=case, by=officer, kind=kind, note="At the ground.")
        return DebriefLine.objects.count()

    assert heard(KICK_OFF - timedelta(hours=3), ChangeKind.THREAT) == 0
    assert heard(KICK_OFF + timedelta(hours=1), ChangeKind.JOB_LOST) == 0
    assert heard(KICK_OFF + timedelta(hours=1), ChangeKind.THREAT) == 1
    assert heard(KICK_OFF + timedelta(hours=7), ChangeKind.THREAT) == 1


def test_measures_count_reports_around_this_event_and_earlier_ones() -> None:
    operation = operation_at("RUNNING")
    case = only(operation).case
    with time_machine.travel(KICK_OFF + timedelta(days=2), tick=True):
        for hours in (-3, 1, 20, 30):
            walk.report_at(case, KICK_OFF + timedelta(hours=hours))
        table = sheets.measures(operation, people_of(case).manager)
    assert [row["value"] for row in table] == ["2 reports", "1 report"]
