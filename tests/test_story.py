"""One perpetrator, from the force's export to a served letter and a closed case.

The same way the README tells it. Everything is done by the people whose roles allow it, through
the commands, actions and forms of the running code; the clock is moved as the months go by.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from casework.accounts.models import Role
from casework.audit.models import Event
from casework.cases import actions as cases
from casework.cases.models import Case, State
from casework.core.queue import work_off
from letters.correspondence.models import LetterState
from letters.documents.verifying import verify
from tests import makers, makers_cases, makers_incidents
from tests.makers_work import do, open_steps, safe_contact
from workflows import actions
from workflows.models import Intervention

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    monday = datetime.fromisoformat("2026-03-02T10:00+00:00")
    with time_machine.travel(monday, tick=True) as traveller:
        yield traveller


class Unit:
    """The people of one domestic abuse unit."""

    def __init__(self) -> None:
        self.force = makers.make_force(code="44")
        self.team = makers.make_team(force=self.force, name="North")
        self.officer = makers.make_user(Role.OFFICER, team=self.team)
        self.supervisor = makers.make_user(Role.SUPERVISOR, team=self.team)
        self.manager = makers.make_user(Role.MANAGER, force=self.force)
        self.inspector = makers.make_user(Role.AUTHORISER, force=self.force)
        self.analyst = makers.make_user(Role.ANALYST, force=self.force)


def command(*words: str) -> dict[str, object]:
    said = StringIO()
    call_command(*words, "--json", stdout=said)
    found: dict[str, object] = json.loads(said.getvalue())
    return found


def in_the_records(folder: Path) -> Path:
    rows = [
        makers_incidents.against("V1", on="2023-05-01", suspect_nominal_id="P1"),
        makers_incidents.against("V2", on="2024-08-09", suspect_nominal_id="P1"),
        makers_incidents.against("V3", on="2025-11-03", suspect_nominal_id="P1"),
        makers_incidents.against("V9", on="2025-12-24", suspect_nominal_id="P2"),
    ]
    return makers_incidents.write_export(folder / "export.csv", rows)


def decide(case: Case, unit: Unit) -> None:
    """Triage, assessment and adoption: each by a named person, with reasons."""
    cases.take_to_triage(
        case=case, by=unit.analyst, reason="Checked.", no_duplicate=True, events_verified=True
    )
    cases.give_for_assessment(
        case=case, by=unit.supervisor, owner=unit.officer, reason="The records stand."
    )
    cases.sign_assessment(case=case, by=unit.officer, **makers_cases.assessment_of())
    cases.countersign_assessment(case=case, by=unit.supervisor, reason="Agreed.")
    cases.record_adoption_checks(
        case=case,
        by=unit.officer,
        safety_plan="IN_PLACE",
        mappa_check="Not managed.",
        marac_check="Heard in spring.",
        live_investigation_check="None.",
    )
    cases.adopt_case(case=case, by=unit.manager, **makers_cases.reasons())


def test_from_the_export_to_a_served_letter_and_a_closed_case(
    tmp_path: Path, clock: time_machine.Traveller
) -> None:
    unit = Unit()

    # Found in the force's own records.
    counts = command("import_incidents", str(in_the_records(tmp_path)), "--force", "44")
    assert (counts["read"], counts["new"], counts["rejected"]) == (4, 4, 0)
    found = command("identify", "hampshire", "--on", "2026-03-02", "--force", "44")
    assert [each["nominal"] for each in found["flagged"]] == ["P1"]  # type: ignore[attr-defined]
    case = Case.objects.get()
    assert case.state == State.FLAGGED

    # Decided on by named people.
    decide(case, unit)
    case = Case.objects.get()
    assert case.state == State.ACTIVE
    assert case.owner == unit.officer

    # A letter, step by step.
    intervention = actions.start(
        case=case, kind="warning_letter", by=unit.officer, reason="Three partners in three years."
    )
    assert open_steps(case) == ["check_contact"]
    do(case, "check_contact", by=unit.officer, **safe_contact(case))
    letter = Intervention.objects.get(pk=intervention.pk).letter
    assert letter is not None
    write(case, unit)
    work_off()
    clock.shift(timedelta(hours=3))
    do(case, "authorise", by=unit.inspector, decision="AUTHORISE", redaction_checked="on")
    work_off()
    assert open_steps(case) == ["issue"]
    do(case, "issue", by=unit.officer, checks=["identity", "address", "needs"], place="The station")
    clock.shift(timedelta(hours=20))
    do(
        case,
        "serve",
        by=unit.officer,
        outcome="SERVED",
        identity_check="Photograph and date of birth",
        signature="Signed for it",
        said="He read it and said nothing.",
    )

    # Served, fixed for ever, and proved.
    letter = type(letter).objects.get(pk=letter.pk)
    assert letter.state == LetterState.SERVED
    assert verify(letter.document) == []
    attempt = letter.service_attempts.get()
    assert (attempt.server, attempt.signature) == (unit.officer, "Signed for it")
    ended = Intervention.objects.get(pk=intervention.pk)
    assert (ended.outcome, open_steps(case)) == ("Served", [])

    # Quiet for months: stepped down, monitored, closed.
    clock.shift(timedelta(days=100))
    cases.sign_assessment(case=case, by=unit.officer, **makers_cases.assessment_of("STANDARD"))
    cases.countersign_assessment(case=case, by=unit.supervisor, reason="Agreed.")
    cases.propose_step_down(
        case=case, by=unit.supervisor, reason="Quiet for months.", victim_view="Agrees."
    )
    cases.decide_step_down(case=case, by=unit.manager, decision="AGREED", reason="Down.")
    clock.shift(timedelta(days=95))
    cases.close_case(
        case=case,
        by=unit.manager,
        reason_code="RISK_REDUCED",
        reason="Quiet through monitoring.",
        retention_group="2",
        partners_told=True,
    )
    assert Case.objects.get().state == State.CLOSED

    # And all of it can be proved.
    call_command("verify_audit", stdout=StringIO())
    told = list(Event.objects.filter(stream=f"case:{case.pk}").order_by("pk").values_list("verb"))
    assert told[0] == ("case.opened",)
    assert told[-1] == ("case.closed",)
    assert timezone.localdate().isoformat() == "2026-09-14"


def write(case: Case, unit: Unit) -> None:
    """The officer chooses the reports; each line as it is proposed; no address printed."""
    report = str(case.person.incidents_as_suspect.latest("offence_on").pk)
    do(case, "write", by=unit.officer, contact="NONE", reports=[report])
