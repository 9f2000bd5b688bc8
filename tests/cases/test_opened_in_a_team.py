"""In which team a case is opened."""

from __future__ import annotations

import pytest

from casework.accounts.models import Team
from casework.cases.actions import open_case
from tests import makers
from tests.makers_records import make_flag, make_person

pytestmark = pytest.mark.django_db


def test_no_case_is_opened_at_a_desk() -> None:
    unit = makers.make_team(name="Unit")
    Team.objects.create(force=unit.force, name="A desk before it in the list", takes_cases=False)
    assert open_case(flag=make_flag(person=make_person(force=unit.force)), by=None).team == unit


def test_a_team_that_takes_cases_and_stands_first_would_get_it() -> None:
    """The red twin: only what the desk says of itself keeps cases from it."""
    unit = makers.make_team(name="Unit")
    other = Team.objects.create(force=unit.force, name="A team before it in the list")
    assert open_case(flag=make_flag(person=make_person(force=unit.force)), by=None).team == other
