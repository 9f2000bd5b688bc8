"""Cases that have an intervention of every kind there is, open or ended, by the real actions.

The kinds are those of the running code, so that a new one is among them without an edit here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from casework.cases.models import Case
from casework.partners.models import Service
from letters.correspondence.models import LetterState
from tests import makers_letter_answers, makers_partners, makers_reassessment
from tests.makers_cases import open_gate, people_of
from tests.makers_letters import make_letter
from workflows import actions
from workflows.models import Intervention
from workflows.registry import kinds


def begin(kind: str, case: Case) -> Intervention:
    """One of this kind on a case under way, with whatever has to be there before it."""
    if kind in NOT_BY_HAND:
        return NOT_BY_HAND[kind](case)
    if not Service.objects.filter(agency__force=case.force).exists():
        makers_partners.make_service(case)
    officer = people_of(case).officer
    return actions.start(case=case, kind=kind, by=officer, reason="Nothing less was heeded.")


def end(row: Intervention) -> None:
    """Stopped before it took effect; what cannot be stopped is done to its end."""
    if row.kind in DONE_TO_THE_END:
        DONE_TO_THE_END[row.kind](row)
    else:
        by = people_of(row.case).supervisor
        actions.cancel(intervention=row, by=by, reason="Another way was found.")
    assert Intervention.objects.get(pk=row.pk).finished is not None


def every_kind(case: Case, *, ended: int = 0, named: Iterable[str] = ()) -> list[Intervention]:
    """Of each kind (or of those `named`) so many that have ended, and one that is open."""
    chosen = list(named) or list(kinds())
    for _ in range(ended):
        for kind in chosen:
            end(begin(kind, case))
    return [begin(kind, case) for kind in chosen]


def _said_against_a_letter(case: Case) -> Intervention:
    return makers_letter_answers.said(make_letter(case=case, state=LetterState.SERVED))


def _answer(row: Intervention) -> None:
    makers_letter_answers.answers(row)
    makers_letter_answers.clears(row)
    makers_letter_answers.tells(row)


def _something_changes(case: Case) -> Intervention:
    """One of its own, also where an earlier one would do; contact is cleared anew."""
    change = makers_reassessment.something_changes(case)
    open_gate(case)
    mine = case.interventions.filter(data__change=change.pk).first()
    return mine or actions.start_reassessment(change=change)


def _assess(row: Intervention) -> None:
    """Which ends whatever waits for an assessment."""
    makers_reassessment.assessed(row.case)


# What no list of kinds offers: started by something else that happens.
NOT_BY_HAND: dict[str, Callable[[Case], Intervention]] = {
    "letter_answer": _said_against_a_letter,
    "reassessment": _something_changes,
}
DONE_TO_THE_END: dict[str, Callable[[Intervention], None]] = {
    "letter_answer": _answer,
    "reassessment": _assess,
}
