"""Domain, section 10, number 7: representations."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from letters.correspondence.models import Letter, LetterState
from tests import makers_briefings, makers_flags
from tests.makers_briefings import briefing_of
from tests.makers_flags import flag_of
from tests.makers_letter_answers import answers, said
from tests.makers_letters import make_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


def test_7_a_letter_withdrawn_after_representations_takes_what_cites_it_along() -> None:
    # Given a served letter, and a flag and a briefing that cite it
    letter = make_letter(state=LetterState.SERVED)
    case = makers_flags.live(case=letter.case, cites=letter.ref)
    makers_briefings.published(case, cites=letter.ref)
    # When on day 20 the subject says that he was in hospital, and a different inspector withdraws
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=True):
        row = said(letter, said="I was in hospital that week.")
        answers(row, "WITHDRAWN", reasons="The hospital confirms it.")
        makers_flags.follow()
    # Then the briefing is recalled, the flag is to come out, and nothing is silently erased
    assert Letter.objects.get(pk=letter.pk).state == LetterState.WITHDRAWN
    assert briefing_of(case).recall_ground == "LETTER_WITHDRAWN"
    assert flag_of(case).removal_ground == "BASIS_GONE"
    assert letter.document is not None
