"""The pages of an operation, walked as the people who do the work, and shut to everybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from casework.accounts.models import Role, User
from casework.audit.models import Event
from casework.operations import actions
from casework.operations.models import CohortMember, Operation, TimedContact, WindowFlag
from tests import makers_operations as walk
from tests.makers import make_user
from tests.makers_cases import make_case, people_of
from tests.makers_operations import DAY, KICK_OFF, PLANNED_ON, operation_at

pytestmark = pytest.mark.django_db


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, address: str, status: int = 200) -> str:
    answer = entered(user).get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def send(user: User, address: str, **typed: Any) -> Any:
    answer = entered(user).post(address, typed)
    assert answer.status_code == 302, answer.content.decode()
    return answer


def test_an_operation_is_planned_and_run_through_its_pages() -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        case = walk.with_history()
        people, second = people_of(case), walk.second_supervisor(case.team)
        manager, analyst, sergeant = people.manager, people.analyst, people.supervisor
        typed = {"code": "nightjar", "event_at": "2027-05-15T15:00", "venue": "Northmoor Park"}
        send(manager, "/operations/new/", **typed, intensity="HIGH", team=case.team_id)
        operation = Operation.objects.get()
        assert operation.event_at == KICK_OFF
        home = f"/operations/{operation.pk}/"
        assert "Nobody else has a ground" in page(analyst, f"{home}people/")
        last = {"at": "2026-05-16T15:00", "named": "Cup tie"}
        send(analyst, f"{home}do/earlier-event/", **last)
        assert "around Cup tie" in page(analyst, f"{home}people/")
        send(analyst, f"{home}people/", people=[case.pk])
        send(analyst, f"{home}do/propose/")
        member = CohortMember.objects.get()
        person = f"/operations/people/{member.pk}/"
        send(manager, f"{person}do/decide/", decision="APPROVED", reason="Reported each time.")
        assert "1 person waits" not in page(manager, home)
        send(manager, f"{home}do/approve/", equality_note=walk.NOTE)
        send(sergeant, f"{person}do/package/", checks=walk.CHECKS, victim_cover=walk.COVER)
        send(sergeant, f"{person}do/contact/", kind="VISIT", minutes=-DAY, officer=case.owner_id)
        contact = TimedContact.objects.get()
        assert "A contact waits for its approval" in page(sergeant, person)
        send(second, f"/operations/contacts/{contact.pk}/do/approve/")
        send(sergeant, f"{person}do/flag/", instruction="Two officers attend.")
        send(sergeant, f"{home}do/brief/")
        assert "Friday 14 May 2027 at 3pm" in page(case.owner, f"{home}run-sheet/")
    with time_machine.travel(KICK_OFF - timedelta(days=9), tick=True):
        send(manager, f"{home}do/run/")
        new = {"event_at": "2027-05-14T12:30", "reason": "For the broadcast."}
        shown = entered(manager).post(f"{home}do/move/", new)
        assert "Thursday 13 May 2027 at 12:30pm" in shown.content.decode()
        assert walk.again(operation).event_at == KICK_OFF
        confirmed = shown.context["preview"]["confirmed"]
        send(manager, f"{home}do/move/", **new, confirmed=confirmed)
        assert "Nothing starts until" in page(manager, home)
        send(manager, f"{home}do/take-up/")
    desk, flag = walk.adviser_of(case.team), WindowFlag.objects.get()
    with time_machine.travel(KICK_OFF - timedelta(days=1, hours=3), tick=True):
        assert "To be put in" in page(desk, f"{home}flags/")
        send(desk, f"/operations/flags/{flag.pk}/do/put-in/", reference="CC/1")
    with time_machine.travel(KICK_OFF + timedelta(days=1), tick=True):
        assert "To be taken out" in page(desk, f"{home}flags/")
        send(desk, f"/operations/flags/{flag.pk}/do/take-out/", reference="CC/2")
        send(manager, f"{home}do/debrief/")
        text = page(manager, f"{home}debrief/")
        assert "Its time passed before it was started" in text
        assert "small numbers" in text
        send(manager, f"{home}do/close/", results="Nobody was reached.")
    assert walk.again(operation).state == "CLOSED"


@pytest.mark.parametrize("state", ["PLANNED", "COHORT_APPROVED", "RUNNING", "CLOSED"])
def test_every_page_opens_in_every_state(state: str) -> None:
    operation = operation_at(state)
    with time_machine.travel(KICK_OFF + timedelta(days=6), tick=True):
        by = User.objects.get(pk=operation.created_by_id)
        for part in ("", "run-sheet/", "flags/", "debrief/"):
            page(by, f"/operations/{operation.pk}/{part}")
        for member in operation.members.all():
            page(by, f"/operations/people/{member.pk}/")
            for contact in member.contacts.all():
                page(by, f"/operations/contacts/{contact.pk}/")


def test_what_cannot_be_done_says_why_and_who_can() -> None:
    operation = operation_at("COHORT_APPROVED")
    people = people_of(operation.members.get().case)
    with time_machine.travel(PLANNED_ON + timedelta(hours=4), tick=True):
        text = page(people.supervisor, f"/operations/{operation.pk}/")
        assert "1 package is not complete" in text
        assert "Only a manager (DI) decides this." in text
        address = f"/operations/{operation.pk}/do/brief/"
        assert "1 package is not complete" in page(people.supervisor, address, 422)
        page(people.supervisor, f"/operations/{operation.pk}/do/cancel/", 403)
        page(people.supervisor, f"/operations/{operation.pk}/do/close/", 404)
        page(people.supervisor, f"/operations/{operation.pk}/do/nothing/", 404)


def test_an_officer_sees_their_own_run_sheet_and_nothing_else() -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        mine = walk.with_history()
        other = walk.with_history(mine.team)
        people = people_of(mine)
    operation = operation_at("COHORT_APPROVED", mine, other)
    home = f"/operations/{operation.pk}/"
    with time_machine.travel(PLANNED_ON + timedelta(days=1), tick=True):
        for member in operation.members.all():
            walk.pack(member)
        TimedContact.objects.filter(member__case=other).update(officer=people.colleague)
        # Before the briefing the operation does not exist for officers.
        page(people.colleague, home, 404)
        actions.brief_operation(operation=operation, by=people.supervisor)
        sheet = page(people.colleague, f"{home}run-sheet/")
        assert other.person.full_name in sheet
        assert mine.person.full_name not in sheet
        assert entered(people.colleague).get(home).headers["Location"] == f"{home}run-sheet/"
        for shut in ("flags/", "debrief/", "people/", "do/cancel/"):
            page(people.colleague, f"{home}{shut}", 404)
        member = operation.members.get(case=mine)
        page(people.colleague, f"/operations/people/{member.pk}/", 404)
        assert operation.code in page(people.colleague, "/operations/")


def test_for_everybody_else_there_is_no_operation() -> None:
    operation = operation_at("RUNNING")
    contact = walk.only_contact(operation)
    stranger = make_user(Role.MANAGER, Role.ANALYST, Role.SUPERVISOR, Role.OFFICER, Role.ADVISER)
    addresses = [f"/operations/{operation.pk}/{part}" for part in ("", "run-sheet/", "flags/")]
    addresses += [f"/operations/people/{contact.member_id}/", f"/operations/contacts/{contact.pk}/"]
    with time_machine.travel(KICK_OFF - timedelta(days=7), tick=True):
        for address in addresses:
            page(stranger, address, 404)
        assert operation.code not in page(stranger, "/operations/")
        auditor = people_of(contact.case).auditor
        page(auditor, "/operations/", 404)


def test_reading_is_recorded_with_each_person_shown() -> None:
    operation = operation_at("RUNNING")
    case = operation.members.get().case
    with time_machine.travel(KICK_OFF - timedelta(days=7), tick=True):
        page(people_of(case).manager, f"/operations/{operation.pk}/")
    looked = Event.objects.filter(verb="looked").latest("pk")
    assert looked.actor_id == people_of(case).manager.pk


def test_who_is_on_a_published_list_is_proposed_by_the_reference_of_their_case() -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        case = make_case()
        people = people_of(case)
        operation = walk.plan(people.team, people.manager)
        address = f"/operations/{operation.pk}/do/top-list/"
        listed = "Ranking of 3 May, place 4"
        send(people.analyst, address, case=case.ref, top_list=listed)
        assert operation.members.get().grounds.get().kind == "TOP_LIST"
        wrong = entered(people.analyst).post(address, {"case": "IC-1/26", "top_list": listed})
        assert wrong.status_code == 422


def test_a_menu_has_operations_for_those_who_need_them() -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        people = people_of(make_case())
        for user in (people.officer, people.supervisor, people.manager, people.analyst):
            assert 'href="/operations/"' in page(user, "/account/")
        for user in (people.auditor, people.authoriser):
            assert 'href="/operations/"' not in page(user, "/account/")
