"""Walking one letter through its flow, each step by its own form, as the people who may.

For tests of the flow: what a step does is told by the forms of `makers_work.do`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.cases.models import Case
from casework.core.queue import work_off
from letters.correspondence import actions as letters
from letters.correspondence.models import Letter
from letters.pdf import Fault, RenderError
from tests.makers_cases import make_case, people_of
from tests.makers_letters import give_address, give_protected_address
from tests.makers_visits import local
from tests.makers_work import do, intervention_of, letter_at, open_steps
from workflows import sweep
from workflows.models import Task

CHECKED = ["identity", "address", "needs"]


def ended(case: Case) -> tuple[str, str]:
    """The outcome of the one intervention of the case, and the state its letter was left in."""
    assert open_steps(case) == []
    row = intervention_of(case)
    assert row.finished is not None
    assert not Task.objects.filter(process=row, finished=None).exists()
    return row.outcome, Letter.objects.get(case=case).state


def letter_of(case: Case) -> Letter:
    return Letter.objects.get(case=case)


def officer_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).officer, **typed)
    work_off()


def supervisor_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).supervisor, **typed)
    work_off()


def inspector_does(case: Case, **typed: Any) -> None:
    do(case, "authorise", by=people_of(case).authoriser, **typed)
    work_off()


def try_in_vain(case: Case, outcome: str = "NOT_FOUND") -> None:
    at = local(timezone.now())
    officer_does(case, "serve", outcome=outcome, note="Nobody was there.", at=at)


def serve(case: Case, **typed: Any) -> None:
    served = {"outcome": "SERVED", "identity_check": "Photograph", "signature": "Signed for it"}
    officer_does(case, "serve", **served | {"at": local(timezone.now())} | typed)


def issue(case: Case, **typed: Any) -> None:
    officer_does(case, "issue", **{"place": "The station", "checks": CHECKED} | typed)


def shared_home() -> Case:
    """A case whose person was last known at the address of a victim."""
    case = make_case()
    give_address(case.person, "3 Linnet Close", "NM2 9AA")
    incident = case.person.incidents_as_suspect.first()
    assert incident is not None
    give_protected_address(incident.victim, "3 Linnet Close", "NM2 9AA")
    return case


def fire(case: Case, *, after: timedelta = timedelta(minutes=1)) -> int:
    """How many timers the sweep fires once the authority of the case's letter is over."""
    lapses_at = letter_of(case).authority_lapses_at
    assert lapses_at is not None
    with time_machine.travel(lapses_at + after, tick=True):
        return sweep.fire_due_timers()


def letter_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> Case:
    """A letter whose paper failed to be made once; from then on it can be made."""
    case = letter_at("authorise").case

    def fail(*, letter_id: int) -> None:
        raise RenderError(Fault.CHARACTER)

    with monkeypatch.context() as broken:
        broken.setattr(letters, "render_letter", fail)
        with pytest.raises(RenderError):
            inspector_does(case, decision="AUTHORISE", redaction_checked="on")
    return case
