"""The calendar feed: an address that is a key, made and revoked by its user, naming nobody."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from casework.accounts.models import Role, RoleGrant, User
from casework.audit.models import Event
from casework.core.errors import Refused
from casework.core.logs import KeyFilter, without_keys
from tests import makers
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_escalations import a_task, sql
from tests.superuser import guards_off
from workflows import actions
from workflows.models import CalendarFeed, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> Task:
    return a_task()


def officer_of(task: Task) -> User:
    return people_of(task.case).officer


def fed(token: str) -> tuple[int, bytes]:
    answer = Client().get(f"/calendar/{token}.ics")
    return answer.status_code, answer.content


def entries(token: str) -> list[dict[str, object]]:
    status, content = fed(token)
    assert status == 200
    return [
        {"summary": str(each["summary"]), "at": each["dtstart"].dt, "uid": str(each["uid"])}
        for each in Calendar.from_ical(content).walk("VEVENT")
    ]


def test_each_entry_has_a_reference_a_step_and_the_due_time_in_utc(task: Task) -> None:
    token = actions.make_feed(by=officer_of(task))
    (entry,) = entries(token)
    assert entry["summary"] == f"{task.case.ref}: {task.step_name}"
    assert entry["at"] == task.due_at
    assert task.due_at is not None
    assert f"DTSTART:{task.due_at:%Y%m%dT%H%M%SZ}".encode() in fed(token)[1]


def test_it_names_nobody(task: Task) -> None:
    _, content = fed(actions.make_feed(by=officer_of(task)))
    person = task.case.person
    harmed = [each.victim for each in person.incidents_as_suspect.all() if each.victim]
    addresses = [contact.value for contact in person.contacts.all()]
    for secret in (person.surname, person.ref, *(each.surname for each in harmed), *addresses):
        assert secret.encode() not in content


def test_it_holds_the_users_own_tasks_and_nobody_elses(task: Task) -> None:
    assert entries(actions.make_feed(by=people_of(task.case).colleague)) == []
    assert len(entries(actions.make_feed(by=officer_of(task)))) == 1


def test_with_a_role_that_ended_it_holds_nothing(task: Task) -> None:
    token = actions.make_feed(by=officer_of(task))
    yesterday = timezone.localdate() - timedelta(days=1)
    RoleGrant.objects.filter(user=officer_of(task)).update(starts_on=yesterday, ends_on=yesterday)
    assert entries(token) == []


def test_what_it_showed_is_in_the_log(task: Task) -> None:
    token = actions.make_feed(by=officer_of(task))
    fed(token)
    looked = Event.objects.filter(verb="looked", actor_id=officer_of(task).pk).latest("pk")
    assert looked.object == f"cases.case:{task.case_id}"


def test_a_revoked_address_leads_nowhere(task: Task) -> None:
    user = officer_of(task)
    token = actions.make_feed(by=user)
    with assert_one_event("calendar.revoked"):
        actions.revoke_feed(by=user)
    assert fed(token)[0] == 404
    with pytest.raises(Refused, match="no calendar feed"):
        actions.revoke_feed(by=user)


def test_a_new_address_ends_the_one_before_it(task: Task) -> None:
    first = actions.make_feed(by=officer_of(task))
    with assert_one_event("calendar.made"):
        second = actions.make_feed(by=officer_of(task))
    assert (fed(first)[0], fed(second)[0]) == (404, 200)


def test_whoever_has_left_has_no_feed(task: Task) -> None:
    user = officer_of(task)
    token = actions.make_feed(by=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert fed(token)[0] == 404


def test_without_the_look_at_who_works_here_a_leaver_would_read_on(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    user = officer_of(task)
    token = actions.make_feed(by=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    rows = type(CalendarFeed.objects.all())
    monkeypatch.setattr(rows, "live", lambda all_rows: all_rows.filter(revoked_at=None))
    assert fed(token)[0] == 200


def test_an_address_that_was_never_made_is_like_one_that_is_revoked(task: Task) -> None:
    token = actions.make_feed(by=officer_of(task))
    actions.revoke_feed(by=officer_of(task))
    assert fed(token) == fed("x" * len(token))


def test_only_a_fingerprint_is_kept(task: Task) -> None:
    token = actions.make_feed(by=officer_of(task))
    assert len(token) >= 43
    assert token not in str(list(CalendarFeed.objects.values()))
    assert token not in str(list(Event.objects.values()))


# --- out of the logs ------------------------------------------------------------------------------


def written(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "x", 1, message, args, None)
    KeyFilter().filter(record)
    return record.getMessage()


def test_the_key_is_in_no_log_line(
    task: Task, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    token = actions.make_feed(by=officer_of(task))
    actions.revoke_feed(by=officer_of(task))
    fed(token)
    assert "Not Found" in caplog.text
    assert token not in caplog.text
    assert "keys" in settings.LOGGING["handlers"]["console"]["filters"]


def test_without_the_filter_it_would_be(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The red twin."""
    monkeypatch.setattr("casework.core.logs.without_keys", lambda text: text)
    fed("abcdef")
    assert "abcdef" in caplog.text


def test_the_rest_of_a_line_stays() -> None:
    assert written("Not Found: %s", "/calendar/abc-D_9.ics") == "Not Found: /calendar/***.ics"
    assert written('"GET %s HTTP/1.1" %s', "/calendar/abc.ics?x=1", 404) == (
        '"GET /calendar/***.ics?x=1 HTTP/1.1" 404'
    )
    assert without_keys("/calendar/revoke/ of 3") == "/calendar/revoke/ of 3"


# --- the page -------------------------------------------------------------------------------------


def test_the_page_shows_the_address_once_and_revokes_it(task: Task) -> None:
    client = Client()
    client.force_login(officer_of(task))
    assert "/calendar/" in client.get("/account/").content.decode()
    assert "You have no feed" in client.get("/calendar/").content.decode()
    made = client.post("/calendar/make/").content.decode()
    found = re.search(r"/calendar/([\w-]{43,})\.ics", made)
    assert found is not None
    assert fed(found[1])[0] == 200
    again = client.get("/calendar/").content.decode()
    assert found[1] not in again
    assert "Revoke the address" in again
    assert client.post("/calendar/revoke/").status_code == 302
    assert fed(found[1])[0] == 404


def test_a_look_makes_and_revokes_nothing() -> None:
    client = Client()
    client.force_login(makers.make_user(Role.OFFICER))
    assert client.get("/calendar/make/").status_code == 405
    assert client.get("/calendar/revoke/").status_code == 405
    assert not CalendarFeed.objects.exists()


# --- what the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE workflows_calendarfeed SET revoked_at = NULL",
        "UPDATE workflows_calendarfeed SET fingerprint = 'x'",
        "DELETE FROM workflows_calendarfeed",
    ],
)
def test_a_revoked_address_cannot_be_brought_back(task: Task, attack: str) -> None:
    actions.make_feed(by=officer_of(task))
    actions.revoke_feed(by=officer_of(task))
    with pytest.raises(DatabaseError, match="cannot be changed"):
        sql(attack)


def test_without_the_guards_it_could(task: Task) -> None:
    """The red twin."""
    token = actions.make_feed(by=officer_of(task))
    actions.revoke_feed(by=officer_of(task))
    with guards_off():
        sql("UPDATE workflows_calendarfeed SET revoked_at = NULL")
    assert fed(token)[0] == 200


def test_a_user_has_one_live_feed(task: Task) -> None:
    actions.make_feed(by=officer_of(task))
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(user=officer_of(task), fingerprint="x", made_at=timezone.now())
