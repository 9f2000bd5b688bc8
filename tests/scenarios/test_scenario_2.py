"""Acceptance scenario 2, no-crime unwinds basis (domain: section 10), in its own words.

A's third crime is cancelled; next run raises "flag basis lost" to the analyst; A stays, nothing is
deleted, both runs reproducible.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from casework.accounts.models import Role
from casework.cases.models import Case, State
from casework.identification.models import Evidence, Flag, Run
from casework.identification.queries import findings_as_json, replay
from casework.incidents.models import Incident
from tests import makers, makers_incidents

pytestmark = pytest.mark.django_db


class Story:
    """What happens to A, told through the two commands and the analyst's page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.force = makers.make_force(code="44")
        makers.make_team(force=self.force)
        self.rows = makers_incidents.three_partners(oldest="2022-11-22", suspect_nominal_id="A")

    def the_export_comes_in(self) -> None:
        path = makers_incidents.write_export(self.folder / "export.csv", self.rows)
        call_command("import_incidents", str(path), "--force", "44", stdout=StringIO())

    def the_rule_runs(self) -> None:
        call_command(
            "identify", "hampshire", "--on", "2026-11-22", "--force", "44", stdout=StringIO()
        )

    def the_third_crime_is_cancelled(self) -> None:
        self.rows[2] |= {"outcome_code": "CANCELLED", "updated_dt": "2026-11-20"}


def test_a_cancelled_crime_takes_the_basis_and_nothing_else(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.the_export_comes_in()
    story.the_rule_runs()
    flag, case, incidents = Flag.objects.get(), Case.objects.get(), Incident.objects.count()

    story.the_third_crime_is_cancelled()
    story.the_export_comes_in()
    story.the_rule_runs()

    # The analyst is told.
    assert flag.basis_lost.filter(reviewed_at=None).count() == 1
    analyst = Client()
    analyst.force_login(makers.make_user(Role.ANALYST, force=story.force))
    told = analyst.get("/nominations/", {"show": "lost"}).content.decode()
    assert flag.person.full_name in told
    # A stays, nothing is deleted.
    assert Flag.objects.get() == flag
    assert (Case.objects.get(), Case.objects.get().state) == (case, State.FLAGGED)
    assert Incident.objects.count() == incidents
    assert flag.findings.get().evidence.count() == 3
    # Both runs can be told again.
    first, second = Run.objects.order_by("pk")
    assert [each["nominal"] for each in findings_as_json(first)["flagged"]] == ["A"]
    assert findings_as_json(second)["flagged"] == []
    evidence = Evidence.objects.filter(finding__run=first)
    assert [set(met.incidents) for met in replay(first).met] == [
        {each.incident_id for each in evidence}
    ]
    assert replay(second).met == []
