"""What is said against a served letter: in time, by whom it is answered, and what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from casework.accounts.models import Absence, Rank
from casework.cases.gate import gate_status
from casework.cases.models import Change, ChangeKind
from casework.core.errors import Conflict, NotAllowed, Refused
from letters.correspondence import actions, permissions, rules
from letters.correspondence.actions import answering
from letters.correspondence.models import Letter, LetterState, Representation
from letters.correspondence.promises import may_answer_until
from tests.makers import assert_one_event
from tests.makers_cases import open_gate, people_of
from tests.makers_letters import (
    answer,
    call_back,
    expire,
    make_letter,
    receive,
    said_against,
    serve,
    when_it_expires,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
S = LetterState
D = Representation.Decision


@pytest.fixture
def served() -> Letter:
    return make_letter(state=S.SERVED)


@pytest.fixture
def received() -> Letter:
    return make_letter(state=S.REPRESENTATIONS_RECEIVED)


def until(letter: Letter) -> Any:
    assert letter.served_at
    return may_answer_until(letter).due_at


# --- receiving ------------------------------------------------------------------------------------


def test_a_supervisor_writes_down_what_was_said_and_the_letter_waits_for_its_answer(
    served: Letter,
) -> None:
    letter = receive(served)
    row = said_against(letter)
    assert letter.state == S.REPRESENTATIONS_RECEIVED
    assert (row.number, row.authorised_by, row.written_by) == (1, letter.decided_by, letter.author)


@pytest.mark.parametrize("role", ["officer", "authoriser", "analyst"])
def test_others_do_not(served: Letter, role: str) -> None:
    with pytest.raises(NotAllowed):
        receive(served, by=getattr(people_of(served.case), role))


def test_the_last_moment_counts_and_the_next_does_not(served: Letter) -> None:
    last = until(served)
    with time_machine.travel(last + timedelta(days=3), tick=False):
        with pytest.raises(Refused, match="The time to say something against this letter ended"):
            receive(served, received_at=last + timedelta(seconds=1))
        assert receive(served, received_at=last).state == S.REPRESENTATIONS_RECEIVED


def test_without_that_look_it_could_be_said_at_any_time(
    served: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "why_not_against", lambda *_, **__: None)
    with time_machine.travel(until(served) + timedelta(days=90), tick=False):
        assert receive(served).state == S.REPRESENTATIONS_RECEIVED


def test_that_it_reached_the_wrong_person_is_heard_whenever_it_is_found(served: Letter) -> None:
    with time_machine.travel(until(served) + timedelta(days=90), tick=False):
        letter = receive(served, source="POLICE", says_wrong_person=True)
    assert letter.state == S.REPRESENTATIONS_RECEIVED


def test_after_an_answer_only_that_is_heard(received: Letter) -> None:
    letter = answer(received)
    with pytest.raises(Refused, match="answered already"):
        receive(letter)
    assert receive(letter, says_wrong_person=True).state == S.REPRESENTATIONS_RECEIVED
    assert said_against(letter).number == 2


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"said": " "}, "Write down what was said"),
        ({"source": "RUMOUR"}, "Select how"),
        ({"received_at": timezone.now() + timedelta(days=1)}, "in the past"),
        ({"received_at": timezone.now() - timedelta(days=9)}, "after the service"),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused(
    served: Letter, told: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        receive(served, **told)
    assert not served.representations.exists()


def test_hostility_has_risk_assessed_again_within_a_day_and_stops_contact(served: Letter) -> None:
    receive(served, hostile=True)
    change = Change.objects.get(case=served.case, kind=ChangeKind.HOSTILE)
    served.case.refresh_from_db()
    assert served.case.assess_by
    assert served.case.assess_by <= change.noted_at + timedelta(hours=24, seconds=1)
    assert not gate_status(served.case).open


def test_who_says_that_they_are_harmed_is_recorded_and_assessed(served: Letter) -> None:
    receive(served, says_victim=True)
    assert Change.objects.filter(case=served.case, kind=ChangeKind.SAYS_VICTIM).exists()
    served.case.refresh_from_db()
    assert served.case.assess_by


def test_without_that_nobody_would_assess_it(
    served: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "hear_how_taken", lambda *_, **__: None)
    receive(served, hostile=True, says_victim=True)
    assert not Change.objects.filter(case=served.case).exists()


@pytest.mark.parametrize(
    ("taken", "kind"),
    [("hostile", ChangeKind.HOSTILE), ("says_victim", ChangeKind.SAYS_VICTIM)],
)
def test_the_same_is_heard_at_the_service(taken: str, kind: ChangeKind) -> None:
    letter = serve(make_letter(state=S.ISSUED_FOR_SERVICE), **{taken: True})
    assert Change.objects.get(case=letter.case).kind == kind


# --- answering ------------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", D)
def test_another_inspector_answers_with_reasons(received: Letter, decision: str) -> None:
    assert answer(received, decision).state == decision
    row = said_against(received)
    assert (row.decision, row.answered_by) == (decision, people_of(received.case).reviewer)


def test_whoever_authorised_it_does_not_answer(received: Letter) -> None:
    with pytest.raises(NotAllowed, match="You authorised this letter"):
        answer(received, by=received.decided_by)


def test_whoever_wrote_it_does_not_answer_either(received: Letter) -> None:
    writer = people_of(received.case).reviewer
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(permissions, "writers", lambda _: [writer])
        with pytest.raises(NotAllowed, match="You wrote this letter"):
            answer(received, by=writer)


def test_nor_does_whoever_stands_in_for_the_authoriser(received: Letter) -> None:
    today = timezone.localdate()
    Absence.objects.create(
        user=received.decided_by,
        starts_on=today,
        ends_on=today,
        deputy=people_of(received.case).reviewer,
    )
    with pytest.raises(NotAllowed, match="You stand in for the person who authorised"):
        answer(received)


def test_nor_does_a_sergeant(received: Letter) -> None:
    sergeant = people_of(received.case).reviewer
    sergeant.rank = Rank.SERGEANT
    sergeant.save()
    with pytest.raises(NotAllowed, match="inspector or above"):
        answer(received, by=sergeant)


def test_without_that_check_they_could_and_the_database_still_refuses(
    received: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin of the check; the constraint is the last of the two."""
    monkeypatch.setattr(permissions, "check_can_answer", lambda *_: None)
    with pytest.raises(IntegrityError, match="whoever_authorised_or_wrote"):
        answer(received, by=received.decided_by)


@pytest.mark.parametrize(
    ("decision", "told", "sentence"),
    [
        ("UPHELD", {"reasons": " "}, "Give your reasons"),
        ("AMENDED", {"amendment": ""}, "how the letter is to be read"),
        ("UPHELD", {"wrong_person": True}, "wrong person is withdrawn"),
        ("", {}, "Decide whether"),
    ],
)
def test_half_an_answer_is_refused(
    received: Letter, decision: str, told: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        answer(received, decision, **told)
    assert Letter.objects.get(pk=received.pk).state == S.REPRESENTATIONS_RECEIVED


def test_the_second_of_two_answers_is_a_conflict_that_names_the_first(received: Letter) -> None:
    answer(received)
    with pytest.raises(Conflict) as refused:
        answer(received, "WITHDRAWN")
    assert refused.value.by == people_of(received.case).reviewer.display_name


# --- the wrong person -----------------------------------------------------------------------------


def assess(letter: Letter, **changes: Any) -> Representation:
    given = {
        "by": people_of(letter.case).manager,
        "decision": "REPORT",
        "note": "A neighbour of the same name read it.",
        "reference": "ICO-1",
    }
    return actions.assess_breach(representation=said_against(letter), **given | changes)


@pytest.fixture
def misdelivered(served: Letter) -> Letter:
    return answer(receive(served, says_wrong_person=True), "WITHDRAWN", wrong_person=True)


def test_a_manager_assesses_the_breach_once(misdelivered: Letter) -> None:
    with assert_one_event("letter.breach_assessed"):
        assert assess(misdelivered).breach == "REPORT"
    with pytest.raises(Refused, match="no breach"):
        assess(misdelivered)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"reference": ""}, Refused),
        ({"note": " "}, Refused),
        ({"decision": "FORGET"}, Refused),
    ],
)
def test_half_an_assessment_is_refused(
    misdelivered: Letter, told: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        assess(misdelivered, **told)


def test_a_supervisor_does_not_assess_it(misdelivered: Letter) -> None:
    with pytest.raises(NotAllowed):
        assess(misdelivered, by=people_of(misdelivered.case).supervisor)


def test_a_letter_in_the_right_hands_is_no_breach(received: Letter) -> None:
    with pytest.raises(Refused, match="no breach"):
        assess(call_back(received))


# --- telling --------------------------------------------------------------------------------------


def tell(letter: Letter, **changes: Any) -> Representation:
    given = {"by": people_of(letter.case).officer, "at": timezone.now(), "how": "PHONE"}
    return actions.tell_answer(representation=said_against(letter), **given | changes)


def test_they_are_told_while_contact_is_cleared(received: Letter) -> None:
    letter = answer(received)
    with assert_one_event("letter.answer_told"):
        assert tell(letter).told == "PHONE"
    with pytest.raises(Refused):
        tell(letter)


def test_they_are_not_told_while_it_is_not(served: Letter) -> None:
    letter = answer(receive(served, hostile=True))
    with pytest.raises(Refused):
        tell(letter)
    open_gate(letter.case)
    assert tell(letter).told == "PHONE"


@pytest.mark.parametrize("told", [{"how": "NOBODY"}, {"how": ""}])
def test_how_they_were_told_is_said(received: Letter, told: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="Select how"):
        tell(answer(received), **told)


def test_nobody_is_told_before_there_is_an_answer(received: Letter) -> None:
    with pytest.raises(Refused, match="no answer"):
        tell(received)


def test_only_a_supervisor_decides_that_nobody_is_told(received: Letter) -> None:
    row = said_against(answer(received))
    people = people_of(received.case)
    with pytest.raises(NotAllowed):
        actions.leave_untold(representation=row, by=people.officer, reason="He is gone.")
    with pytest.raises(Refused, match="Say why"):
        actions.leave_untold(representation=row, by=people.supervisor, reason=" ")
    told = actions.leave_untold(representation=row, by=people.supervisor, reason="He is gone.")
    assert (told.told, told.told_note) == ("NOBODY", "He is gone.")


# --- the end of its time --------------------------------------------------------------------------


@pytest.mark.parametrize("state", [S.SERVED, S.UPHELD, S.AMENDED])
def test_a_letter_expires_twelve_months_after_service(state: LetterState) -> None:
    letter = make_letter(state=state)
    with pytest.raises(Refused, match="still stands"):
        actions.expire_letter(letter=letter, at=when_it_expires(letter) - timedelta(seconds=1))
    assert expire(letter).state == S.EXPIRED


@pytest.mark.parametrize("state", [S.REPRESENTATIONS_RECEIVED, S.DRAFT, S.LAPSED, S.EXPIRED])
def test_what_does_not_stand_or_waits_for_an_answer_does_not_expire(state: LetterState) -> None:
    letter = make_letter(state=state)
    at = timezone.now() + timedelta(days=500)
    assert actions.expire_letter(letter=letter, at=at).state == state
