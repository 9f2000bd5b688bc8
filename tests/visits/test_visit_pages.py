"""The pages of a visit, opened as the people who do the work, through the running flow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Role
from casework.audit.models import Event
from casework.cases.actions import place_hold
from casework.cases.models import Case
from casework.core.queue import work_off
from casework.people.models import Contact, ProtectedContact
from casework.visits import presenters
from casework.visits.models import Visit
from tests import makers, makers_cases, makers_visits
from tests.makers_cases import people_of
from tests.makers_visits import local, make_visit, plan_typed
from tests.makers_work import do, open_task, safe_contact
from workflows import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """A case with a home visit started and contact checked; the plan is the next task."""
    case = makers_cases.make_case()
    people = people_of(case)
    assert people.colleague
    assert people.supervisor
    assert people.authoriser
    makers_visits.make_address(case.person)
    actions.start(case=case, kind="home_visit", by=people.officer, reason="To see how things are")
    do(case, "check_contact", by=people.officer, **safe_contact(case))
    return case


def visit_of(case: Case) -> Visit:
    visit: Visit = case.visits.get()
    return visit


def open_page(client: Client, case: Case, step: str, user: Any) -> str:
    client.force_login(user)
    answer = client.get(open_task(case, step).get_absolute_url())
    assert answer.status_code == 200
    return str(answer.content.decode())


def send(client: Client, case: Case, step: str, user: Any, typed: dict[str, Any]) -> Any:
    client.force_login(user)
    return client.post(open_task(case, step).get_absolute_url(), typed)


def planned(case: Case, **typed: Any) -> None:
    visit = visit_of(case)
    do(case, "plan", by=people_of(case).officer, **plan_typed(visit, **typed))


def approved(case: Case, **typed: Any) -> None:
    planned(case, **typed)
    by = makers_visits.approver_of(visit_of(case))
    do(case, "approve", by=by, decision="APPROVE")


def at_the_door(case: Case, **typed: str) -> None:
    given = {"outcome": "COMPLETED", "said": "He was in, and calm.", "worried": "no"}
    do(case, "visit_home", by=people_of(case).officer, **given | typed)


RECORD = {
    "announced": "no",
    "present": "He alone",
    "facts": "He was in, and calm.",
    "risk_trigger": "no",
}


def test_the_whole_visit_goes_through_its_pages(client: Client, case: Case) -> None:
    people = people_of(case)
    page = open_page(client, case, "plan", people.officer)
    assert "Checks before the visit" in page
    sent = send(client, case, "plan", people.officer, plan_typed(visit_of(case)))
    assert sent.status_code == 302

    page = open_page(client, case, "approve", people.supervisor)
    assert "PNC or LEDS: Nothing found" in page
    assert people.colleague.display_name in page
    sent = send(client, case, "approve", people.supervisor, {"decision": "APPROVE"})
    assert sent.status_code == 302

    page = open_page(client, case, "visit_home", people.officer)
    assert "Before you knock" in page
    assert "14 Alder Court, Eastbrook" in page
    door = {"outcome": "COMPLETED", "said": "Calm.", "worried": "yes"}
    door["second_officer"] = str(people.colleague.pk)
    assert send(client, case, "visit_home", people.officer, door).status_code == 302

    page = open_page(client, case, "write_record", people.officer)
    assert "Facts and opinion" in page
    assert send(client, case, "write_record", people.officer, RECORD).status_code == 302
    assert work_off()

    page = open_page(client, case, "safeguard", people.officer)
    referred = {"done": "CHILDREN", "children_ref": "CSC-1", "concern": "Mia, 4, alone upstairs."}
    referred["at"] = local(timezone.now())
    assert send(client, case, "safeguard", people.officer, referred).status_code == 302

    page = open_page(client, case, "review", people.supervisor)
    assert "He alone" in page
    assert "Worried about someone" in page
    closing = {"decision": "CLOSE", "risk_answer": "NO_CHANGE"}
    assert send(client, case, "review", people.supervisor, closing).status_code == 302
    assert visit_of(case).state == "CLOSED"


@pytest.mark.parametrize("step", ["plan", "approve", "visit_home", "write_record", "review"])
def test_a_page_with_errors_answers_422_and_keeps_what_was_typed(
    client: Client, case: Case, step: str
) -> None:
    people = people_of(case)
    if step != "plan":
        planned(case)
    if step in ("visit_home", "write_record", "review"):
        do(case, "approve", by=people.supervisor, decision="APPROVE")
    if step in ("write_record", "review"):
        at_the_door(case)
    if step == "review":
        do(case, "write_record", by=people.officer, **RECORD)
        work_off()
    typed = {"purpose", "reason", "said", "opinion"}
    user = people.supervisor if step in ("approve", "review") else people.officer
    sent = send(client, case, step, user, dict.fromkeys(typed, "Kept as it was typed"))
    assert sent.status_code == 422
    page = sent.content.decode()
    assert "There is a problem" in page
    assert "Kept as it was typed" in page


def test_the_door_says_what_is_dangerous_before_it_asks_anything(
    client: Client, case: Case
) -> None:
    makers_visits.make_marker(case.person, "WEAPONS", note="knife seen in spring")
    approved(case, dogs_answer="A large dog in the hall")
    page = open_page(client, case, "visit_home", people_of(case).officer)
    assert page.index("Weapons: knife seen in spring") < page.index("What happened at the door?")
    assert "A large dog in the hall" in page
    assert "They may refuse" in page


def test_the_door_says_not_to_knock_where_contact_is_held_and_never_why(
    client: Client, case: Case
) -> None:
    approved(case)
    place_hold(case=case, by=people_of(case).manager, kind="MAPPA_LEAD", note="A covert matter")
    page = open_page(client, case, "visit_home", people_of(case).officer)
    assert "Do not knock" in page
    assert "Refer to DI before contact." in page
    assert "MAPPA" not in page
    assert "covert" not in page


def test_a_victim_at_the_address_changes_how_the_officers_behave_and_is_not_named(
    client: Client, case: Case
) -> None:
    own = Contact.objects.get(person=case.person)
    victim = case.person.incidents_as_suspect.first().victim
    ProtectedContact.objects.create(
        person=victim,
        kind="ADDRESS",
        value="Flat 14, Alder Ct",
        postcode=own.postcode,
        normal="EB14AC|14 alder court flat",
        first_seen_on=timezone.localdate(),
        last_seen_on=timezone.localdate(),
    )
    approved(case, place=str(own.pk), elsewhere="")
    page = open_page(client, case, "visit_home", people_of(case).officer)
    assert "Someone to protect may live here" in page
    assert victim.surname not in page
    assert "Flat 14, Alder Ct" not in page


def test_without_that_comparison_the_officers_are_not_warned(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Contact.objects.get(person=case.person)
    victim = case.person.incidents_as_suspect.first().victim
    ProtectedContact.objects.create(
        person=victim,
        kind="ADDRESS",
        value=own.value,
        postcode=own.postcode,
        normal=own.normal,
        first_seen_on=timezone.localdate(),
        last_seen_on=timezone.localdate(),
    )
    approved(case, place=str(own.pk), elsewhere="")
    said = " ".join(presenters.door_brief(visit_of(case))["points"])
    assert "Someone to protect" in said
    monkeypatch.setattr("casework.visits.queries.could_be_same", lambda *_: False)
    assert "Someone to protect" not in " ".join(presenters.door_brief(visit_of(case))["points"])


def test_a_marker_of_someone_else_at_the_address_is_shown_without_a_name(case: Case) -> None:
    other = makers_cases.make_person(force=case.force)
    makers_visits.make_address(other)
    makers_visits.make_marker(other, "FIREARMS", note="shotgun held by Neighbour")
    own = Contact.objects.get(person=case.person)
    approved(case, place=str(own.pk), elsewhere="")
    points = " ".join(presenters.door_brief(visit_of(case))["points"])
    assert "Someone else recorded at this address: Firearms" in points
    assert "shotgun" not in points
    assert other.surname not in points


def test_the_reveals_of_the_door_work_without_a_script(client: Client, case: Case) -> None:
    approved(case)
    page = open_page(client, case, "visit_home", people_of(case).officer)
    for name in ("custody_reference", "other_officer", "at", "left_at", "place"):
        assert f'name="{name}"' in page
    assert "hidden>" not in page.partition("<form")[2].partition("</form>")[0]


@pytest.fixture
def wednesday_morning() -> Iterator[None]:
    with time_machine.travel("2026-09-02T10:00:00+01:00", tick=True):
        yield


@pytest.mark.usefixtures("wednesday_morning", "case")
def test_no_reply_leads_to_another_plan_that_says_what_was_tried(client: Client) -> None:
    case = Case.objects.get()
    approved(case)
    at_the_door(case, outcome="NO_REPLY", said="Nobody came.")
    page = open_page(client, case, "plan", people_of(case).officer)
    assert "1 of at least 3 attempts made, nobody answered." in page
    assert "Still to try:" in page


def test_a_returned_record_says_by_whom_and_why(client: Client, case: Case) -> None:
    people = people_of(case)
    approved(case)
    at_the_door(case)
    do(case, "write_record", by=people.officer, **RECORD)
    work_off()
    do(case, "review", by=people.supervisor, decision="RETURN", reason="Who opened the door?")
    page = open_page(client, case, "write_record", people.officer)
    assert f"Returned by {people.supervisor.display_name}" in page
    assert "Who opened the door?" in page


# --- the visit as it is kept ---


@pytest.mark.parametrize("state", ["PLANNED", "CHECKED", "NO_REPLY", "RETURNED", "CLOSED"])
def test_the_page_of_a_visit_shows_it_to_who_sees_the_case(client: Client, state: str) -> None:
    visit = make_visit(state=state)
    client.force_login(people_of(visit.case).supervisor)
    answer = client.get(visit.get_absolute_url())
    assert answer.status_code == 200
    page = answer.content.decode()
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert visit.case.person.surname in page
    assert visit.case.person.surname not in title


def test_looking_at_a_visit_is_kept_before_the_answer_leaves(client: Client) -> None:
    visit = make_visit(state="CLOSED")
    supervisor = people_of(visit.case).supervisor
    client.force_login(supervisor)
    before = Event.objects.filter(verb="looked").count()
    client.get(visit.get_absolute_url())
    looks = Event.objects.filter(verb="looked").order_by("-pk")
    assert looks.count() == before + 1
    assert f"visits.visit:{visit.pk}" in looks[0].payload.body["objects"]


def test_a_visit_of_another_force_is_not_there(client: Client) -> None:
    visit = make_visit(state="CLOSED")
    client.force_login(makers.make_user(Role.MANAGER))
    hidden = client.get(visit.get_absolute_url())
    absent = client.get(f"/visits/{visit.pk + 999}/")
    assert (hidden.status_code, absent.status_code) == (404, 404)


def test_versions_that_were_returned_stay_readable(client: Client) -> None:
    visit = makers_visits.submit(make_visit(state="RETURNED"), facts="He opened at once.")
    client.force_login(people_of(visit.case).supervisor)
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "The record, version 2" in page
    assert "Version 1, returned" in page
    assert "He opened and talked for ten minutes." in page


def test_a_late_record_says_when_it_was_due() -> None:
    import time_machine

    visit = make_visit(state="COMPLETED")
    with time_machine.travel(timezone.now() + timedelta(hours=30), tick=False):
        makers_visits.submit(visit)
    assert "It was due on" in presenters.record_brief(visit)["late"]
