"""Domain, section 10, number 7, as far as flags and briefings go."""

from __future__ import annotations

import pytest

from casework.enforcement.briefings import actions as briefings
from casework.enforcement.briefings.models import Briefing
from casework.enforcement.flags import actions as flags
from casework.enforcement.flags.models import AddressFlag
from tests import makers_briefings, makers_flags
from tests.makers_briefings import briefing_of
from tests.makers_flags import flag_of
from tests.makers_work import open_task

pytestmark = pytest.mark.django_db


def test_7_what_cites_a_withdrawn_letter_is_recalled_and_nothing_is_erased() -> None:
    # Given a flag and a briefing that cite the letter
    case = makers_flags.live(cites="L-10482")
    makers_briefings.published(case, cites="L-10482")
    # When a different inspector withdraws the letter
    reason = "Letter L-10482 was withdrawn after representations."
    flags.recall_citing(case=case, cites="L-10482", by=None, reason=reason)
    briefings.recall_citing(case=case, cites="L-10482", by=None, reason=reason)
    makers_flags.follow()
    # Then both are recalled
    assert flag_of(case).removal_ground == "BASIS_GONE"
    assert briefing_of(case).recall_ground == "LETTER_WITHDRAWN"
    assert open_task(case, "take_out")
    assert open_task(case, "tell_readers")
    # And nothing is silently erased: what they said is still there
    assert AddressFlag.objects.get(case=case).instruction
    assert Briefing.objects.get(case=case).purpose
