"""Issuing a letter: while contact and authority stand, where it may go, the advocate first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from letters.correspondence import actions, rules
from letters.correspondence.actions import issuing
from letters.correspondence.models import Letter, LetterState, Method
from tests import makers, makers_cases, makers_letters
from tests.makers_cases import people_of
from tests.makers_letters import PLACE, issue, make_letter, serve
from tests.makers_service import hold, posted, ready, victim_moves_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
S = LetterState


@pytest.fixture
def issued() -> Letter:
    return make_letter(state=S.ISSUED_FOR_SERVICE)


# --- issuing --------------------------------------------------------------------------------------


def test_a_letter_is_not_issued_before_it_is_made() -> None:
    with pytest.raises(Refused, match="still being made"):
        issue(make_letter(state=S.AUTHORISED))


def test_a_letter_is_not_issued_while_contact_is_not_cleared() -> None:
    letter = ready()
    hold(letter)
    with pytest.raises(Refused, match="Refer to DI before contact"):
        issue(letter)


def test_without_the_gate_it_would_be_issued(monkeypatch: Any) -> None:
    letter = ready()
    hold(letter)
    monkeypatch.setattr(issuing, "require_open_gate", lambda *_, **__: None)
    assert issue(letter).state == S.ISSUED_FOR_SERVICE


def test_a_letter_is_not_issued_once_its_authority_is_over() -> None:
    letter = ready()
    with time_machine.travel(letter.authority_lapses_at + timedelta(minutes=1)):
        makers_cases.open_gate(letter.case)
        with pytest.raises(Refused, match="authority for this letter ran out"):
            issue(letter)


def test_without_the_look_at_the_authority_it_would_be(monkeypatch: Any) -> None:
    letter = ready()
    monkeypatch.setattr(issuing, "check_authority_stands", lambda *_: None)
    with time_machine.travel(letter.authority_lapses_at + timedelta(minutes=1)):
        makers_cases.open_gate(letter.case)
        assert issue(letter).state == S.ISSUED_FOR_SERVICE


def test_a_victim_recorded_since_stops_the_issue() -> None:
    letter = ready()
    victim = letter.case.person.incidents_as_suspect.first().victim
    victim.forename, victim.surname = "Occasioning", "Assault"
    victim.save()
    with pytest.raises(Refused, match="Take out"):
        issue(letter)


def test_the_second_to_issue_is_told_who_was_first(issued: Letter) -> None:
    with pytest.raises(Conflict) as refused:
        issue(issued)
    assert refused.value.by == people_of(issued.case).officer.display_name


def test_an_unknown_way_or_no_place_is_refused() -> None:
    letter = ready()
    with pytest.raises(Refused, match="Select how"):
        issue(letter, method="PIGEON")
    with pytest.raises(Refused, match="Say where"):
        issue(letter, place=" ")


def test_only_those_who_work_on_the_case_issue_and_serve(issued: Letter) -> None:
    with pytest.raises(NotAllowed):
        serve(issued, by=people_of(issued.case).analyst)
    with pytest.raises(NotVisible):
        serve(issued, by=makers.make_user(Role.OFFICER))


# --- by post, and the advocate --------------------------------------------------------------------


def test_a_letter_with_a_safe_address_may_be_posted_there_and_nowhere_else() -> None:
    letter = issue(posted(), method=Method.RECORDED_POST, place="Somewhere else")
    assert letter.service_place == letter.service_address


def test_nothing_is_posted_where_a_victim_may_live() -> None:
    letter = posted()
    victim_moves_in(letter)
    assert Method.RECORDED_POST not in rules.methods(letter)
    with pytest.raises(Refused, match="Serve it in person"):
        issue(letter, method=Method.RECORDED_POST)


def test_without_the_rule_it_would_be_posted(monkeypatch: Any) -> None:
    letter = posted()
    victim_moves_in(letter)
    monkeypatch.setattr(rules, "shares_address_with_victim", lambda *_: False)
    assert issue(letter, method=Method.RECORDED_POST).service_method == Method.RECORDED_POST


def test_nothing_is_posted_to_an_address_in_doubt() -> None:
    letter = posted()
    contact = letter.service_contact
    contact.doubtful_since = timezone.localdate()
    contact.save()
    with pytest.raises(Refused, match="in doubt"):
        issue(letter, method=Method.RECORDED_POST)


def test_nothing_is_posted_without_a_printed_address() -> None:
    with pytest.raises(Refused, match="no address to post it to"):
        issue(ready(), method=Method.RECORDED_POST)


def test_the_advocate_hears_of_it_before_it_is_issued() -> None:
    letter = posted()
    victim_moves_in(letter)
    people = people_of(letter.case)
    given = {"by": people.officer, "method": Method.IN_PERSON, "place": PLACE}
    assert rules.advocate_first(letter)
    with pytest.raises(Refused, match="Speak to the advocate first"):
        actions.issue_letter(letter=letter, **given)
    makers_letters.tell_advocate(letter)
    assert actions.issue_letter(letter=letter, **given).state == S.ISSUED_FOR_SERVICE


def test_without_the_check_it_would_be_issued_over_the_advocates_head(monkeypatch: Any) -> None:
    letter = posted()
    victim_moves_in(letter)
    monkeypatch.setattr(issuing, "check_advocate_told", lambda *_: None)
    given = {"by": people_of(letter.case).officer, "method": Method.IN_PERSON, "place": PLACE}
    assert actions.issue_letter(letter=letter, **given).state == S.ISSUED_FOR_SERVICE


def test_what_the_advocate_said_is_asked_for_and_lies_in_the_past() -> None:
    letter = ready()
    with pytest.raises(Refused, match="Write down"):
        makers_letters.tell_advocate(letter, note=" ")
    with pytest.raises(Refused, match="in the past"):
        makers_letters.tell_advocate(letter, at=timezone.now() + timedelta(hours=1))
