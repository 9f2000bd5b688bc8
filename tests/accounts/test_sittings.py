"""How long a sitting lasts, and what ends it before its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from casework.accounts import actions, sessions
from casework.accounts.models import Role, RoleGrant, User
from tests import makers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
IDLE = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)
PAGE = "/account/"


def signed_in(user: User | None = None) -> Client:
    client = Client()
    name = (user or makers.make_user()).username
    client.post("/sign-in/", {"username": name, "password": makers.PASSWORD})
    assert SESSION_KEY in client.session
    return client


def test_a_sitting_without_a_page_for_a_quarter_of_an_hour_is_over() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in()
        clock.shift(IDLE)
        answer = client.get(PAGE)
        assert answer["Location"] == f"/sign-in/?next={PAGE}"
        page = client.get(answer["Location"]).content.decode()
        assert "nothing happened for 15 minutes" in page


def test_without_the_idle_limit_a_left_screen_would_stay_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sessions, "must_end", lambda request: None)
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in()
        clock.shift(IDLE * 4)
        assert client.get(PAGE).status_code == 200


def test_every_page_starts_the_quarter_of_an_hour_anew() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in()
        for _ in range(8):
            clock.shift(IDLE - timedelta(minutes=1))
            assert client.get(PAGE).status_code == 200


def test_a_sitting_is_over_after_eight_hours_however_busy() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in()
        step = timedelta(minutes=10)
        while clock.shift(step) or datetime.now(UTC) < NOW + LONGEST:
            assert client.get(PAGE).status_code == 200
        answer = client.get(PAGE)
        assert answer.status_code == 302
        assert "signed in for 8 hours" in client.get(answer["Location"]).content.decode()


def test_a_page_asked_for_again_at_once_writes_nothing_to_the_session(
    django_assert_num_queries: Any,
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in()
        before = _marks()
        clock.shift(timedelta(seconds=sessions.MOVED_EVERY - 1))
        client.get(PAGE)
        assert _marks() == before
        clock.shift(timedelta(seconds=1))
        client.get(PAGE)
        assert _marks() != before


def _marks() -> dict[str, Any]:
    found: dict[str, Any] = Session.objects.get().get_decoded()
    return found


def test_the_end_of_an_idle_sitting_is_one_event_without_an_actor() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        user = makers.make_user()
        client = signed_in(user)
        clock.shift(IDLE)
        with makers.assert_one_event("user.signed_out") as found:
            client.get(PAGE)
            client.get(PAGE)
    assert found[0].actor is None
    assert found[0].object == f"accounts.user:{user.pk}"
    assert found[0].payload.body["after"] == {"why": "idle"}


def test_a_form_sent_after_the_end_changes_nothing() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        user = makers.make_user()
        client = signed_in(user)
        clock.shift(IDLE)
        new = "another long password"
        answer = client.post(
            "/account/password/", {"present": makers.PASSWORD, "new": new, "again": new}
        )
    assert answer.status_code == 302
    assert User.objects.get(pk=user.pk).check_password(makers.PASSWORD)


def test_a_closed_account_is_signed_out_at_the_next_request() -> None:
    user = makers.make_user()
    admin = makers.make_user(Role.ADMIN, force=user.force)
    client = signed_in(user)
    actions.deactivate_user(user=user, by=admin, reason="Left the force")
    with makers.assert_one_event("user.signed_out"):
        answer = client.get(PAGE)
    assert answer.status_code == 302
    assert SESSION_KEY not in client.session
    assert "your account is closed" in client.get(answer["Location"]).content.decode()


def test_a_session_that_was_taken_over_by_a_closed_account_does_not_come_back() -> None:
    user = makers.make_user()
    admin = makers.make_user(Role.ADMIN, force=user.force)
    client = signed_in(user)
    actions.deactivate_user(user=user, by=admin, reason="Left the force")
    client.get(PAGE)
    actions.reactivate_user(user=user, by=admin, reason="Came back")
    assert client.get(PAGE).status_code == 302


def test_changing_a_password_ends_every_other_sitting() -> None:
    user = makers.make_user()
    here, elsewhere = signed_in(user), signed_in(user)
    new = "another long password"
    with makers.assert_one_event("password.changed"):
        here.post("/account/password/", {"present": makers.PASSWORD, "new": new, "again": new})
    assert here.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302


def test_a_password_typed_differently_the_second_time_is_not_taken() -> None:
    user = makers.make_user()
    client = signed_in(user)
    answer = client.post(
        "/account/password/",
        {"present": makers.PASSWORD, "new": "another long password", "again": "another"},
    )
    assert answer.status_code == 422
    assert "Enter the same new password twice" in answer.content.decode()


def test_a_password_that_is_too_short_is_refused_with_the_reason() -> None:
    client = signed_in()
    answer = client.post(
        "/account/password/", {"present": makers.PASSWORD, "new": "short", "again": "short"}
    )
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.content.decode()


def test_a_role_taken_away_counts_for_nothing_on_the_next_page() -> None:
    user = makers.make_user(Role.AUDITOR)
    client = signed_in(user)
    assert client.get("/audit/").status_code == 200
    admin = makers.make_user(Role.ADMIN, force=user.force)
    grant = RoleGrant.objects.get(user=user)
    actions.end_grant(grant=grant, by=admin, reason="Moved to another post")
    assert "Audit" not in client.get(PAGE).content.decode()


def test_the_grants_are_read_once_for_a_page(django_assert_max_num_queries: Any) -> None:
    client = signed_in(makers.make_user(*Role))
    client.get(PAGE)
    with django_assert_max_num_queries(7) as captured:
        client.get(PAGE)
    reads = [query for query in captured if "accounts_rolegrant" in query["sql"]]
    assert len(reads) == 1
