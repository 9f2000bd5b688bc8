"""Each guard of an operation refuses, in words; and nobody decides on their own work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from casework.accounts.models import Absence, Role
from casework.core.errors import CaseworkError, Conflict, NotAllowed, Refused
from casework.operations import actions, guards, permissions
from casework.operations.models import CohortMember, ContactState, Operation
from tests import makers_operations as walk
from tests.makers import assert_one_event, give_role
from tests.makers_cases import make_case, people_of
from tests.makers_operation_walk import ANSWERS, ONE_WAY, at, decide, only, ready
from tests.makers_operations import DAY, KICK_OFF, PLANNED_ON, operation_at

pytestmark = pytest.mark.django_db

# --- each guard refuses, in words -----------------------------------------------------------------


def add_another(operation: Operation) -> None:
    case = walk.with_history(operation.team)
    actions.add_person(operation=operation, by=people_of(case).analyst, case=case)


def forget_package(operation: Operation) -> None:
    member = only(operation)
    CohortMember.objects.filter(pk=member.pk).update(
        checks="", victim_cover="", packed_by=None, packed_at=None
    )


def plan_one(operation: Operation) -> None:
    walk.contact(only(operation), 2 * DAY, approved=False)


def drop_all(operation: Operation) -> None:
    for each in only(operation).contacts.all():
        by = people_of(only(operation).case).supervisor
        actions.drop_contact(contact=each, by=by, reason="The officer is ill.")


SPOILT: tuple[tuple[str, Callable[[Operation], None], str], ...] = (
    ("approve", add_another, "1 person waits"),
    ("brief", forget_package, "not written down"),
    ("brief", plan_one, "waits for its approval"),
    ("brief", drop_all, "No contact is approved"),
)


@pytest.mark.parametrize(("move", "spoil", "words"), SPOILT)
def test_a_guard_refuses_in_words(
    move: str, spoil: Callable[[Operation], None], words: str
) -> None:
    operation, case = ready(move)
    with at(move):
        spoil(operation)
        who = getattr(people_of(case), ONE_WAY[move][2])
        with pytest.raises(Refused, match=words):
            ONE_WAY[move][1](operation=operation, by=who, **ANSWERS.get(move, {}))


def test_people_are_not_approved_without_an_equality_note() -> None:
    operation, case = ready("approve")
    manager = people_of(case).manager
    with at("approve"), pytest.raises(Refused, match="equality"):
        actions.approve_cohort(operation=operation, by=manager, equality_note=" ")


def test_of_several_people_all_are_proposed_or_nobody_is() -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        known = walk.with_history()
        people = people_of(known)
        unknown = make_case(team=known.team)
        operation = walk.plan(people.team, people.manager)
        analyst = people.analyst
        actions.add_earlier_event(operation=operation, by=analyst, at=walk.LAST_TIME)
        with pytest.raises(Refused, match="no ground"):
            actions.add_people(operation=operation, by=analyst, cases=[known, unknown])
        assert not operation.members.exists()
        # The red twin: one by one, the first would stand on the list.
        actions.add_person(operation=operation, by=analyst, case=known)
        with pytest.raises(Refused, match="no ground"):
            actions.add_person(operation=operation, by=analyst, case=unknown)
        assert operation.members.count() == 1


def test_nothing_is_put_forward_without_people_or_without_grounds(monkeypatch) -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        case = make_case()
        people = people_of(case)
        operation = walk.plan(people.team, people.manager)
        with pytest.raises(Refused, match="at least one person"):
            actions.propose_cohort(operation=operation, by=people.analyst)
        with pytest.raises(Refused, match="Following a club is no ground"):
            actions.add_person(operation=operation, by=people.analyst, case=case)
        # Red twin: with the grounds not asked for, somebody without any comes onto the list, and
        # the second guard still holds.
        monkeypatch.setattr("casework.operations.queries.grounds_for", lambda *a: AnyList())
        actions.add_person(operation=operation, by=people.analyst, case=case)
        assert operation.members.exists()
        with pytest.raises(Refused, match="no ground"):
            actions.propose_cohort(operation=operation, by=people.analyst)


class AnyList(list):
    """An empty list that says it is not."""

    def __bool__(self) -> bool:
        return True


def test_nobody_runs_an_operation_before_its_first_wave_or_after_its_event(monkeypatch) -> None:
    operation, case = ready("run")
    manager = people_of(case).manager
    early = time_machine.travel(KICK_OFF - timedelta(days=15), tick=True)
    with early, pytest.raises(Refused, match="can start from"):
        actions.run_operation(operation=operation, by=manager)
    with time_machine.travel(KICK_OFF + timedelta(hours=7), tick=True):
        with pytest.raises(Refused, match="The event is over"):
            actions.run_operation(operation=operation, by=manager)
        monkeypatch.setattr(guards, "can_be_run", lambda operation: None)
        actions.run_operation(operation=operation, by=manager)


def test_the_debrief_waits_for_the_event_and_for_contacts_to_come() -> None:
    operation, case = ready("brief")
    with at("brief"):
        walk.contact(only(operation), 3 * DAY)
        actions.brief_operation(operation=operation, by=people_of(case).supervisor)
    manager = people_of(case).manager
    with time_machine.travel(KICK_OFF - timedelta(days=8), tick=True):
        actions.run_operation(operation=operation, by=manager)
        with pytest.raises(Refused, match="once the event is over"):
            actions.begin_debrief(operation=operation, by=manager)
    after = time_machine.travel(KICK_OFF + timedelta(days=2), tick=True)
    with after, pytest.raises(Refused, match="still to come"):
        actions.begin_debrief(operation=operation, by=manager)
    with time_machine.travel(KICK_OFF + timedelta(days=4), tick=True):
        actions.begin_debrief(operation=operation, by=manager)
    states = set(only(operation).contacts.values_list("state", flat=True))
    assert states == {ContactState.MISSED}


def test_results_after_ten_working_days_say_why_they_are_late() -> None:
    operation, case = ready("close")
    manager = people_of(case).manager
    # Two weeks of working days after Saturday 15 May end on Friday 28 May.
    with time_machine.travel(KICK_OFF + timedelta(days=14), tick=True):
        with pytest.raises(Refused, match="Say why they are late"):
            actions.close_operation(operation=operation, by=manager, results="Done.")
        closed = actions.close_operation(
            operation=operation, by=manager, results="Done.", late_because="The DI was ill."
        )
    assert closed.late_because == "The DI was ill."
    with time_machine.travel(KICK_OFF + timedelta(days=13), tick=True):
        other, case = ready("close")
        people = people_of(case)
        actions.close_operation(operation=other, by=people.manager, results="In time.")


# --- who may not decide on their own (I7) ---------------------------------------------------------


def test_nobody_decides_on_whom_they_proposed(monkeypatch) -> None:
    operation, case = ready("approve")
    people = people_of(case)
    give_role(people.analyst, Role.MANAGER)
    with at("approve"):
        with pytest.raises(NotAllowed, match="You put these people forward"):
            actions.approve_cohort(operation=operation, by=people.analyst, equality_note=walk.NOTE)
        days = {"starts_on": PLANNED_ON.date(), "ends_on": KICK_OFF.date()}
        Absence.objects.create(user=people.analyst, deputy=people.manager, **days)
        with pytest.raises(NotAllowed, match="You stand in for"):
            actions.approve_cohort(operation=operation, by=people.manager, equality_note=walk.NOTE)
        monkeypatch.setattr(permissions, "_refuse_own", lambda *args: None)
        actions.approve_cohort(operation=operation, by=people.manager, equality_note=walk.NOTE)


def test_a_person_is_decided_on_once_with_reasons_by_another_than_proposed_them() -> None:
    operation = operation_at("COHORT_PROPOSED")
    member = only(operation)
    people = people_of(member.case)
    give_role(people.analyst, Role.MANAGER)
    with pytest.raises(NotAllowed, match="You proposed this person"):
        decide(member, people.analyst)
    with pytest.raises(Refused, match="Say why"):
        actions.decide_person(member=member, by=people.manager, decision="APPROVED", reason=" ")
    with assert_one_event("operation.person_decided"):
        decide(member, people.manager)
    with pytest.raises(Conflict):
        decide(member, people.manager, "DECLINED")


def test_whoever_planned_a_contact_does_not_approve_it(monkeypatch) -> None:
    operation = operation_at("COHORT_APPROVED")
    with time_machine.travel(PLANNED_ON + timedelta(hours=3), tick=True):
        contact = walk.contact(only(operation), -DAY, approved=False)
        with pytest.raises(NotAllowed, match="You planned this contact"):
            actions.approve_contact(contact=contact, by=contact.planned_by)
        monkeypatch.setattr(permissions, "_refuse_own", lambda *args: None)
        with pytest.raises(Exception, match="timed_contact_approver_is_not_its_planner"):
            actions.approve_contact(contact=contact, by=contact.planned_by)


def test_a_code_word_that_is_somebodys_name_is_noticed() -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        case = walk.with_history()
        people = people_of(case)
        name = case.person.full_name.split()[-1].upper()
        operation = walk.plan(people.team, people.manager, code=f"{name} 2")
        actions.add_earlier_event(operation=operation, by=people.analyst, at=walk.LAST_TIME)
        with pytest.raises(Refused, match="also a name of this person"):
            actions.add_person(operation=operation, by=people.analyst, case=case)


def test_what_may_not_be_planned_is_refused_in_words() -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        case = make_case()
        people = people_of(case)
        for wrong, words in (
            ({"code": "a,b"}, "code word"),
            ({"event_at": PLANNED_ON}, "in the future"),
            ({"venue": " "}, "where"),
            ({"intensity": "HUGE"}, "trouble"),
        ):
            with pytest.raises(CaseworkError, match=words):
                walk.plan(people.team, people.manager, **wrong)
        walk.plan(people.team, people.manager, code="WREN")
        with pytest.raises(Refused, match="of that code already"):
            walk.plan(people.team, people.manager, code="wren")
