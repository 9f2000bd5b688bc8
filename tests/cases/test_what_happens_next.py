"""The case page names what the case itself waits for, from the flag to its first intervention."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from casework.cases import guards
from casework.cases.models import Case, State
from casework.cases.moves import moves_for
from casework.cases.presenters.history import Entries
from casework.cases.presenters.overview import what_happens_next
from casework.cases.queries import interventions
from tests import makers_work
from tests.makers_cases import assess, make_case, people_of, ready_for_adoption, record_checks

pytestmark = pytest.mark.django_db

CHECKS, ADOPT = "Record the checks before adoption", "Decide on adoption"
START = "Start an intervention"


def next_on(case: Case) -> list[str]:
    case = Case.objects.get(pk=case.pk)
    now = timezone.now()
    lines = moves_for(case, people_of(case).manager, at=now)
    rows = what_happens_next(case, lines, now, started=interventions(case))
    return [row["title"] for row in rows]


def test_the_checks_before_adoption_are_named_until_they_are_recorded() -> None:
    case = make_case(state=State.ASSESSMENT)
    assert CHECKS in next_on(case)
    record_checks(case)
    assert CHECKS not in next_on(case)
    assert ADOPT not in next_on(case)
    assess(case)
    assert ADOPT in next_on(case)


def test_a_case_that_has_all_it_needs_waits_for_its_adoption() -> None:
    assert ADOPT in next_on(ready_for_adoption())


def test_an_adopted_case_waits_for_its_first_intervention() -> None:
    case = make_case(state=State.ACTIVE)
    assert START in next_on(case)
    makers_work.start("warning_letter", case)
    assert START not in next_on(case)


def test_a_guard_that_lets_everything_through_would_call_for_a_decision_too_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case(state=State.ASSESSMENT)
    monkeypatch.setattr(guards, "needs_adoption_checks", lambda case, at: None)
    assert CHECKS not in next_on(case)


def test_a_report_without_a_time_shows_its_day_alone() -> None:
    case = make_case(offence_from=timezone.make_aware(datetime(2026, 2, 3)))
    told = Entries(case, people_of(case).manager, show="incidents")[:10]
    assert {str(each["at"]) for each in told} == {"2026-02-03"}
