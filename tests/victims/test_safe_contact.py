"""Safe contact: held by the IDVA, opened by need and for a reason, and each time written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.audit.models import Event, Payload
from casework.cases.models import Case
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.victims import actions, permissions, rules
from casework.victims.models import Opening, SafeContact, SupportOffer
from tests import makers
from tests import makers_victims as walk
from tests.makers_cases import people_of
from tests.makers_victims import CANARY, ROUTE, advocate_of, offer_of

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def address(offer: SupportOffer, page: str = "safe-contact/") -> str:
    return f"/support/{offer.pk}/{page}"


def open_it(
    offer: SupportOffer, by: User, reason: str = "To warn her today."
) -> SafeContact | None:
    return actions.read_safe_contact(offer=offer, by=by, sitting="one", reason=reason)


def shows(answer: Any) -> bool:
    return CANARY["codeword"] in answer.content.decode()


def readers(case: Case) -> dict[str, User]:
    people = people_of(case)
    return {
        "supervisor": people.supervisor,
        "manager": people.manager,
        "advocate": advocate_of(case),
    }


@pytest.mark.parametrize("who", ["supervisor", "manager", "advocate"])
def test_it_opens_for_a_reason_and_for_a_while_in_one_sitting(who: str) -> None:
    case = walk.received()
    offer, user = offer_of(case), readers(case)[who]
    client = signed_in(user)
    assert not shows(client.get(address(offer)))
    assert client.post(address(offer), {"reason": " "}).status_code == 422
    assert shows(client.post(address(offer), {"reason": "To warn her today."}))
    assert shows(client.get(address(offer)))
    assert not shows(signed_in(user).get(address(offer))), "another sitting asks again"
    later = timezone.now() + timedelta(minutes=rules.OPEN_FOR.value + 1)
    with time_machine.travel(later, tick=True):
        assert not shows(client.get(address(offer)))


def test_each_time_it_is_opened_one_event_says_who_when_and_why_and_nothing_else() -> None:
    case = walk.received()
    offer, user = offer_of(case), people_of(case).supervisor
    client = signed_in(user)
    client.post(address(offer), {"reason": "To warn her today."})
    client.get(address(offer))
    events = Event.objects.filter(verb="safe_contact.read")
    assert [event.actor for event in events] == [user, user]
    for event in events:
        text = str(Payload.objects.get(event=event).body)
        assert "To warn her today." in text
        assert not any(value in text for value in CANARY.values())
        assert event.stream_id == f"victim:{offer.victim_id}"
    assert Opening.objects.filter(offer=offer, by=user).count() == 1


def others(case: Case) -> dict[str, User]:
    people = people_of(case)
    both = makers.make_user(Role.SUPERVISOR, team=case.team)
    makers.give_role(both, Role.ADMIN, force=case.force)
    elsewhere = makers.make_team(force=case.force)
    return {
        "owner": people.officer,
        "authoriser": people.authoriser,
        "analyst": people.analyst,
        "auditor": people.auditor,
        "administrator": makers.make_user(Role.ADMIN, force=case.force),
        "administrator and supervisor": both,
        "advocate of another service": makers.make_user(Role.ADVOCATE, team=elsewhere),
        "partner": makers.make_user(Role.PARTNER, team=elsewhere),
        "supervisor of another team": makers.make_user(Role.SUPERVISOR, team=elsewhere),
    }


WHO = [
    "owner",
    "authoriser",
    "analyst",
    "auditor",
    "administrator",
    "administrator and supervisor",
    "advocate of another service",
    "partner",
    "supervisor of another team",
]


def test_nobody_else_opens_it_whatever_reason_they_give() -> None:
    case = walk.received()
    offer, found = offer_of(case), others(case)
    assert set(found) == set(WHO)
    for who, user in found.items():
        client = signed_in(user)
        for answer in (
            client.get(address(offer)),
            client.post(address(offer), {"reason": "To warn her."}),
        ):
            assert answer.status_code in (403, 404), who
            assert not any(value in answer.content.decode() for value in CANARY.values())
        with pytest.raises((NotAllowed, NotVisible)):
            open_it(offer, user)
    assert not Event.objects.filter(verb="safe_contact.read").exists()


def test_without_the_bar_an_administrator_would_get_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    case = walk.received()
    user = others(case)["administrator and supervisor"]
    monkeypatch.setattr(permissions, "BARRED", set())
    found = open_it(offer_of(case), user)
    assert found is not None
    assert found.codeword == CANARY["codeword"]


def test_the_owner_is_told_that_the_idva_holds_it_unless_cleared_for_a_day() -> None:
    case = walk.received()
    offer, people = offer_of(case), people_of(case)
    client = signed_in(people.officer)
    page = client.get(address(offer, "")).content.decode()
    assert permissions.HELD in page
    assert "Open safe contact" not in page
    with pytest.raises(NotAllowed):
        actions.clear_officer(
            offer=offer, by=people.officer, officer=people.colleague, reason="Mine."
        )
    with pytest.raises(Refused, match="Nobody clears themselves"):
        actions.clear_officer(
            offer=offer, by=people.supervisor, officer=people.supervisor, reason="Mine."
        )
    given = {"officer": str(people.officer.pk), "reason": "On duty alone tonight."}
    answer = signed_in(people.supervisor).post(address(offer, "clear/"), given)
    assert answer.status_code == 302
    assert shows(client.post(address(offer), {"reason": "She did not come."}))
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        assert signed_in(people.officer).get(address(offer)).status_code == 403


def test_what_is_learnt_later_is_a_new_version_and_is_not_shown_to_its_writer() -> None:
    case = walk.received()
    offer, officer = offer_of(case), people_of(case).officer
    client = signed_in(officer)
    page = client.get(address(offer, "write-down/")).content.decode()
    assert not any(value in page for value in CANARY.values())
    new = ROUTE | {"details": "07700 900999 HERON"}
    assert client.post(address(offer, "write-down/"), new).status_code == 302
    versions = SafeContact.objects.filter(victim=offer.victim)
    assert [(each.version, each.details) for each in versions] == [
        (2, "07700 900999 HERON"),
        (1, CANARY["details"]),
    ]
    assert client.get(address(offer)).status_code == 403


def test_a_way_found_unsafe_is_stopped_and_marked() -> None:
    case = walk.to_answer()
    walk.answer(case, "UNSAFE")
    offer = offer_of(case)
    found = open_it(offer, people_of(case).supervisor)
    assert found is not None
    assert (found.stopped, found.details, found.version) == ("Somebody else answered.", "", 2)
    assert not rules.holds_a_safe_way(offer.victim)


def test_an_advocate_sees_the_slice_of_their_client_and_neither_case_nor_person() -> None:
    case = walk.received()
    offer, advocate = offer_of(case), advocate_of(case)
    text = signed_in(advocate).get(address(offer, "")).content.decode()
    assert offer.victim.full_name in text
    assert offer.outside_ref in text
    assert [
        name
        for name in (case.ref, case.slug, case.person.full_name, case.person.ref)
        if name in text
    ] == []
    elsewhere = makers.make_user(Role.ADVOCATE, team=makers.make_team(force=case.force))
    assert signed_in(elsewhere).get(address(offer, "")).status_code == 404


def test_a_client_who_was_taken_back_is_gone_from_the_desk() -> None:
    case = walk.received()
    advocate = advocate_of(case)
    walk.stop(case)
    assert signed_in(advocate).get(address(offer_of(case), "")).status_code == 404


def test_what_an_advocate_tells_is_behind_the_wall() -> None:
    case = walk.received()
    walk.reach(case, words="He threatened to come on Friday.", ground="RISK")
    offer, people = offer_of(case), people_of(case)
    told = "He threatened to come on Friday."
    client = signed_in(people.supervisor)
    assert told not in client.get(address(offer, "")).content.decode()
    opened = client.post(address(offer), {"reason": "The advocate rang."}).content.decode()
    assert told in opened
