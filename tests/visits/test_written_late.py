"""The checks ran out before the visit was written down: what may still be said, and of when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.actions import place_hold
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.visits import actions, forms, presenters
from casework.visits.models import Visit, VisitState
from tests import makers
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_visits import attempt, local, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Approved an hour ago as far as the visit is concerned; it is a day and an hour later."""
    found = make_visit(state="CHECKS_EXPIRED")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        yield found


def in_time(visit: Visit) -> datetime:
    assert visit.checks_valid_until is not None
    return visit.checks_valid_until - timedelta(hours=3)


def made(visit: Visit, **changes: Any) -> Visit:
    people = people_of(visit.case)
    given = {
        "by": people.officer,
        "second_officer": people.colleague,
        "outcome": "COMPLETED",
        "said": "He was in.",
        "worried": False,
        "at": in_time(visit),
    }
    return actions.say_whether_made(visit=visit, made=True, **given | changes)


def not_made(visit: Visit, **changes: Any) -> Visit:
    given = {"by": people_of(visit.case).officer, "reason": "The car broke down."}
    return actions.say_whether_made(visit=visit, made=False, **given | changes)


def test_it_is_logged_as_at_the_door_and_says_that_it_was_late(visit: Visit) -> None:
    with assert_one_event("visit.attempted") as events:
        visit = made(visit)
    kept = visit.attempts.get()
    assert (visit.state, kept.at, kept.logged_at) == (
        VisitState.COMPLETED,
        in_time(visit),
        timezone.now(),
    )
    assert kept.written_late
    assert events[0].payload.body["after"]["written_late"] is True
    assert "Written down late, on" in presenters.attempts(visit)[0]["text"]


def test_one_that_was_logged_in_time_is_not_marked() -> None:
    visit = attempt(make_visit(state="APPROVED"))
    kept = visit.attempts.get()
    assert not kept.written_late
    assert kept.checks_held_until == visit.checks_valid_until
    assert "late" not in presenters.attempts(visit)[0]["text"]


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [(-30, "approved after that time"), (4, "checks ran out"), (5, "now or in the past")],
)
def test_only_a_time_within_the_checks_and_not_to_come_is_taken(
    visit: Visit, hours: int, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        made(visit, at=in_time(visit) + timedelta(hours=hours, minutes=-1))


def test_no_time_at_all_is_the_present_and_too_late(visit: Visit) -> None:
    with pytest.raises(Refused, match="checks ran out"):
        made(visit, at=None)


def test_one_that_was_not_made_is_planned_again_and_its_approval_is_void(visit: Visit) -> None:
    with assert_one_event("visit.not_made") as events:
        visit = not_made(visit)
    assert (visit.state, visit.approved_by, visit.checks_valid_until) == ("PLANNED", None, None)
    assert events[0].payload.body["reason"] == "The car broke down."
    with pytest.raises(Refused):
        attempt(visit)


def test_it_is_not_called_not_made_for_no_reason(visit: Visit) -> None:
    with pytest.raises(Refused, match="Say why"):
        not_made(visit, reason=" ")


def test_only_one_of_the_two_says_it(visit: Visit) -> None:
    other = makers.make_user(Role.OFFICER, team=visit.case.team)
    for by, error in ((other, NotVisible), (people_of(visit.case).supervisor, NotAllowed)):
        for say in (made, not_made):
            with pytest.raises(error):
                say(visit, by=by)


def test_contact_is_judged_when_they_went_and_not_when_they_write(visit: Visit) -> None:
    manager = people_of(visit.case).manager
    place_hold(case=visit.case, by=manager, kind="RESTRICTED", note="For the DI.")
    visit = made(visit)
    assert visit.attempts.get().not_cleared_reason == ""


def late_form(visit: Visit, **typed: Any) -> forms.LateDoorForm:
    people = people_of(visit.case)
    given = {
        "made": "yes",
        "at": local(in_time(visit)),
        "outcome": "COMPLETED",
        "said": "He was in.",
        "worried": "no",
        "second_officer": str(people.colleague.pk),
    }
    return forms.LateDoorForm(given | typed, subject=visit, user=people.officer)


def test_an_empty_answer_asks_first_whether_the_visit_was_made(visit: Visit) -> None:
    sent = dict.fromkeys(forms.LateDoorForm.base_fields, "")
    form = forms.LateDoorForm(sent, subject=visit, user=people_of(visit.case).officer)
    assert not form.is_valid()
    assert form.errors["made"] == ["Select whether you went to the address"]
    assert set(form.errors) == {"made"}


def test_who_went_without_saying_with_whom_is_asked(visit: Visit) -> None:
    form = late_form(visit, second_officer="")
    assert not form.is_valid()
    assert set(form.errors) == {"second_officer"}


def test_a_hold_placed_since_is_not_asked_about(visit: Visit) -> None:
    manager = people_of(visit.case).manager
    place_hold(case=visit.case, by=manager, kind="RESTRICTED", note="For the DI.")
    form = late_form(visit)
    assert "not_cleared_reason" not in form.fields
    assert form.is_valid(), form.errors


def test_a_hold_that_stood_when_they_went_is_asked_about() -> None:
    visit = make_visit(state="APPROVED")
    manager = people_of(visit.case).manager
    place_hold(case=visit.case, by=manager, kind="RESTRICTED", note="For the DI.")
    went = timezone.now() + timedelta(hours=20)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        visit = actions.expire_checks(visit=visit)
        assert "not_cleared_reason" in late_form(visit, at=local(went)).fields
        with pytest.raises(Refused, match="Refer to DI"):
            made(visit, at=went)
        visit = made(visit, at=went, not_cleared_reason="We had not been told.")
        assert visit.attempts.get().not_cleared_reason == "We had not been told."


@pytest.mark.parametrize("field", ["at", "outcome", "said", "worried", "second_officer"])
def test_of_a_visit_that_was_made_everything_is_asked(visit: Visit, field: str) -> None:
    form = late_form(visit, **{field: ""})
    assert list(form.errors) == [field]
    assert "optional" not in str(form[field].label)


def test_a_time_outside_the_checks_is_refused_beside_the_field(visit: Visit) -> None:
    form = late_form(visit, at=local(in_time(visit) + timedelta(hours=4)))
    assert "checks ran out" in form.errors["at"][0] or "past" in form.errors["at"][0]


def test_of_a_visit_that_was_not_made_only_the_reason_is_kept(visit: Visit) -> None:
    form = late_form(visit, made="no", reason="Called away.", at="nonsense", outcome="nonsense")
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"made": False, "reason": "Called away."}
    assert list(late_form(visit, made="no").errors) == ["reason"]
    assert "made" in late_form(visit, made="").errors
