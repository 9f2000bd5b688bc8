"""A letter that was served although contact was not cleared: never kept off the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.cases.actions import lift_hold, place_hold
from casework.core.errors import NotAllowed, Refused
from letters.correspondence import actions, rules
from letters.correspondence.actions import serving
from letters.correspondence.forms import ServeForm
from letters.correspondence.models import Letter, LetterState, Method, ServiceAttempt
from tests import makers_cases
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_letters import fail_once, issue, make_letter, serve
from tests.makers_service import hold, posted, victim_moves_in
from tests.makers_visits import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
S = LetterState
WHY = "It had been handed over before the hold was placed."


@pytest.fixture
def issued() -> Letter:
    return make_letter(state=S.ISSUED_FOR_SERVICE)


@pytest.fixture
def held(issued: Letter) -> Letter:
    """Issued while contact was cleared, then held."""
    hold(issued)
    return issued


def served_uncleared(letter: Letter) -> Letter:
    return serve(letter, not_cleared_reason=WHY)


# --- the act --------------------------------------------------------------------------------------


def test_service_while_contact_is_held_is_refused_without_a_reason_and_says_what_to_do(
    held: Letter,
) -> None:
    with pytest.raises(Refused, match=r"Refer to DI before contact\. If it has been served"):
        serve(held, not_cleared_reason="  ")
    assert not held.service_attempts.exists()


def test_what_happened_all_the_same_is_kept_with_the_reason(held: Letter) -> None:
    with assert_one_event("letter.served_uncleared") as events:
        letter = served_uncleared(held)
    assert letter.state == S.SERVED
    assert letter.service_attempts.get().not_cleared_reason == WHY
    body = events[0].payload.body
    assert (body["after"]["contact_cleared"], body["reason"]) == (False, WHY)


def test_without_that_a_letter_in_the_persons_hands_would_stay_unserved_on_paper(
    held: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_before(attempt: ServiceAttempt) -> None:
        if why_not := rules.why_not_cleared(attempt.letter, attempt.method, attempt.at):
            raise Refused(why_not)

    monkeypatch.setattr(serving, "_check_cleared", as_before)
    with pytest.raises(Refused):
        served_uncleared(held)
    assert Letter.objects.get(pk=held.pk).state == S.ISSUED_FOR_SERVICE


def test_without_the_look_at_the_gate_it_would_be_served_like_any_other(
    held: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "why_not_cleared", lambda *_: None)
    serve(held)
    assert held.service_attempts.get().not_cleared_reason == ""


def test_a_reason_never_lets_a_letter_out() -> None:
    letter = make_letter(state=S.AUTHORISED)
    actions.render_letter(letter_id=letter.pk)
    hold(letter)
    with pytest.raises(Refused, match="Refer to DI before contact"):
        issue(letter)


def test_no_reason_is_kept_where_contact_was_cleared(issued: Letter) -> None:
    with assert_one_event("letter.served"):
        served_uncleared(issued)
    assert issued.service_attempts.get().not_cleared_reason == ""


def test_what_was_served_before_the_hold_needs_no_reason(issued: Letter) -> None:
    at = timezone.now()
    hold(issued)
    assert serve(issued, at=at).service_attempts.get().not_cleared_reason == ""


def test_what_was_served_during_a_hold_that_is_lifted_since_needs_one(issued: Letter) -> None:
    manager = people_of(issued.case).manager
    placed = place_hold(case=issued.case, by=manager, kind="RESTRICTED", note="Ask first.")
    at = timezone.now()
    lift_hold(case=issued.case, by=manager, hold=placed, reason="Over.")
    with pytest.raises(Refused, match="say how that came about"):
        serve(issued, at=at)


def test_what_came_by_post_where_a_victim_lives_now_is_told_with_a_reason() -> None:
    letter = issue(posted(), method=Method.RECORDED_POST)
    victim_moves_in(letter)
    given = {"delivery_reference": "RM 1", "advocate_note": "She was told today."}
    with pytest.raises(Refused, match="open post there"):
        serve(letter, **given)
    letter = serve(letter, not_cleared_reason="It came before we knew.", **given)
    assert letter.service_attempts.get().not_cleared_reason == "It came before we knew."


def test_an_attempt_in_vain_needs_no_reason_and_may_have_one(held: Letter) -> None:
    fail_once(held)
    fail_once(held, not_cleared_reason=WHY)
    kept = list(held.service_attempts.values_list("not_cleared_reason", flat=True))
    assert kept == ["", WHY]


def test_the_reason_is_fixed_like_the_rest_of_the_attempt(held: Letter) -> None:
    attempt = served_uncleared(held).service_attempts.get()
    attempt.not_cleared_reason = "Better words."
    with pytest.raises(Exception, match="cannot be changed"):
        attempt.save()


# --- the supervisor -------------------------------------------------------------------------------


def test_a_supervisor_says_what_they_made_of_it(held: Letter) -> None:
    letter = served_uncleared(held)
    by = people_of(letter.case).supervisor
    with assert_one_event("letter.service_reviewed") as events:
        actions.review_service(letter=letter, by=by, note="She was told at once.")
    assert events[0].payload.body["reason"] == "She was told at once."
    with pytest.raises(Refused, match="Say what you found"):
        actions.review_service(letter=letter, by=by, note=" ")


def test_it_is_for_a_supervisor_who_did_not_serve_it(held: Letter) -> None:
    people = people_of(held.case)
    letter = serve(held, not_cleared_reason=WHY, second_officer=people.supervisor)
    with pytest.raises(NotAllowed, match="Only a supervisor"):
        actions.review_service(letter=letter, by=people.officer, note="Fine.")
    with pytest.raises(NotAllowed, match="You served this letter"):
        actions.review_service(letter=letter, by=people.supervisor, note="Fine.")
    actions.review_service(letter=letter, by=people.manager, note="Spoken to both.")


def test_there_is_nothing_to_look_at_where_contact_was_cleared(issued: Letter) -> None:
    letter = serve(issued)
    with pytest.raises(Refused, match="Contact was cleared and the authority stood"):
        actions.review_service(letter=letter, by=people_of(letter.case).supervisor, note="Fine.")


# --- the form and the page ------------------------------------------------------------------------


def serve_form(letter: Letter, **typed: Any) -> ServeForm:
    officer = people_of(letter.case).officer
    data = {
        "outcome": "SERVED",
        "method": "IN_PERSON",
        "place": "The station",
        "at": local(timezone.now()),
        "server": officer.pk,
        "identity_check": "Photograph",
        "signature": "Signed for it",
    }
    return ServeForm(data | typed, subject=letter, user=officer)


def test_why_is_asked_only_where_contact_is_not_cleared(issued: Letter) -> None:
    officer = people_of(issued.case).officer
    assert "not_cleared_reason" not in ServeForm(subject=issued, user=officer).fields
    hold(issued)
    assert "not_cleared_reason" in ServeForm(subject=issued, user=officer).fields


def test_the_reason_is_needed_at_its_field_and_handed_on(held: Letter) -> None:
    form = serve_form(held)
    assert "say how that came about" in form.errors["not_cleared_reason"][0]
    form = serve_form(held, not_cleared_reason=WHY)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["not_cleared_reason"] == WHY


def test_it_is_asked_of_the_time_that_was_typed(issued: Letter) -> None:
    """The check ran out before it was served, and was made again before it is written down."""
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        at = timezone.now()
    with time_machine.travel(at + timedelta(hours=1), tick=True):
        makers_cases.open_gate(issued.case)
        assert serve_form(issued).is_valid()
        assert "ran out" in serve_form(issued, at=local(at)).errors["not_cleared_reason"][0]


def test_an_attempt_in_vain_is_not_asked_for_it(held: Letter) -> None:
    form = serve_form(held, outcome="NOT_FOUND", note="Nobody came.")
    assert form.is_valid(), form.errors


def test_a_time_that_cannot_be_read_is_an_error_of_the_time(issued: Letter) -> None:
    assert list(serve_form(issued, at="soon").errors) == ["at"]


def test_the_letters_page_says_it_first_and_the_attempts_say_why(held: Letter) -> None:
    letter = served_uncleared(held)
    client = Client()
    client.force_login(people_of(letter.case).officer)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "Served while contact was not cleared" in page
    assert page.count(WHY) == 2


def test_the_timeline_of_the_case_says_it(held: Letter) -> None:
    letter = served_uncleared(held)
    client = Client()
    client.force_login(people_of(letter.case).supervisor)
    page = client.get(f"{letter.case.get_absolute_url()}timeline/").content.decode()
    assert "Letter served while contact was not cleared" in page
    assert WHY in page
