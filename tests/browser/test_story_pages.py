"""The story of `tests/test_story.py` through the pages, in a browser, by the people it is made for.

Each signs in, reads what the page says and does what it asks for. Nothing is asserted of how a
page is made, only of what a person reads: above all what happens next.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from casework.core.queue import work_off
from tests import makers_incidents
from tests.browser.hands import Worker
from tests.browser.site import database_put_back
from workflows.demonstration.people import PASSWORD, TEAM, make_unit

MONDAY = datetime.fromisoformat("2026-03-02T10:00+00:00")


class Office:
    """A unit at work: its people at their browsers, its queue, and its clock."""

    def __init__(self, browser: Browser, clock: time_machine.Traveller, address: str) -> None:
        self.browser, self.clock, self.address = browser, clock, address
        self.script = True
        self.workers: dict[str, Worker] = {}

    def __getitem__(self, name: str) -> Worker:
        """Somebody at a desk, or with "on the road" after their name, with a phone."""
        if name not in self.workers:
            username, _, place = name.partition(" ")
            self.workers[name] = Worker(
                self.browser,
                address=self.address,
                username=username,
                password=PASSWORD,
                phone=bool(place),
                script=self.script,
            )
        return self.workers[name]

    def wait(self, **time: int) -> None:
        self.clock.shift(timedelta(**time))

    def close(self) -> None:
        for worker in self.workers.values():
            worker.context.close()


@pytest.fixture
def office(db: None, django_db_blocker, chromium: Browser) -> Iterator[Office]:
    with (
        django_db_blocker.unblock(),
        database_put_back(),
        time_machine.travel(MONDAY, tick=True) as clock,
    ):
        make_unit()
        server = LiveServer("localhost")
        office = Office(chromium, clock, server.url)
        try:
            yield office
        finally:
            office.close()
            server.stop()


def export(folder: Path) -> Path:
    rows = [
        makers_incidents.against("V1", on="2023-05-01", suspect_nominal_id="P1", team=TEAM),
        makers_incidents.against("V2", on="2024-08-09", suspect_nominal_id="P1", team=TEAM),
        makers_incidents.against("V3", on="2025-11-03", suspect_nominal_id="P1", team=TEAM),
        makers_incidents.against("V9", on="2025-12-24", suspect_nominal_id="P2", team=TEAM),
    ]
    return makers_incidents.write_export(folder / "export.csv", rows)


def the_letter(o: Office) -> Worker:
    return o["officer"].open("/my-work/")


def found_in_the_records(o: Office, file: Path) -> None:
    analyst = o["analyst"].open("/imports/new/")
    analyst.give("Export of incidents and crimes", file).press("Check the file")
    analyst.sees("Nothing has been taken in yet.", "Rows read 4", "Rejected 0")
    analyst.press("Import 4 rows").sees("4 records were taken in.", "Every row was taken.")
    work_off()
    analyst.open("/nominations/").follow("Runs").press("Run").sees("The run has been started.")
    work_off()
    analyst.open("/nominations/").sees("Callum Roake", "Flagged").follow("P-10001")
    analyst.sees("Why this person was nominated", "It is decided there, by named people")
    print("\n@@", analyst.tab.url, analyst.text[260:])


def decided_on(o: Office) -> None:
    """Triage, assessment and adoption: each by a named person, with reasons."""
    analyst = o["analyst"].follow("Case IC-0001/26")
    print("\n@@", analyst.tab.url, analyst.text[260:])
    analyst.follow("Take to triage")
    analyst.tick("The person is recorded once").tick("The records behind the flag are theirs")
    analyst.write("What did you check?", "One nominal; all three records are theirs.")
    analyst.press("Take to triage")
    print("\n@@", analyst.tab.url, analyst.text[260:])

    supervisor = o["supervisor"].open("/my-work/")
    print("\n@@", supervisor.tab.url, supervisor.text[260:])
    supervisor.open("/cases/ic-0001-26/").follow("Give to an officer for assessment")
    supervisor.pick("Which officer?", "PC Nadia Iqbal").write("Why?", "The records stand.")
    supervisor.press("Give the case to this officer")
    print("\n@@", supervisor.tab.url, supervisor.text[260:])

    officer = o["officer"].open("/my-work/")
    print("\n@@", officer.tab.url, officer.text[260:])
    officer.open("/cases/").follow("IC-0001/26").follow("Sign a risk assessment")
    assess(officer, "Medium")
    print("\n@@", officer.tab.url, officer.text[260:])
    officer.open("/cases/ic-0001-26/").follow("Record the checks before adoption")
    officer.choose("How does the victim's safety plan stand?", "In place")
    officer.write("What did the MAPPA check show?", "Not managed.")
    officer.write("What did the MARAC check show?", "Heard in spring.")
    officer.write(
        "Is an investigation live, and what does the officer in the case say?", "None."
    )
    officer.press("Save the checks")
    print("\n@@", officer.tab.url, officer.text[260:])

    supervisor.open("/cases/ic-0001-26/").follow("Countersign the risk assessment")
    supervisor.write("What does your agreement rest on?", "The records read.")
    supervisor.press("Countersign the assessment")
    print("\n@@", supervisor.tab.url, supervisor.text[260:])

    manager = o["manager"].open("/my-work/")
    print("\n@@", manager.tab.url, manager.text[260:])
    manager.open("/reports/")
    print("\n@@", manager.tab.url, manager.text[260:])
    manager.open("/cases/ic-0001-26/").follow("Adopt the case")
    manager.write("What is the legal basis?", "Common-law policing purpose.")
    manager.write("Why is it necessary?", "Three partners in three years.")
    manager.write("Why is it proportionate?", "Visits and a letter only.")
    manager.write("Why would nothing less do?", "Advice was given twice.")
    manager.press("Adopt the case")
    print("\n@@", manager.tab.url, manager.text[260:])


def assess(officer: Worker, band: str) -> None:
    officer.write("Which tool did you use?", "PPIT")
    officer.write("What is known of the past?", "Three former partners in three years.")
    officer.write("What is changing, or may change?", "A separation is under way.")
    officer.write("Who is at risk?", "The present partner.")
    officer.write("What may happen, to whom, when and why?", "An assault, within weeks.")
    officer.choose("How high is the risk?", band)
    officer.press("Sign the assessment")


def contact_checked(officer: Worker) -> None:
    for name in ("ForenameV1 SurnameV1", "ForenameV2 SurnameV2", "ForenameV3 SurnameV3"):
        officer.choose(f"Is it safe for {name} that contact is made?", "Safe")
    officer.choose("Was the view of the victim's advocate (IDVA) asked for?", "Yes")
    officer.write("What did they say, or why were they not asked?", "Asked by phone; no objection.")
    officer.choose("Is an investigation of the person live?", "No live investigation")
    officer.choose("Have you read the bail, licence and order conditions?", "Yes, all")
    officer.choose("Was the contact cleared with the deconfliction desk?", "Yes, there is no")
    officer.choose("Have you checked warning markers and communication needs?", "Yes")
    officer.press("Save the check")


def letter_served(o: Office) -> None:
    officer = o["officer"].open("/cases/ic-0001-26/").follow("Start an intervention")
    print("\n@@", officer.tab.url, officer.text[260:])
    officer.choose("Which intervention?", "Warning letter").write("Why is it needed now?", "Three partners in three years.")
    officer.press("Start")
    print("\n@@", officer.tab.url, officer.text[260:])
    contact_checked(officer)
    print("\n@@", officer.tab.url, officer.text[260:])


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_export_to_a_served_letter_and_a_closed_case(
    office: Office, tmp_path: Path, script: bool
) -> None:
    office.script = script
    found_in_the_records(office, export(tmp_path))
    decided_on(office)
    letter_served(office)
