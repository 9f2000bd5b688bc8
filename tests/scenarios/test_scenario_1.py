"""Acceptance scenario 1, threshold flag (domain: section 10), in its own words.

Given A has 3 offences vs 3 different ex-partners, run date 22 Nov 2026, the oldest on 22 Nov 2021,
when the Hampshire rule runs, then A is FLAGGED listing those 3 events; move the oldest to
21 Nov 2021: no flag; make the third victim his sister: no flag; run twice: one flag.

It goes the whole way: an export read by the importer, the commands a force would type.
"""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from casework.cases.models import Case, State
from casework.identification.models import Evidence, Flag
from tests import makers, makers_incidents
from tests.makers_incidents import Row

pytestmark = pytest.mark.django_db

RUN_DATE = "2026-11-22"
FIVE_YEARS_BEFORE = date(2021, 11, 22)
THE_DAY_BEFORE_THAT = date(2021, 11, 21)


class Story:
    """What happens to A, told through the two commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[Row] = []
        makers.make_team(force=makers.make_force(code="44"))

    def given_a_has_three_offences_against_three_different_ex_partners(
        self, *, oldest: date, third: str = "EX"
    ) -> None:
        self.rows = makers_incidents.three_partners(
            oldest=oldest, relationship=third, suspect_nominal_id="A"
        )

    def when_the_hampshire_rule_runs(self) -> dict[str, Any]:
        path = makers_incidents.write_export(self.folder / "export.csv", self.rows)
        call_command("import_incidents", str(path), "--force", "44", stdout=StringIO())
        answer = StringIO()
        call_command(
            "identify", "hampshire", "--on", RUN_DATE, "--force", "44", "--json", stdout=answer
        )
        found: dict[str, Any] = json.loads(answer.getvalue())
        return found

    def then_a_is_flagged_listing_those_three_events(self, found: dict[str, Any]) -> None:
        events = [row["occurrence_no"] for row in self.rows]
        assert found["flagged"] == [{"nominal": "A", "incidents": events}]
        assert found["considered"] == 1
        evidence = Evidence.objects.filter(finding__run=found["run"])
        numbers = evidence.order_by("incident__offence_on").values_list("incident__occurrence_no")
        assert [number for (number,) in numbers] == events

    def then_there_is_one_flag_with_its_case(self) -> None:
        flag = Flag.objects.get()
        assert flag.person.nominal_id == "A"
        assert Case.objects.get().flag == flag
        assert Case.objects.get().state == State.FLAGGED

    def then_there_is_no_flag(self, found: dict[str, Any]) -> None:
        assert found["flagged"] == []
        assert not Flag.objects.exists()
        assert not Case.objects.exists()


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def test_three_offences_against_three_ex_partners_flag_a_with_those_three_events(
    story: Story,
) -> None:
    story.given_a_has_three_offences_against_three_different_ex_partners(oldest=FIVE_YEARS_BEFORE)
    found = story.when_the_hampshire_rule_runs()
    story.then_a_is_flagged_listing_those_three_events(found)
    story.then_there_is_one_flag_with_its_case()


def test_with_the_oldest_moved_one_day_back_there_is_no_flag(story: Story) -> None:
    story.given_a_has_three_offences_against_three_different_ex_partners(oldest=THE_DAY_BEFORE_THAT)
    story.then_there_is_no_flag(story.when_the_hampshire_rule_runs())


def test_with_his_sister_as_the_third_victim_there_is_no_flag(story: Story) -> None:
    story.given_a_has_three_offences_against_three_different_ex_partners(
        oldest=FIVE_YEARS_BEFORE, third="FAMILY"
    )
    story.then_there_is_no_flag(story.when_the_hampshire_rule_runs())


def test_run_twice_there_is_one_flag(story: Story) -> None:
    story.given_a_has_three_offences_against_three_different_ex_partners(oldest=FIVE_YEARS_BEFORE)
    first = story.when_the_hampshire_rule_runs()
    again = story.when_the_hampshire_rule_runs()
    assert again["flagged"] == first["flagged"]
    story.then_there_is_one_flag_with_its_case()
