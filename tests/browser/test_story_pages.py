"""The story of `tests/test_story.py` through the pages, in a browser, by the people it is made for.

Each signs in, reads what the page says and does what it asks for. Nothing is asserted of how a
page is made, only of what a person reads: above all what happens next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from casework.cases.gate import linked_victims
from casework.core.queue import work_off
from tests import makers_incidents
from tests.browser.hands import Worker
from tests.browser.site import database_put_back
from tests.makers_cases import make_case
from workflows.demonstration.people import PASSWORD, TEAM, Unit, make_unit

CASE = "IC-0001/26"
THE_CASE = "/cases/ic-0001-26/"
VICTIMS = ("ForenameV1 SurnameV1", "ForenameV2 SurnameV2", "ForenameV3 SurnameV3")
NOTHING_FOUND = (
    "PNC or LEDS",
    "Local intelligence and PND",
    "Warning markers",
    "Firearms licence",
    "Dogs at the address",
    "Children at the address",
    "A victim lives there",
    "Live orders, bail and licence",
    "Last visit record",
    "MARAC date",
)
MONDAY = datetime.fromisoformat("2026-03-02T10:00+00:00")


class Office:
    """A unit at work: its people at their browsers, its queue, and its clock."""

    def __init__(
        self,
        browser: Browser,
        *,
        clock: time_machine.Traveller,
        address: str,
        unit: Unit,
        script: bool,
    ) -> None:
        self.browser, self.clock, self.address, self.unit = browser, clock, address, unit
        self.script = script
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


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def office(
    request: pytest.FixtureRequest, db: None, django_db_blocker, chromium: Browser
) -> Iterator[Office]:
    """The demonstration's unit on a Monday morning in March, before any record came in."""
    with (
        django_db_blocker.unblock(),
        database_put_back(),
        time_machine.travel(MONDAY, tick=True) as clock,
    ):
        unit = make_unit()
        server = LiveServer("localhost")
        office = Office(chromium, clock=clock, address=server.url, unit=unit, script=request.param)
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


def found_in_the_records(o: Office, file: Path) -> None:
    analyst = o["analyst"].open("/imports/new/")
    analyst.give("Export of incidents and crimes", file).press("Check the file")
    analyst.sees("Nothing has been taken in yet.", "Rows read 4", "Rejected 0")
    analyst.press("Import 4 rows")
    analyst.sees("4 records were taken in. A new run under Nominations counts them.")
    analyst.follow("Nominations").sees("No nomination waits.").follow("Runs").press("Run")
    analyst.sees("Open Runs again in a minute to see what it found.")
    work_off()
    analyst.follow("Runs").sees("2 March 2026").sees_no("No run has ended yet.")
    analyst.follow("To decide").sees("Callum Roake", f"Case {CASE}: Flagged")
    analyst.sees_no("P2").follow("Callum Roake")
    analyst.sees("There were 3 offences against 3 different partners", "a prompt to look, not a")
    analyst.follow(f"Case {CASE}").sees("What happens next Check the flag Analyst Decision needed")


def triaged_and_given_out(o: Office) -> None:
    analyst, supervisor = o["analyst"], o["supervisor"]
    analyst.follow("Take to triage").press("Take to triage")
    analyst.sees("There is a problem", "Enter what you checked")
    analyst.tick("The person is recorded once").tick("The records behind the flag are theirs")
    analyst.write("What did you check?", "One nominal; all three records are theirs.")
    analyst.press("Take to triage").sees("The case is at triage. A supervisor decides next.")
    analyst.sees("What happens next Decide on triage Supervisor Decision needed")

    supervisor.open("/my-work/").follow("Caseload").follow("Decide on triage")
    supervisor.sees("Give to an officer for assessment You can do this")
    supervisor.follow("Give to an officer for assessment")
    supervisor.pick("Which officer?", "PC Nadia Iqbal").write("Why?", "The records stand.")
    supervisor.press("Give the case to this officer")
    supervisor.sees("The officer has the case and assesses the risk next.")
    supervisor.sees("What happens next Assess the risk PC Nadia Iqbal Due in 14 days Mon 16 March")


def assessed(officer: Worker, band: str) -> None:
    officer.write("Which tool did you use?", "PPIT")
    officer.write("What is known of the past?", "Three former partners in three years.")
    officer.write("What is changing, or may change?", "A separation is under way.")
    officer.write("Who is at risk?", "The present partner.")
    officer.write("What may happen, to whom, when and why?", "An assault, within weeks.")
    officer.choose("How high is the risk?", band)
    officer.press("Sign the assessment")
    officer.sees("The assessment is signed. Somebody else countersigns it next.")


def countersigned(supervisor: Worker) -> None:
    supervisor.follow("Countersign the risk assessment")
    supervisor.write("What does your agreement rest on?", "The records read.")
    supervisor.press("Countersign the assessment")
    supervisor.sees("The assessment is countersigned. What the case waits for is below.")


def adopted(o: Office) -> None:
    officer = o["officer"].open("/my-work/").sees("You have no tasks.")
    officer.follow("My cases").follow(CASE).follow("Assess the risk")
    assessed(officer, "Medium")
    officer.sees("Adopt the case Not now. The risk assessment has to be countersigned")
    officer.follow("Record the checks before adoption")
    officer.choose("How does the victim's safety plan stand?", "In place")
    officer.write("What did the MAPPA check show?", "Not managed.")
    officer.write("What did the MARAC check show?", "Heard in spring.")
    officer.write("Is an investigation live, and what does the officer in the case say?", "None.")
    officer.press("Save the checks").sees("Once the assessment is countersigned, a manager (DI)")

    countersigned(o["supervisor"].open(THE_CASE))
    o["supervisor"].sees("Decide on adoption Manager (DI) Decision needed")
    manager = o["manager"].open("/reports/").follow("Decide on adoption").follow("Adopt the case")
    manager.write("What is the legal basis?", "Common-law policing purpose.")
    manager.write("Why is it necessary?", "Three partners in three years.")
    manager.write("Why is it proportionate?", "Visits and a letter only.")
    manager.write("Why would nothing less do?", "Advice was given twice.")
    manager.press("Adopt the case")
    manager.sees("The case is adopted. Interventions can be started now.", "No contact now")
    manager.sees("Start an intervention PC Nadia Iqbal Not started")


def contact_checked(officer: Worker, victims: Iterable[str] = VICTIMS) -> None:
    officer.follow("Check that contact is safe")
    for name in victims:
        officer.choose(f"Is it safe for {name} that contact is made?", "Safe")
    officer.choose("Was the view of the victim's advocate (IDVA) asked for?", "Sought")
    officer.write("What did they say, or why were they not asked?", "Asked by phone; no objection.")
    officer.choose("Is an investigation of the person live?", "No live investigation")
    officer.choose("Have you read the bail, licence and order conditions?", "Yes, all")
    officer.choose("Was the contact cleared with the deconfliction desk?", "Yes, there is no")
    officer.choose("Have you checked warning markers and communication needs?", "Yes")
    officer.choose("Who has authorised the contact?", "It is signed before")
    officer.press("Save the check")


def letter_authorised(o: Office) -> None:
    officer = o["officer"].open(THE_CASE).follow("Start an intervention")
    officer.choose("Which intervention?", "Warning letter")
    officer.write("Why is it needed now?", "Three partners in three years.").press("Start")
    officer.sees("Warning letter started. Its first task is below.", "Due in 3 days Thu 5 March")
    contact_checked(officer)
    officer.sees(
        "Next: Write the warning letter (PC Nadia Iqbal).", "What never goes into a letter"
    )
    officer.choose("Which address is printed on the letter?", "None")
    officer.tick("9 August 2024, assault").press("Send for authority")
    officer.sees("Next: Decide whether the letter may go out")
    work_off()

    o.wait(hours=3)
    inspector = o["inspector"].open("/my-work/").follow("Team").follow("To approve")
    inspector.follow("Decide whether the letter may go out")
    inspector.sees("Nobody else is named", "In August 2024: a report of assault")
    inspector.choose("What do you want to do?", "Authorise it to be served")
    inspector.press("Save the decision").sees("Confirm that you have read every line")
    inspector.tick("I have read every line").press("Save the decision")
    inspector.sees("The next task appears in a moment, once the paper is made.")
    work_off()


def letter_served(o: Office) -> None:
    officer = o["officer"].open("/my-work/").sees("Do this next: Issue the letter for service")
    officer.follow("Issue the letter for service").sees("Download the letter to print (PDF")
    officer.choose("How is it to be served?", "In person")
    officer.write("Where is it to be handed over?", "The police station")
    for words in ("It is the right person", "The place is current", "Capacity, mental health"):
        officer.tick(words)
    officer.press("Issue the letter").sees("Next: Serve the letter (PC Nadia Iqbal).")

    o.wait(hours=20)
    officer.open("/my-work/").follow("Serve the letter")
    officer.choose("What happened?", "Served").press("Save")
    officer.sees("Enter how you made sure who they were", "Select whether they signed")
    officer.write("How did you make sure who they were?", "Photograph and date of birth")
    officer.choose("Did they sign?", "They signed for it").press("Save")
    officer.sees("Saved: Serve the letter. Nothing more is waiting in this intervention.")
    officer.open(THE_CASE).sees("Letter served by PC Nadia Iqbal", "Documents Warning letter")
    officer.unfold("Ended interventions (1)")
    officer.sees("Warning letter PC Nadia Iqbal, 2 March 2026 to 3 March 2026 Served")


def closed(o: Office) -> None:
    o.wait(days=100)
    assessed(o["officer"].open(THE_CASE).follow("Review the risk"), "Standard")
    supervisor = o["supervisor"].open(THE_CASE)
    countersigned(supervisor)
    supervisor.follow("Propose to step down")
    supervisor.write("Why can the case step down?", "Quiet for months.")
    supervisor.write("What does the victim or their advocate think of it?", "She agrees.")
    supervisor.press("Propose to step down")
    supervisor.sees("The step-down is proposed. A manager (DI) decides next.")

    manager = o["manager"].open("/reports/").follow("Decide on stepping down")
    manager.follow("Decide on stepping down")
    manager.choose("Does the case step down?", "Yes, monitoring begins")
    manager.write("Why?", "The risk has gone down.").press("Save the decision")
    manager.sees("Monitoring ends PC Nadia Iqbal", "Close the case Not now. Monitoring goes on")

    o.wait(days=95)
    manager.open(THE_CASE).follow("Close the case")
    manager.choose("Why is the case closed?", "Risk has gone down")
    manager.write("Say more", "Quiet through monitoring.")
    manager.choose("How long is the record kept?", "Group 2")
    manager.tick("The partners who work with the person have been told").press("Close the case")
    manager.sees("The case is closed. It can be read, and reopened on a new flag.")
    manager.sees("What happens next Nothing. The case has ended.", "Closed by Insp Helen Frost")


def test_from_the_export_to_a_served_letter_and_a_closed_case(
    office: Office, tmp_path: Path
) -> None:
    found_in_the_records(office, export(tmp_path))
    triaged_and_given_out(office)
    adopted(office)
    letter_authorised(office)
    letter_served(office)
    closed(office)


# --- a visit, on a phone --------------------------------------------------------------------------


def visit_planned(officer: Worker) -> None:
    officer.sees("Next: Plan the visit and make the checks (PC Nadia Iqbal).")
    officer.write("What is the visit for?", "To see how things are and offer help.")
    officer.choose("Where?", "Somewhere else").write("Where, if somewhere else (optional)", "Work")
    officer.write("When?", "2026-03-02T18:30").pick("Who goes with them?", "PC Tom Hale")
    for check in NOTHING_FOUND:
        officer.write(check, "Nothing found")
    officer.press("Send for approval").sees("Next: Approve the visit (Domestic abuse unit).")


def at_the_door(officer: Worker) -> None:
    officer.open("/my-work/").sees("Do this next: Record the visit").follow("Record the visit")
    officer.sees("Before you knock Two officers: PC Nadia Iqbal and PC Tom Hale")
    officer.sees("Planned for Monday 2 March 2026 at 6:30pm")
    officer.choose("What happened at the door?", "Seen and spoken to").press("Save")
    officer.sees("Enter what you saw, heard and said")
    officer.write("What did you see, hear and say?", "He let us in and was calm.")
    officer.choose("Are you worried about anyone's safety now?", "No").press("Save")
    officer.sees("Next: Write the visit record (PC Nadia Iqbal).", "Due tomorrow at 6:3")


def record_written(officer: Worker) -> None:
    officer.choose("Did they know you were coming?", "No").write("Who was there?", "He was alone.")
    officer.write("Help offered, and the answer (optional)", "The helpline; he took the card.")
    officer.choose("Does anything you saw or heard change the risk?", "No")
    officer.press("Send the record to the supervisor")
    officer.sees("The next task appears in a moment, once the paper is made.")


def test_a_home_visit_on_a_phone_from_its_start_to_the_review(office: Office) -> None:
    case = make_case(team=office.unit.team, owner=office.unit["officer"])
    officer = office["officer on the road"].open("/my-work/").follow("My cases").follow(case.ref)
    officer.follow("Start an intervention").choose("Which intervention?", "Home visit")
    officer.write("Why is it needed now?", "To offer help.").press("Start")
    contact_checked(officer, [victim.full_name for victim in linked_victims(case)])
    visit_planned(officer)

    supervisor = office["supervisor"].open("/team/approvals/").follow("Approve the visit")
    supervisor.sees("Officers PC Nadia Iqbal and PC Tom Hale", "Checks hold until Tuesday 3 March")
    supervisor.choose("Your decision", "Approve the visit").press("Save")
    supervisor.sees("Saved: Approve the visit. Next: Record the visit (PC Nadia Iqbal).")

    office.wait(hours=8, minutes=35)
    at_the_door(officer)
    record_written(officer)
    work_off()
    office.wait(hours=14)
    supervisor.open("/team/approvals/").follow("Read the visit record")
    supervisor.sees("Facts He let us in and was calm.", "The helpline; he took the card.")
    supervisor.choose("Is the record complete?", "Yes, close the visit")
    supervisor.choose("Does the visit change the risk?", "Nothing seen or said").press("Save")
    supervisor.sees("Saved: Read the visit record. Nothing more is waiting in this intervention.")
    officer.open("/my-work/").follow("My cases").follow(case.ref)
    officer.sees("Visited and recorded", "Documents Visit record")


# --- red twins: what the reader would miss if it did not work -------------------------------------


def test_a_sentence_that_is_not_there_and_a_page_that_is_not_there_are_noticed(
    office: Office,
) -> None:
    officer = office["officer"].open("/my-work/").sees("You have no tasks.")
    with pytest.raises(AssertionError, match="officer at"):
        officer.sees("Nothing of the kind is written here.")
    with pytest.raises(AssertionError, match="404"):
        officer.open("/cases/ic-9999-26/").sees("Page not found", "Go to your work")
