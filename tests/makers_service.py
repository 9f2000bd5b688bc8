"""Letters for tests on their way to service: ready to be issued, held back, an address shared."""

from __future__ import annotations

from typing import Any

from casework.cases.actions import place_hold
from letters.correspondence.models import Letter, LetterState
from tests import makers_cases
from tests.makers_cases import make_case, people_of
from tests.makers_letters import give_address, give_protected_address, make, make_letter


def ready(**given: Any) -> Letter:
    """Authorised and made, so that it may be issued."""
    return make(make_letter(state=LetterState.AUTHORISED, **given))


def hold(letter: Letter) -> None:
    manager = people_of(letter.case).manager
    place_hold(case=letter.case, by=manager, kind="RESTRICTED", note="Ask first.")


def posted() -> Letter:
    case = make_case()
    return ready(case=case, contact=give_address(case.person))


def victim_moves_in(letter: Letter) -> None:
    """A victim of the person gives the person's address as their own; contact is checked again."""
    give_protected_address(letter.case.person.incidents_as_suspect.first().victim)
    makers_cases.open_gate(letter.case)
