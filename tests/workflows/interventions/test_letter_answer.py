"""What is said against a served letter, every way to its end, each by the forms of its steps."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.core.errors import NotAllowed, Refused
from letters.correspondence.models import Letter, LetterState
from letters.correspondence.policy import answer_due
from tests.makers_cases import make_case, people_of
from tests.makers_letter_answers import answers, clears, does, outcome, said, tells
from tests.makers_letters import make_letter, said_against, when_it_expires
from tests.makers_visits import local
from tests.makers_work import open_steps, open_task, start
from workflows import actions, sweep
from workflows.interventions import letter_answer
from workflows.models import Intervention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
ENDS = {"UPHELD": "Letter upheld", "AMENDED": "Letter amended", "WITHDRAWN": "Letter withdrawn"}


def test_it_is_an_inspectors_to_answer_within_twenty_working_days() -> None:
    row = said()
    task = open_task(row.case, "answer")
    heard = said_against(Letter.objects.get(case=row.case)).received_at
    assert task.role == "AUTHORISER"
    assert task.due_at == answer_due(heard, row.case.force.nation).due_at


@pytest.mark.parametrize("decision", ENDS)
def test_each_answer_is_told_and_is_the_outcome(decision: str) -> None:
    row = said()
    answers(row, decision, amendment="Read March as April.")
    clears(row)
    tells(row)
    assert outcome(row.case) == ENDS[decision]
    assert Letter.objects.get(case=row.case).state == decision


def test_whoever_authorised_it_is_refused_the_answer() -> None:
    row = said()
    with pytest.raises(NotAllowed, match="You authorised this letter"):
        does(
            row, "answer", by=people_of(row.case).authoriser, decision="UPHELD", reasons="It stands"
        )
    assert open_steps(row.case) == ["answer"]


def test_a_letter_in_the_wrong_hands_is_assessed_by_a_manager_beside_the_rest() -> None:
    row = said(says_wrong_person=True)
    answers(row, "WITHDRAWN", wrong_person="on")
    assert sorted(open_steps(row.case)) == ["assess_breach", "check_contact"]
    task = open_task(row.case, "assess_breach")
    answered = said_against(Letter.objects.get(case=row.case)).answered_at
    assert (task.role, task.due_at) == ("MANAGER", answered + timedelta(hours=72))
    clears(row)
    tells(row)
    assert Intervention.objects.get(pk=row.pk).finished is None
    manager = people_of(row.case).manager
    does(row, "assess_breach", by=manager, decision="KEEP", note="Nobody could be harmed by it.")
    assert outcome(row.case) == "Letter withdrawn"


def test_without_that_branch_nobody_would_assess_it(monkeypatch: pytest.MonkeyPatch) -> None:
    row = said(says_wrong_person=True)
    right = SimpleNamespace(wrong_person=False)
    monkeypatch.setattr(letter_answer, "said_of", lambda _: right)
    answers(row, "WITHDRAWN", wrong_person="on")
    assert open_steps(row.case) == ["check_contact"]


def test_nobody_is_told_where_contact_cannot_be_cleared_and_the_answer_stands() -> None:
    row = said()
    answers(row)
    clears(row, victim_1="UNSAFE", victim_1_unsafe="She asks for time.")
    supervisor = people_of(row.case).supervisor
    does(row, "stopped", by=supervisor, decision="AGAIN", reason="She was spoken to.")
    clears(row, victim_1="UNSAFE", victim_1_unsafe="She asks for time.")
    does(row, "stopped", by=supervisor, decision="STOP", reason="She fears for her life.")
    assert outcome(row.case) == "Letter upheld"
    assert said_against(Letter.objects.get(case=row.case)).told == "NOBODY"


def test_it_cannot_be_stopped_nor_started_from_the_list_of_kinds() -> None:
    row = said()
    supervisor = people_of(row.case).supervisor
    with pytest.raises(Refused, match="has to be answered"):
        actions.cancel(intervention=row, by=supervisor, reason="No time.")
    with pytest.raises(Refused, match="on the page of the letter"):
        start("letter_answer", make_case())


# --- the page of the letter -----------------------------------------------------------------------


def page(letter: Letter, name: str = "workflows:representations") -> str:
    return reverse(name, args=[letter.pk])


def test_a_supervisor_is_led_from_the_letter_to_the_inspectors_task(client: Client) -> None:
    letter = make_letter(state=LetterState.SERVED)
    client.force_login(people_of(letter.case).supervisor)
    assert page(letter) in client.get(letter.get_absolute_url()).text
    typed = {
        "source": "WRITING",
        "received_at": local(timezone.now()),
        "said": "It was not me.",
        "about": ["SAYS_VICTIM"],
    }
    answer = client.post(page(letter), typed, follow=True)
    assert answer.redirect_chain == [(letter.get_absolute_url(), 302)]
    assert "It was not me." in answer.text
    assert open_steps(letter.case) == ["answer"]
    assert said_against(letter).says_victim
    on_the_case = client.get(reverse("cases:case", args=[letter.case.slug])).text
    assert "Answer about a letter" in on_the_case
    assert "Representations against a letter received" in on_the_case


def test_an_officer_is_not_offered_it_and_refused(client: Client) -> None:
    letter = make_letter(state=LetterState.SERVED)
    client.force_login(people_of(letter.case).officer)
    assert page(letter) not in client.get(letter.get_absolute_url()).text
    assert client.get(page(letter)).status_code == 403


def test_what_came_too_late_is_said_at_its_field(client: Client) -> None:
    letter = make_letter(state=LetterState.SERVED)
    client.force_login(people_of(letter.case).supervisor)
    answer = client.post(page(letter), {"source": "PHONE", "said": "No.", "received_at": ""})
    assert answer.status_code == 422
    assert "Enter when it reached the police" in answer.text


def test_a_letter_that_is_on_its_way_has_nothing_said_against_it(client: Client) -> None:
    letter = make_letter(state=LetterState.ISSUED_FOR_SERVICE)
    client.force_login(people_of(letter.case).supervisor)
    assert client.get(page(letter)).status_code == 422


# --- the clock ------------------------------------------------------------------------------------


def test_the_sweep_expires_letters_whose_time_is_over_and_no_others() -> None:
    letter = make_letter(state=LetterState.SERVED)
    moment = when_it_expires(letter)
    with time_machine.travel(moment - timedelta(seconds=2), tick=False):
        assert sweep.expire_letters() == 0
    with time_machine.travel(moment + timedelta(days=3), tick=False):
        assert sweep.expire_letters() == 1
        assert sweep.expire_letters() == 0
    assert Letter.objects.get(pk=letter.pk).state == LetterState.EXPIRED
