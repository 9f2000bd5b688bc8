"""Service: where a letter may go, who hears of it first, and what proves that it was served."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.core.errors import NotAllowed, Refused
from letters.correspondence import actions
from letters.correspondence.forms import ServeForm
from letters.correspondence.models import Letter, LetterState, Method, ServiceAttempt
from tests import makers, makers_cases
from tests.makers_cases import people_of
from tests.makers_letters import (
    PLACE,
    fail_once,
    issue,
    make_letter,
    serve,
)
from tests.makers_service import posted, victim_moves_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
S = LetterState


@pytest.fixture
def issued() -> Letter:
    return make_letter(state=S.ISSUED_FOR_SERVICE)


def test_an_address_shared_only_after_the_issue_still_stops_the_service() -> None:
    letter = issue(posted(), method=Method.RECORDED_POST)
    victim_moves_in(letter)
    with pytest.raises(Refused, match="Serve it in person"):
        serve(letter, delivery_reference="RM 1")
    with pytest.raises(Refused, match="Speak to the advocate first"):
        serve(letter, method=Method.IN_PERSON)


def test_a_post_that_came_back_is_written_down_though_nothing_may_be_posted_now() -> None:
    letter = issue(posted(), method=Method.RECORDED_POST)
    victim_moves_in(letter)
    form = ServeForm(subject=letter, user=people_of(letter.case).officer)
    assert Method.RECORDED_POST in dict(form.fields["method"].choices)
    letter = fail_once(letter, note="Returned to sender.")
    assert letter.service_attempts.get().method == Method.RECORDED_POST


# --- serving --------------------------------------------------------------------------------------


def test_service_keeps_method_place_time_server_and_proof(issued: Letter) -> None:
    people = people_of(issued.case)
    at = timezone.now()
    letter = serve(issued, at=at, second_officer=people.colleague, bwv_reference="BWV 17")
    attempt = letter.service_attempts.get()
    assert letter.served_at == attempt.at == at
    assert (attempt.method, attempt.place) == (Method.IN_PERSON, PLACE)
    assert (attempt.server, attempt.second_officer) == (people.officer, people.colleague)
    assert attempt.signature == "Signed for it"
    assert attempt.bwv_reference == "BWV 17"


@pytest.mark.parametrize("missing", ["identity_check", "signature"])
def test_service_by_us_needs_proof(issued: Letter, missing: str) -> None:
    with pytest.raises(Refused, match="Say"):
        serve(issued, **{missing: " "})


def test_service_by_a_solicitor_needs_their_reference_and_no_signature(issued: Letter) -> None:
    by_them = {"method": Method.SOLICITOR, "identity_check": "", "signature": ""}
    with pytest.raises(Refused, match="reference"):
        serve(issued, **by_them)
    assert serve(issued, delivery_reference="Hale & Co 44", **by_them).state == S.SERVED


def test_service_lies_between_the_issue_and_now(issued: Letter) -> None:
    with pytest.raises(Refused, match="now or in the past"):
        serve(issued, at=timezone.now() + timedelta(minutes=5))
    with pytest.raises(Refused, match="issued after that time"):
        serve(issued, at=issued.issued_at - timedelta(minutes=5))


def test_service_after_the_authority_was_over_does_not_count(issued: Letter) -> None:
    late = issued.authority_lapses_at + timedelta(minutes=1)
    with time_machine.travel(late + timedelta(minutes=1)):
        makers_cases.open_gate(issued.case)
        with pytest.raises(Refused, match="ran out"):
            serve(issued, at=late)


def test_two_officers_are_two_and_both_of_the_force(issued: Letter) -> None:
    people = people_of(issued.case)
    with pytest.raises(Refused, match="somebody else"):
        serve(issued, second_officer=people.officer)
    with pytest.raises(Refused, match="of this force"):
        serve(issued, server=makers.make_user(Role.OFFICER))


def test_an_unknown_outcome_is_refused(issued: Letter) -> None:
    with pytest.raises(Refused, match="Select what happened"):
        serve(issued, outcome="PERHAPS")


# --- not served -----------------------------------------------------------------------------------


def test_the_third_failed_attempt_waits_for_a_supervisor(issued: Letter) -> None:
    letter = fail_once(fail_once(issued))
    assert letter.state == S.ISSUED_FOR_SERVICE
    letter = fail_once(letter)
    assert letter.state == S.SERVICE_FAILED
    assert [each.number for each in letter.service_attempts.all()] == [1, 2, 3]


def test_a_force_sets_its_own_number_of_attempts(issued: Letter, settings: Any) -> None:
    settings.POLICY = {"letter.service_attempts": 1}
    assert fail_once(issued).state == S.SERVICE_FAILED


def test_an_attempt_that_was_not_safe_waits_for_a_supervisor_at_once(issued: Letter) -> None:
    assert fail_once(issued, outcome="UNSAFE").state == S.SERVICE_FAILED


def test_a_failed_attempt_says_what_happened(issued: Letter) -> None:
    with pytest.raises(Refused, match="Say what happened"):
        fail_once(issued, note=" ")


def test_a_supervisor_agrees_another_way_and_attempts_count_anew() -> None:
    letter = make_letter(state=S.SERVICE_FAILED)
    people = people_of(letter.case)
    given = {"letter": letter, "decision": "AGAIN", "reason": "He signs on Fridays."}
    with pytest.raises(NotAllowed, match="Only a supervisor"):
        actions.decide_failed_service(by=people.officer, **given)
    letter = actions.decide_failed_service(
        by=people.supervisor, method="IN_CUSTODY", place="Custody suite", **given
    )
    assert (letter.service_round, letter.service_place) == (2, "Custody suite")
    assert fail_once(letter).state == S.ISSUED_FOR_SERVICE
    assert serve(letter).service_attempts.get(outcome="SERVED").method == Method.IN_CUSTODY


def test_a_supervisor_may_withdraw_it_instead_and_needs_a_reason() -> None:
    letter = make_letter(state=S.SERVICE_FAILED)
    given = {"letter": letter, "by": people_of(letter.case).supervisor, "decision": "WITHDRAW"}
    with pytest.raises(Refused, match="Say why"):
        actions.decide_failed_service(reason=" ", **given)
    assert actions.decide_failed_service(reason="He has left.", **given).state == S.WITHDRAWN
    assert ServiceAttempt.objects.filter(letter=letter).count() == 3


def test_another_way_is_not_agreed_once_the_authority_is_over() -> None:
    letter = make_letter(state=S.SERVICE_FAILED)
    supervisor = people_of(letter.case).supervisor
    with (
        time_machine.travel(letter.authority_lapses_at + timedelta(minutes=1)),
        pytest.raises(Refused, match="ran out"),
    ):
        actions.decide_failed_service(
            letter=letter, by=supervisor, decision="AGAIN", reason="Once more."
        )
