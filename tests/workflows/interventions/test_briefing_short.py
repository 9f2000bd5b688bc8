"""A briefing of one day, which is over before the shifts that read it are looked through."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.makers_briefings import after_end, brief_all, follow, published, sweep_at
from tests.makers_cases import people_of
from tests.makers_work import do, intervention_of, open_steps

pytestmark = pytest.mark.django_db


def test_a_briefing_for_today_alone_comes_to_its_end() -> None:
    case = published(expires_on=timezone.localdate().isoformat())
    brief_all(case)
    follow()
    sweep_at(timezone.now())
    assert open_steps(case) == ["renew"]
    do(case, "renew", by=people_of(case).officer, decision="END", reason="It is over tonight.")
    sweep_at(after_end(case))
    follow()
    row = intervention_of(case)
    assert (row.outcome, row.status) == ("Expired", "DONE")
