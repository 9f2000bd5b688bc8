"""The audit pages: who may read them, what the filters find, and that reading leaves a trace."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from casework.accounts.models import Role, User
from casework.audit import permissions, views
from casework.audit.models import Event
from casework.audit.verify import faults
from tests import makers, makers_audit, makers_cases
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db

LIST = "/audit/"


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def log() -> list[User]:
    return makers_audit.make_log()


@pytest.fixture
def auditor(log: list[User]) -> User:
    """An auditor of the first user's force."""
    return makers.make_user(Role.AUDITOR, force=log[0].force)


def listed(client: Client, **filters: str) -> list[int]:
    """Keys of the events the list shows under these filters."""
    answer = client.get(LIST, filters)
    assert answer.status_code == 200
    return [int(pk) for pk in re.findall(r'href="/audit/(\d+)/"', answer.content.decode())]


def one_of(log: list[User]) -> Event:
    found: Event = Event.objects.filter(stream="case:1").order_by("seq")[2]
    return found


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_for_everyone_but_an_auditor_there_is_no_such_page(role: Role, log: list[User]) -> None:
    client = entered(makers.make_user(role, force=log[0].force))
    absent = client.get("/audit/999999/").content
    for address in (LIST, f"/audit/{one_of(log).pk}/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert _plain(answer.content) == _plain(absent)


def _plain(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)


def test_without_the_check_anybody_could_read_the_log(
    log: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "check_can_read_the_log", lambda user: None)
    monkeypatch.setattr(User, "forces_audited", lambda user: {user.force_id})
    client = entered(makers.make_user(Role.OFFICER, force=log[0].force))
    assert client.get(LIST).status_code == 200


def test_an_auditor_whose_grant_is_over_reads_nothing(log: list[User]) -> None:
    user = makers.make_user(force=log[0].force)
    makers.give_role(user, Role.AUDITOR, ends_on=makers.LONG_AGO)
    assert not permissions.can_read_the_log(user)
    assert entered(user).get(LIST).status_code == 404


def test_an_auditor_reads_their_own_force_and_not_anothers(log: list[User], auditor: User) -> None:
    theirs = Event.objects.filter(force=log[1].force).first()
    assert theirs is not None
    client = entered(auditor)
    assert theirs.pk not in listed(client)
    assert client.get(f"/audit/{theirs.pk}/").status_code == 404
    assert client.get(f"/audit/{one_of(log).pk}/").status_code == 200


def test_the_newest_event_is_first(log: list[User], auditor: User) -> None:
    found = listed(entered(auditor))
    assert found == sorted(found, reverse=True)
    assert len(found) == 10


def test_the_list_is_narrowed_by_who_did_it(log: list[User], auditor: User) -> None:
    other = makers.make_user(force=log[0].force)
    event = makers_audit.change(other, stream="case:1")
    assert listed(entered(auditor), actor=f" {other.username.upper()} ") == [event.pk]
    assert listed(entered(auditor), actor="nobody") == []


def test_the_list_is_narrowed_by_the_thing_and_finds_looks_at_it(
    log: list[User], auditor: User
) -> None:
    """The second user is named only in looks that showed several."""
    found = listed(entered(auditor), object=f"accounts.user:{log[1].pk}")
    assert found
    events = Event.objects.in_bulk(found).values()
    assert {event.verb for event in events} == {"looked"}
    assert {event.object for event in events} == {"page:cases:list"}


@pytest.mark.parametrize("shown", ["ref", "slug", "stored"])
def test_a_thing_is_found_by_its_reference_as_a_page_shows_it(shown: str) -> None:
    case = makers_cases.make_case()
    typed = {"ref": case.ref, "slug": case.slug, "stored": f"cases.case:{case.pk}"}[shown]
    found = listed(entered(makers_cases.people_of(case).auditor), object=typed)
    assert {event.object for event in Event.objects.in_bulk(found).values()} >= {
        f"cases.case:{case.pk}"
    }


def test_every_change_to_a_case_is_in_the_cases_own_chain() -> None:
    case = makers_cases.make_case()
    changes = Event.objects.filter(object=f"cases.case:{case.pk}").exclude(verb="looked")
    assert changes.count() > 3
    assert {event.stream_id for event in changes} == {f"case:{case.pk}"}
    assert not list(faults(stream=f"case:{case.pk}"))


def test_the_list_is_narrowed_by_what_was_done(log: list[User], auditor: User) -> None:
    found = listed(entered(auditor), verb="looked")
    assert {event.verb for event in Event.objects.in_bulk(found).values()} == {"looked"}


def test_a_day_is_the_local_day_both_ends_included(auditor: User) -> None:
    moments = {
        "before": datetime(2026, 6, 1, 22, 59, tzinfo=UTC),
        "first": datetime(2026, 6, 1, 23, 0, tzinfo=UTC),
        "last": datetime(2026, 6, 2, 22, 59, tzinfo=UTC),
        "after": datetime(2026, 6, 2, 23, 0, tzinfo=UTC),
    }
    made = {}
    for name, moment in moments.items():
        with time_machine.travel(moment, tick=False):
            made[name] = makers_audit.change(auditor).pk
    found = listed(entered(auditor), first_day="2026-06-02", last_day="2026-06-02")
    assert found == [made["last"], made["first"]]


def test_filters_hold_together(log: list[User], auditor: User) -> None:
    client = entered(auditor)
    assert listed(client, actor=log[0].username, verb="user.created")
    assert not listed(client, actor=auditor.username, verb="user.created")


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"first_day": "2026-06-02", "last_day": "2026-06-01"}, "The last day must be"),
        ({"first_day": "yesterday"}, "Enter a valid date"),
        ({"verb": "made.up"}, "Select a valid choice"),
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense_is_an_error_and_shows_nothing(
    filters: dict[str, str], words: str, auditor: User
) -> None:
    answer = entered(auditor).get(LIST, filters)
    assert words in answer.content.decode()
    assert not re.findall(r'href="/audit/\d+/"', answer.content.decode())


def test_a_list_without_matches_says_which_filter_is_in_the_way(auditor: User) -> None:
    text = entered(auditor).get(LIST, {"actor": "nobody"}).content.decode()
    assert "No entries match all of these filters: Who did it" in text


def test_a_long_list_has_pages_that_keep_the_filters(auditor: User) -> None:
    for _ in range(30):
        makers_audit.change(auditor)
    client = entered(auditor)
    first = listed(client, verb="user.created")
    second = listed(client, verb="user.created", page="2")
    assert (len(first), len(set(first) & set(second))) == (25, 0)
    text = client.get(LIST, {"verb": "user.created"}).content.decode()
    assert "verb=user.created&amp;page=2" in text


def test_an_entry_says_who_when_what_why_and_the_values(log: list[User], auditor: User) -> None:
    text = entered(auditor).get(f"/audit/{one_of(log).pk}/").content.decode()
    for words in ("User added", str(log[0]), "Reason 2", "Row 3 of chain case:1", "CONSTABLE"):
        assert words in text
    assert "Complete" in text


def test_an_entry_says_which_roles_somebody_held_who_has_left_since(
    log: list[User], auditor: User
) -> None:
    event = one_of(log)
    assert event.actor
    makers.give_role(event.actor, Role.MANAGER)
    User.objects.filter(pk=event.actor.pk).update(is_active=False)
    page = entered(auditor).get(f"/audit/{event.pk}/").content.decode()
    assert "Roles that day" in page
    assert "Manager" in page


def test_an_entry_of_a_look_names_all_it_showed(log: list[User], auditor: User) -> None:
    event = Event.objects.filter(verb="looked", object="page:cases:list").first()
    assert event is not None
    text = entered(auditor).get(f"/audit/{event.pk}/").content.decode()
    for user in log:
        assert f"User {user.display_name}" in text


def test_reading_the_log_is_itself_in_the_log(log: list[User], auditor: User) -> None:
    client = entered(auditor)
    event = one_of(log)
    with makers.assert_one_event("looked") as found:
        client.get(f"/audit/{event.pk}/")
    assert found[0].object == f"audit.event:{event.pk}"
    with makers.assert_one_event("looked") as found:
        client.get(LIST)
    body = found[0].payload.body
    assert body["page"] == "audit:events"
    assert f"audit.event:{event.pk}" in body["objects"]


@pytest.mark.parametrize("address", [LIST, "entry"])
def test_a_page_is_not_shown_when_its_look_cannot_be_written(
    address: str, log: list[User], auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.audit.actions._append", _fail)
    client = entered(auditor)
    client.raise_request_exception = False
    answer = client.get(f"/audit/{one_of(log).pk}/" if address == "entry" else LIST)
    assert answer.status_code == 500
    assert log[0].display_name not in answer.content.decode()


def _fail(**_: Any) -> None:
    raise RuntimeError("the log cannot be written")


def test_without_the_look_a_page_would_be_shown_unseen(
    log: list[User], auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "look", lambda **_: None)
    before = Event.objects.count()
    assert entered(auditor).get(LIST).status_code == 200
    assert Event.objects.count() == before


def test_the_look_is_written_before_the_page_is_made(
    log: list[User], auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []
    render = views.render

    def seen(*args: Any, **kwargs: Any) -> Any:
        made.append(Event.objects.filter(verb="looked", actor=auditor).exists())
        return render(*args, **kwargs)

    monkeypatch.setattr(views, "render", seen)
    entered(auditor).get(LIST)
    assert made == [True]


def test_an_entry_that_was_altered_is_shown_with_the_alarm(log: list[User], auditor: User) -> None:
    event = one_of(log)
    with guards_off():
        Event.objects.filter(pk=event.pk).update(verb="user.deactivated")
    text = entered(auditor).get(f"/audit/{event.pk}/").content.decode()
    assert "The log is not complete" in text
    assert "case:1: row 3 was altered" in text


def test_an_entry_whose_words_are_gone_is_shown_without_them(
    log: list[User], auditor: User
) -> None:
    event = one_of(log)
    with guards_off():
        event.payload.__class__.objects.filter(pk=event.pk)._raw_delete(using="default")
    text = entered(auditor).get(f"/audit/{event.pk}/").content.decode()
    assert "cannot be read" in text
    assert "what row 3 said is missing" in text
    assert entered(auditor).get(LIST).status_code == 200


def test_the_list_says_when_the_log_was_last_checked(auditor: User) -> None:
    from casework.audit import jobs

    client = entered(auditor)
    assert "have not been checked yet" in client.get(LIST).content.decode()
    jobs.verify()
    assert "Checked on" in client.get(LIST).content.decode()


def test_nothing_on_the_audit_pages_can_be_sent(auditor: User) -> None:
    assert entered(auditor).post(LIST).status_code == 405


def test_no_person_is_named_in_a_title_or_an_address(log: list[User], auditor: User) -> None:
    client = entered(auditor)
    for address in (LIST, f"/audit/{one_of(log).pk}/"):
        text = client.get(address).content.decode()
        title = re.search(r"<title>(.*)</title>", text, re.DOTALL)
        assert title is not None
        assert log[0].last_name not in title[1]
        assert not [href for href in re.findall(r'href="([^"]*)"', text) if log[0].username in href]
