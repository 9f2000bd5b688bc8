"""What a review decides, by whom, and what stands against it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.accounts.actions import record_absence
from casework.accounts.models import Role
from casework.cases.models import State
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from casework.people.models import Person
from casework.retention import actions, guards, permissions
from casework.retention.models import Retention, RetentionState
from tests import makers
from tests import makers_retention as walk
from tests.makers import assert_one_event
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import restrict
from tests.makers_retention import make_retention

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Retention:
    return make_retention()


def now(row: Retention) -> Retention:
    return Retention.objects.get(pk=row.pk)


# --- keeping --------------------------------------------------------------------------------------


def test_a_kept_record_is_reviewed_again_in_time(row: Retention) -> None:
    with walk.overdue(row), assert_one_event("retention.kept") as found:
        walk.keep(row)
        assert not now(row).is_overdue(timezone.now())
    kept = now(row)
    assert kept.review_due_at > row.review_due_at + timedelta(days=3650)
    assert kept.reviews.get().reason == walk.REASON
    assert found[0].actor == walk.manager_of(row)


def test_another_group_comes_with_its_reason_and_its_period(row: Retention) -> None:
    walk.keep(row, group="3", reason="It was entered in the wrong group.")
    kept = now(row)
    assert (kept.group, kept.why) == ("3", "It was entered in the wrong group.")
    assert kept.review_due_at < row.review_due_at
    assert kept.terms.first().group == "3"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reason": " "}, "Say why the record is kept"),
        ({"group": "7"}, "Select the retention group"),
    ],
)
def test_a_review_says_why_and_names_a_group(row: Retention, changes: dict, says: str) -> None:
    with pytest.raises(Refused, match=says):
        walk.keep(row, **changes)
    assert now(row).review_due_at == row.review_due_at


def test_two_managers_who_review_at_once_are_told_who_was_first(row: Retention) -> None:
    seen = row.terms.get().pk
    walk.keep(row, seen=seen)
    with pytest.raises(Conflict, match="counted anew") as met:
        walk.keep(row, by=walk.second_of(row), seen=seen)
    assert met.value.by == walk.manager_of(row).display_name
    assert met.value.at is not None


# --- disposing of it ------------------------------------------------------------------------------


def test_two_managers_confirm_and_nothing_is_deleted(row: Retention) -> None:
    with walk.overdue(row):
        with assert_one_event("retention.disposal_proposed"):
            walk.propose(row)
        with assert_one_event("retention.disposal_confirmed"):
            walk.confirm(row)
    done = now(row)
    assert done.get_state_display() == "Confirmed for disposal"
    assert done.case.person.incidents_as_suspect.count() == 3
    assert done.case.moves.exists()


def test_nobody_confirms_their_own_proposal(row: Retention) -> None:
    with walk.overdue(row):
        walk.propose(row)
        with pytest.raises(NotAllowed, match="You proposed the disposal"):
            walk.confirm(row, by=walk.manager_of(row))


def test_without_that_check_the_database_still_refuses(
    row: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "check_can_confirm", lambda *_: None)
    with walk.overdue(row):
        walk.propose(row)
        with pytest.raises(IntegrityError), transaction.atomic():
            walk.confirm(row, by=walk.manager_of(row))


def test_a_deputy_does_not_confirm_for_whom_they_stand_in(row: Retention) -> None:
    second, manager = walk.second_of(row), walk.manager_of(row)
    with walk.overdue(row):
        walk.propose(row)
        today = timezone.localdate()
        record_absence(user=manager, by=manager, starts_on=today, ends_on=today, deputy=second)
        with pytest.raises(NotAllowed, match="stand in"):
            walk.confirm(row)


def test_a_returned_proposal_waits_for_another_review(row: Retention) -> None:
    with walk.overdue(row):
        walk.propose(row)
        walk.give_back(row)
        assert now(row).state == RetentionState.KEPT
        assert now(row).is_overdue(timezone.now())
        walk.propose(row, by=walk.second_of(row))
        walk.confirm(row, by=walk.manager_of(row))


@pytest.mark.parametrize("act", [walk.propose, walk.confirm, walk.give_back, walk.keep])
def test_who_comes_second_is_told_who_was_first_and_when(row: Retention, act) -> None:
    with walk.overdue(row):
        walk.propose(row)
        if act in (walk.confirm, walk.give_back):
            walk.confirm(row)
        with pytest.raises(Conflict) as met:
            act(row)
    assert met.value.by
    assert met.value.at is not None


def test_nothing_is_confirmed_that_nobody_proposed(row: Retention) -> None:
    with walk.overdue(row), pytest.raises(Refused, match="Nobody has proposed"):
        walk.confirm(row)


def test_disposal_is_proposed_when_the_register_tells_of_it_and_confirmed_when_time_is_up(
    row: Retention,
) -> None:
    with walk.overdue(row, days=-91), pytest.raises(Refused, match="can be proposed from"):
        walk.propose(row)
    with walk.overdue(row, days=-89):
        walk.propose(row)
        with pytest.raises(Refused, match="The record is kept until"):
            walk.confirm(row)
    with walk.overdue(row, seconds=0):
        walk.confirm(row)


def test_an_open_case_of_the_person_stands_against_it(row: Retention) -> None:
    with walk.overdue(row):
        walk.propose(row)
        later = make_case(state=State.FLAGGED, person=row.case.person, team=row.case.team)
    again = now(row)
    assert again.state == RetentionState.KEPT  # overtaken
    with walk.overdue(again), pytest.raises(Refused, match=later.ref):
        walk.propose(again)


def test_group_1_is_kept_until_the_person_would_be_a_hundred() -> None:
    row = make_retention(group="1")
    with walk.overdue(row):
        with pytest.raises(Refused, match="kept until 15 June 2085"):
            walk.propose(row)
        walk.keep(row, group="2", reason="The conviction was quashed.")
    assert now(row).group == "2"


def test_group_1_without_a_date_of_birth_is_kept() -> None:
    row = make_retention(group="1")
    Person.objects.filter(pk=row.case.person_id).update(date_of_birth=None)
    with walk.overdue(row), pytest.raises(Refused, match="no date of birth"):
        walk.propose(row)


def test_what_was_confirmed_can_be_kept_after_all(row: Retention) -> None:
    with walk.overdue(row):
        walk.propose(row)
        walk.confirm(row)
        walk.keep(row)
    assert now(row).state == RetentionState.KEPT


# --- holds ----------------------------------------------------------------------------------------


def test_a_hold_refuses_disposal_in_words_until_it_is_lifted(row: Retention) -> None:
    with walk.overdue(row):
        placed = walk.hold(row)
        with pytest.raises(Refused, match=r"on hold: Criminal procedure \(CPIA 1996\), since"):
            walk.propose(row)
        with assert_one_event("retention.hold_lifted"):
            lift(row, placed)
        walk.propose(row)
        walk.hold(row, kind="COMPLAINT")
        with pytest.raises(Refused, match="A complaint"):
            walk.confirm(row)


def test_a_hold_with_an_end_is_over_after_its_last_day(row: Retention) -> None:
    with walk.overdue(row):
        last = timezone.localdate() + timedelta(days=4)
        walk.hold(row, ends_on=last)
    with walk.overdue(row, days=4), pytest.raises(Refused, match="on hold"):
        walk.propose(row)
    with walk.overdue(row, days=7):
        walk.propose(row)


def test_without_the_guard_the_database_still_holds_it(
    row: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "PROPOSING", ())
    with walk.overdue(row):
        placed = walk.hold(row)
        with pytest.raises(IntegrityError, match="on hold"), transaction.atomic():
            walk.propose(row)
        lift(row, placed)
        walk.propose(row)


def test_a_hold_is_lifted_once(row: Retention) -> None:
    placed = walk.hold(row)
    lift(row, placed)
    with pytest.raises(Conflict, match="lifted already") as met:
        lift(row, placed)
    assert met.value.by == walk.manager_of(row).display_name


def test_a_hold_of_another_record_is_not_lifted_here(row: Retention) -> None:
    placed = walk.hold(make_retention())
    with pytest.raises(Refused, match="no such hold"):
        lift(row, placed)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "MOOD"}, "what the hold is for"),
        ({"reason": ""}, "why the record must stay"),
        ({"starts_on": "tomorrow"}, "today or on an earlier day"),
        ({"ends_on": "yesterday"}, "today or later"),
    ],
)
def test_a_hold_says_what_for_why_and_when(row: Retention, changes: dict, says: str) -> None:
    days = {"tomorrow": 1, "yesterday": -1}
    given = {
        name: timezone.localdate() + timedelta(days=days[value]) if value in days else value
        for name, value in changes.items()
    }
    with pytest.raises(Refused, match=says):
        walk.hold(row, **given)


# --- who ------------------------------------------------------------------------------------------


def test_a_supervisor_places_a_hold_and_decides_nothing(row: Retention) -> None:
    supervisor = people_of(row.case).supervisor
    placed = walk.hold(row, by=supervisor)
    for act in (walk.keep, walk.propose, walk.confirm, walk.give_back):
        with pytest.raises(NotAllowed, match=r"Only a manager \(DI\)"):
            act(row, by=supervisor)
    with pytest.raises(NotAllowed, match="lifts a hold"):
        lift(row, placed, by=supervisor)


@pytest.mark.parametrize("role", ["officer", "analyst", "authoriser", "auditor", "advocate"])
def test_for_anybody_else_there_is_no_such_record(row: Retention, role: str) -> None:
    user = getattr(people_of(row.case), role)
    for act in (walk.keep, walk.propose, walk.hold):
        with pytest.raises(NotVisible):
            act(row, by=user)


def test_a_manager_of_another_force_finds_none(row: Retention) -> None:
    stranger = makers.make_user(Role.MANAGER)
    with pytest.raises(NotVisible):
        walk.keep(row, by=stranger)
    assert not Retention.objects.answered_for_by(stranger).exists()


def test_a_restricted_case_hides_its_record(row: Retention) -> None:
    second = walk.second_of(row)
    assert Retention.objects.answered_for_by(second).exists()
    restrict(row.case)
    assert not Retention.objects.answered_for_by(second).exists()
    with pytest.raises(NotVisible):
        walk.keep(row, by=second)


def lift(row: Retention, placed, **changes):
    given = {"by": walk.manager_of(row), "hold": placed, "reason": "The appeal is decided."}
    return actions.lift_hold(retention=row, **given | changes)
