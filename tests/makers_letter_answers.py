"""Walking what is said against a served letter through its flow, as the people who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.models import Case
from casework.core.queue import work_off
from letters.correspondence.models import Letter, LetterState
from tests.makers_cases import people_of
from tests.makers_letters import make_letter
from tests.makers_work import do, safe_contact
from workflows import actions
from workflows.models import Intervention


def said(letter: Letter | None = None, **told: Any) -> Intervention:
    """The answering of what was said today against a served letter."""
    letter = letter or make_letter(state=LetterState.SERVED)
    given: dict[str, Any] = {
        "by": people_of(letter.case).supervisor,
        "source": "PHONE",
        "received_at": timezone.now(),
        "said": "I was in hospital that week.",
    }
    return actions.receive_representations(letter=letter, **given | told)


def does(row: Intervention, step: str, *, by: User, **typed: Any) -> None:
    do(row.case, step, by=by, **typed)
    work_off()


def answers(row: Intervention, decision: str = "UPHELD", **typed: Any) -> None:
    given = {"decision": decision, "reasons": "The record is right."}
    does(row, "answer", by=people_of(row.case).reviewer, **given | typed)


def clears(row: Intervention, **typed: Any) -> None:
    does(row, "check_contact", by=people_of(row.case).officer, **safe_contact(row.case) | typed)


def tells(row: Intervention, **typed: Any) -> None:
    """They are told, a minute from now: the page has whole minutes."""
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=True):
        does(row, "tell", by=people_of(row.case).officer, **{"how": "PHONE"} | typed)


def outcome(case: Case) -> str:
    """Of the answering of this case, once it has ended."""
    row = Intervention.objects.get(case=case, kind="letter_answer")
    assert row.finished is not None
    return str(row.outcome)
