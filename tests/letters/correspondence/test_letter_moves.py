"""A letter moves only as its states allow; each move writes one event."""

from __future__ import annotations

import pytest

from letters.correspondence.models import LetterState
from tests.makers_letters import make_letter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", LetterState)
def test_a_letter_can_come_to_every_state(state: LetterState) -> None:
    assert make_letter(state=state).state == state
