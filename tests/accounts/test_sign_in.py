"""Signing in and out through the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from casework.accounts.actions import signing
from casework.accounts.models import Role, SignInAttempt, User
from casework.audit.models import Event
from tests import makers

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"


def send(client: Client, username: str, password: str = makers.PASSWORD, **extra: Any) -> Any:
    """Fill in the sign-in page and send it."""
    page = extra.pop("page", SIGN_IN)
    return client.post(page, {"username": username, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def test_a_page_sends_a_stranger_to_sign_in_and_back(client: Client) -> None:
    user = makers.make_user()
    answer = client.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/account/")
    answer = send(client, user.username, page=answer["Location"])
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert client.get("/account/").status_code == 200


def test_the_name_may_be_typed_in_capitals_and_with_spaces(client: Client) -> None:
    user = makers.make_user()
    send(client, f" {user.username.upper()} ")
    assert is_signed_in(client)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:1"])
def test_nobody_is_sent_to_another_site_after_signing_in(client: Client, elsewhere: str) -> None:
    user = makers.make_user()
    answer = send(client, user.username, page=f"/sign-in/?next={elsewhere}")
    assert answer["Location"] == "/"


def test_a_wrong_name_and_a_wrong_password_get_the_very_same_page(client: Client) -> None:
    user = makers.make_user()
    wrong_password = send(client, user.username, "not this one at all")
    wrong_name = send(client, "no-such-user", "not this one at all")
    assert wrong_password.status_code == wrong_name.status_code == 422
    assert signing.WRONG in wrong_password.content.decode()
    assert _without_token(wrong_password, user.username) == _without_token(
        wrong_name, "no-such-user"
    )


def _without_token(answer: Any, typed: str) -> str:
    text = answer.content.decode().replace(typed, "NAME")
    return text.replace(str(answer.context["csrf_token"]), "TOKEN")


def test_what_was_typed_as_password_is_never_sent_back(client: Client) -> None:
    answer = send(client, "somebody", "zanzibar-marmalade")
    assert "zanzibar-marmalade" not in answer.content.decode()


def test_an_empty_form_says_what_to_enter(client: Client) -> None:
    answer = send(client, "", "")
    assert answer.status_code == 422
    for words in ("Enter user name", "Enter password"):
        assert words in answer.content.decode()
    assert not SignInAttempt.objects.exists()


def test_a_closed_account_cannot_sign_in_and_is_told_nothing_else(client: Client) -> None:
    user = makers.make_user(is_active=False)
    answer = send(client, user.username)
    assert answer.status_code == 422
    assert signing.WRONG in answer.content.decode()
    assert not is_signed_in(client)


def test_signing_in_writes_one_event_in_the_users_own_chain(client: Client) -> None:
    user = makers.make_user()
    with makers.assert_one_event("user.signed_in") as found:
        send(client, user.username)
    event = found[0]
    assert event.actor == user
    assert event.object == f"accounts.user:{user.pk}"
    assert event.stream_id.startswith(f"user:{user.pk}:")
    assert event.payload.body["after"] == {"address": "127.0.0.1"}


def test_nobody_is_signed_in_whose_event_cannot_be_written(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = makers.make_user()
    monkeypatch.setattr(signing, "record", _fail)
    with pytest.raises(RuntimeError):
        send(client, user.username)
    assert not Session.objects.exists()
    assert client.get("/account/").status_code == 302


def _fail(**_: object) -> None:
    raise RuntimeError("the log cannot be written")


def test_without_the_event_first_signing_in_would_pass_unseen(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = makers.make_user()
    monkeypatch.setattr(signing, "record", lambda **_: None)
    send(client, user.username)
    assert is_signed_in(client)
    assert not Event.objects.filter(verb="user.signed_in").exists()


def test_signing_in_gives_the_session_a_new_key(client: Client) -> None:
    client.get("/account/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["session"] = session.session_key
    send(client, makers.make_user().username)
    assert client.session.session_key != session.session_key


def test_signing_out_ends_the_session_and_writes_one_event(client: Client) -> None:
    user = makers.make_user()
    send(client, user.username)
    key = client.session.session_key
    with makers.assert_one_event("user.signed_out") as found:
        answer = client.post("/sign-out/")
    assert answer["Location"] == SIGN_IN
    assert found[0].actor == user
    assert not Session.objects.filter(pk=key).exists()
    assert client.get("/account/").status_code == 302


def test_a_link_cannot_sign_anybody_out(client: Client) -> None:
    send(client, makers.make_user().username)
    assert client.get("/sign-out/").status_code == 405
    assert is_signed_in(client)


def test_signing_out_twice_is_no_error_and_no_second_event(client: Client) -> None:
    send(client, makers.make_user().username)
    client.post("/sign-out/")
    assert client.post("/sign-out/").status_code == 302
    assert Event.objects.filter(verb="user.signed_out").count() == 1


def test_whoever_is_signed_in_already_is_sent_on(client: Client) -> None:
    send(client, makers.make_user().username)
    answer = client.get("/sign-in/?next=/account/")
    assert answer["Location"] == "/account/"


def test_a_forged_form_cannot_sign_anybody_in() -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert send(strict, makers.make_user().username).status_code != 302
    assert not Event.objects.filter(verb="user.signed_in").exists()


def test_the_event_of_a_wrong_name_does_not_hold_what_was_typed(client: Client) -> None:
    with makers.assert_one_event("sign_in.failed") as found:
        send(client, "hunter2-typed-into-the-wrong-box", "not this one")
    event = found[0]
    assert event.actor is None
    assert event.object.startswith("accounts.signinattempt:")
    assert "hunter2" not in str(event.payload.body)


def test_a_wrong_password_leaves_an_event_about_the_user(client: Client) -> None:
    user = makers.make_user()
    with makers.assert_one_event("sign_in.failed") as found:
        send(client, user.username, "not this one")
    assert found[0].object == f"accounts.user:{user.pk}"
    assert found[0].force == user.force


def test_no_log_line_names_anybody(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    user = makers.make_user(username="remarkable-name")
    for _ in range(6):
        send(client, user.username, "not this one")
    client.get("/no-such-page/")
    assert "locked" in caplog.text
    assert "remarkable-name" not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_the_account_page_shows_the_roles_held_today(client: Client) -> None:
    user = makers.make_user(Role.SUPERVISOR, team=makers.make_team(name="North"))
    send(client, user.username)
    text = client.get("/account/").content.decode()
    assert "Supervisor" in text
    assert "North" in text


def test_a_user_without_a_role_is_told_so(client: Client) -> None:
    send(client, makers.make_user().username)
    assert "You hold no role today" in client.get("/account/").content.decode()


def test_the_last_sign_in_is_kept(client: Client) -> None:
    user = makers.make_user()
    send(client, user.username)
    assert User.objects.get(pk=user.pk).last_login is not None
