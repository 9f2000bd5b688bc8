"""A letter that was really served after its authority was over: kept, with how that came about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from casework.core.errors import Conflict, NotAllowed, Refused
from letters.correspondence import actions, rules
from letters.correspondence.actions import serving
from letters.correspondence.models import Letter, LetterState, ServiceAttempt
from letters.correspondence.presenters.parts import uncleared_words
from tests.makers import assert_one_event
from tests.makers_cases import open_gate, people_of
from tests.makers_letters import lapse, make_letter, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
S = LetterState
WHY = "He came to the counter and asked for it."


@pytest.fixture
def issued() -> Letter:
    return make_letter(state=S.ISSUED_FOR_SERVICE)


def over(letter: Letter) -> datetime:
    """An hour after the authority, with contact cleared then."""
    assert letter.authority_lapses_at
    with time_machine.travel(letter.authority_lapses_at - timedelta(hours=1), tick=False):
        open_gate(letter.case)
    moment: datetime = letter.authority_lapses_at + timedelta(hours=1)
    return moment


def test_it_is_refused_without_a_reason_and_says_what_to_do(issued: Letter) -> None:
    at = over(issued)
    with time_machine.travel(at, tick=False), pytest.raises(Refused, match="If it has been served"):
        serve(issued, at=at)
    assert not issued.service_attempts.exists()


def test_with_a_reason_it_is_kept_as_it_was(issued: Letter) -> None:
    at = over(issued)
    with (
        time_machine.travel(at, tick=False),
        assert_one_event("letter.served_without_authority") as events,
    ):
        letter = serve(issued, at=at, no_authority_reason=WHY)
    assert (letter.state, letter.no_authority_reason) == (S.SERVED, WHY)
    body = events[0].payload.body
    assert (body["after"]["authority_stood"], body["reason"]) == (False, WHY)
    assert WHY in uncleared_words(letter)


def test_without_that_a_letter_in_the_persons_hands_would_stay_unserved_on_paper(
    issued: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_before(attempt: ServiceAttempt, _: str) -> str:
        if why_not := rules.authority_was_over(attempt.letter, attempt.at):
            raise Refused(why_not)
        return ""

    at = over(issued)
    monkeypatch.setattr(serving, "_check_attempt", as_before)
    with time_machine.travel(at, tick=False), pytest.raises(Refused):
        serve(issued, at=at, no_authority_reason=WHY)
    assert Letter.objects.get(pk=issued.pk).state == S.ISSUED_FOR_SERVICE


def test_a_reason_is_not_kept_where_the_authority_stood(issued: Letter) -> None:
    assert serve(issued, no_authority_reason=WHY).no_authority_reason == ""


def test_a_supervisor_who_did_not_serve_it_looks_at_it(issued: Letter) -> None:
    at = over(issued)
    with time_machine.travel(at, tick=False):
        letter = serve(issued, at=at, no_authority_reason=WHY)
        with assert_one_event("letter.service_reviewed"):
            actions.review_service(
                letter=letter, by=people_of(letter.case).supervisor, note="The date was misread."
            )


# --- once it has lapsed ---------------------------------------------------------------------------


def say(letter: Letter, **told: Any) -> Letter:
    given: dict[str, Any] = {
        "by": people_of(letter.case).officer,
        "served": True,
        "identity_check": "Known",
        "signature": "Signed for it",
    }
    return actions.say_whether_served(letter=letter, **given | told)


def test_one_that_was_served_in_time_is_served_although_it_lapsed_meanwhile(
    issued: Letter,
) -> None:
    at = over(issued) - timedelta(hours=1, minutes=30)
    with time_machine.travel(at + timedelta(days=2), tick=False):
        letter = say(lapse(issued), at=at)
    assert (letter.state, letter.served_at, letter.no_authority_reason) == (S.SERVED, at, "")


def test_one_that_was_served_after_it_says_why(issued: Letter) -> None:
    at = over(issued)
    with time_machine.travel(at + timedelta(days=2), tick=False):
        lapsed = lapse(issued)
        with pytest.raises(Refused, match="If it has been served"):
            say(lapsed, at=at)
        assert say(lapsed, at=at, no_authority_reason=WHY).state == S.SERVED


def test_one_that_was_not_served_says_why_and_stays_lapsed(issued: Letter) -> None:
    lapsed = lapse(issued)
    with pytest.raises(Refused, match="Say why"):
        say(lapsed, served=False)
    with assert_one_event("letter.never_served"):
        assert say(lapsed, served=False, reason="He was not found.").state == S.LAPSED


@pytest.mark.parametrize("state", [S.ISSUED_FOR_SERVICE, S.SERVED, S.WITHDRAWN])
def test_it_is_asked_only_of_a_letter_that_lapsed(state: LetterState) -> None:
    with pytest.raises((Refused, Conflict)):
        say(make_letter(state=state), served=False, reason="He was not found.")


def test_a_letter_that_was_never_issued_was_never_served() -> None:
    with pytest.raises(Refused):
        say(make_letter(state=S.LAPSED), served=False, reason="He was not found.")


def test_only_who_works_on_the_case_says_so(issued: Letter) -> None:
    lapsed = lapse(issued)
    with pytest.raises(NotAllowed):
        say(lapsed, by=people_of(lapsed.case).analyst, served=False, reason="He was not found.")
