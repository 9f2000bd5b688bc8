"""What is said against a letter and what comes next, for the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine

from casework.accounts.models import Team, User
from casework.cases.models import Case
from letters.correspondence.models import Letter, LetterState
from tests import makers_letter_answers as makers
from tests.browser.timers import fire_those_of
from tests.makers_cases import make_case, people_of
from tests.makers_letters import make_letter
from tests.makers_work import do, letter_at
from workflows.models import Intervention, Proposal, Task

Move = Callable[[Case], object]


def doer(task: Task) -> User | None:
    """Another inspector than the one who authorised the letter answers what is said of it."""
    if task.kind == "letter_answer" and task.role == "AUTHORISER":
        return people_of(task.case).reviewer
    return None


def begin(case: Case) -> None:
    """A served letter, and what is said against it."""
    makers.said(make_letter(state=LetterState.SERVED, case=case), says_wrong_person=True)


def row_of(case: Case) -> Intervention:
    return Intervention.objects.get(case=case, kind="letter_answer")


def withdrawn(case: Case) -> None:
    makers.answers(row_of(case), "WITHDRAWN", wrong_person="on")


def safe(case: Case) -> None:
    makers.clears(row_of(case))


def unsafe(case: Case) -> None:
    makers.clears(row_of(case), victim_1="UNSAFE", victim_1_unsafe="She asked us to wait.")


def authority_runs_out(case: Case) -> None:
    letter = Letter.objects.get(case=case)
    assert letter.authority_lapses_at
    with time_machine.travel(letter.authority_lapses_at + timedelta(hours=25), tick=False):
        fire_those_of(case)


ANSWER: dict[str, list[Move]] = {
    "answer": [],
    "assess_breach": [withdrawn],
    "check_contact": [withdrawn],
    "stopped": [withdrawn, unsafe],
    "tell": [withdrawn, safe],
}


def pages(sample: Callable[..., Any], team: Team) -> dict[str, list[Any]]:
    """A letter that can be answered, and what an outcome proposes."""
    letter = make_letter(state=LetterState.SERVED, case=make_case(team=team))
    supervisor = people_of(letter.case).supervisor
    refused = letter_at("authorise", make_case(team=team)).case
    by = people_of(refused).authoriser
    do(refused, "authorise", by=by, decision="REFUSE", refusal="A visit would do.")
    waiting = Proposal.objects.undecided().get(case=refused)
    return {
        "workflows:representations": [sample(arguments={"pk": letter.pk}, user=supervisor)],
        "workflows:proposal": [
            sample(arguments={"pk": waiting.pk}, user=people_of(waiting.case).supervisor)
        ],
    }
