"""Too many wrong attempts: what is locked, for how long, and what it gives away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from casework.accounts import actions, attempts, jobs
from casework.accounts.actions import signing
from casework.accounts.models import Role, SignInAttempt
from casework.audit.models import Event
from tests import makers

WRONG = "certainly not this one"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MOST = attempts.BY_NAME.default


def send(client: Client, username: str, password: str = WRONG, address: str = "192.0.2.1") -> Any:
    form = {"username": username, "password": password}
    return client.post("/sign-in/", form, REMOTE_ADDR=address)


def fail(times: int, username: str, *, address: str = "192.0.2.1") -> Any:
    """Wrong attempts from a fresh browser; the last answer."""
    answer = None
    for _ in range(times):
        answer = send(Client(), username, address=address)
    return answer


def gets_in(username: str, *, address: str = "192.0.2.1") -> bool:
    client = Client()
    send(client, username, makers.PASSWORD, address)
    return SESSION_KEY in client.session


@pytest.mark.django_db
def test_the_right_password_counts_for_nothing_once_a_name_is_locked() -> None:
    user = makers.make_user()
    fail(MOST, user.username)
    assert not gets_in(user.username)


@pytest.mark.django_db
def test_without_the_count_guessing_could_go_on_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    user = makers.make_user()
    monkeypatch.setattr(attempts, "lock_against", lambda attempt: None)
    fail(MOST * 3, user.username)
    assert gets_in(user.username)


@pytest.mark.django_db
def test_one_wrong_attempt_fewer_locks_nothing() -> None:
    user = makers.make_user()
    fail(MOST - 1, user.username)
    assert gets_in(user.username)


@pytest.mark.django_db
def test_a_right_password_starts_the_count_again() -> None:
    user = makers.make_user()
    fail(MOST - 1, user.username)
    assert gets_in(user.username)
    fail(MOST - 1, user.username)
    assert gets_in(user.username)


@pytest.mark.django_db
def test_a_lock_opens_by_itself_and_says_when() -> None:
    user = makers.make_user()
    with time_machine.travel(NOW, tick=False) as clock:
        answer = fail(MOST, user.username)
        assert "Try again after 9:15am" in answer.content.decode()
        clock.shift(timedelta(minutes=attempts.WHILE.default) - timedelta(seconds=1))
        assert not gets_in(user.username)
        clock.shift(timedelta(seconds=1))
        assert gets_in(user.username)


@pytest.mark.django_db
def test_trying_meanwhile_does_not_make_a_lock_longer() -> None:
    user = makers.make_user()
    with time_machine.travel(NOW, tick=False) as clock:
        fail(MOST, user.username)
        for _ in range(10):
            clock.shift(timedelta(minutes=1))
            fail(1, user.username)
        clock.shift(timedelta(minutes=5))
        assert gets_in(user.username)


@pytest.mark.django_db
def test_a_name_nobody_has_is_locked_in_the_same_words() -> None:
    user = makers.make_user()
    with time_machine.travel(NOW, tick=False):
        theirs, nobodys = fail(MOST, user.username), fail(MOST, "no-such-user")
        assert _sentence(theirs) == _sentence(nobodys) != signing.WRONG
        theirs, nobodys = fail(1, user.username), fail(1, "no-such-user")
        assert _sentence(theirs) == _sentence(nobodys) != signing.WRONG


def _sentence(answer: Any) -> str:
    return str(answer.context["form"].non_field_errors()[0])


@pytest.mark.django_db
def test_capitals_and_spaces_are_no_way_round_a_lock() -> None:
    user = makers.make_user()
    fail(MOST, user.username)
    assert not gets_in(f" {user.username.upper()} ")


@pytest.mark.django_db
def test_one_name_locked_leaves_the_others_open() -> None:
    user, colleague = makers.make_user(), makers.make_user()
    fail(MOST, user.username)
    assert gets_in(colleague.username)


@pytest.mark.django_db
def test_an_address_that_tries_many_names_is_locked(settings: Any) -> None:
    settings.POLICY = {attempts.BY_ADDRESS.name: 8}
    user = makers.make_user()
    for number in range(8):
        fail(1, f"guess-{number}")
    assert not gets_in(user.username)
    assert gets_in(user.username, address="192.0.2.2")


@pytest.mark.django_db
def test_a_whole_ipv6_subscriber_counts_as_one_address() -> None:
    near, nearer, far = "2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"
    assert attempts.address_key(near) == attempts.address_key(nearer)
    assert attempts.address_key(near) != attempts.address_key(far)


@pytest.mark.django_db
def test_signing_in_to_ones_own_account_does_not_clear_an_addresss_count(settings: Any) -> None:
    settings.POLICY = {attempts.BY_ADDRESS.name: 8}
    own = makers.make_user()
    for number in range(7):
        fail(1, f"guess-{number}")
    assert gets_in(own.username)
    fail(1, "guess-8")
    assert not gets_in(own.username)


@pytest.mark.parametrize(
    ("proxies", "header", "found"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.66, 203.0.113.9", "198.51.100.66"),
        (2, "203.0.113.9", ""),
        (1, "not an address", ""),
        (1, "", ""),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(
    settings: Any, proxies: int, header: str, found: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=header)
    assert attempts.address_of(request) == found


@pytest.mark.django_db
def test_attempts_from_no_known_address_do_not_lock_one_another_out(settings: Any) -> None:
    settings.POLICY = {attempts.BY_ADDRESS.name: 3}
    for number in range(5):
        fail(1, f"guess-{number}", address="")
    assert gets_in(makers.make_user().username, address="")


@pytest.mark.django_db
def test_the_attempt_that_locks_leaves_one_event_more_and_later_ones_none() -> None:
    user = makers.make_user()
    fail(MOST - 1, user.username)
    with makers.assert_one_event("sign_in.locked") as found:
        fail(1, user.username)
    body = found[0].payload.body["after"]
    assert found[0].object == f"accounts.user:{user.pk}"
    assert (body["locked"], body["address"]) == ("name", "192.0.2.1")
    before = Event.objects.count()
    fail(20, user.username)
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_no_name_and_no_address_is_kept_in_the_table_of_attempts() -> None:
    fail(1, "remarkable-name")
    row = SignInAttempt.objects.values().get()
    assert "remarkable" not in str(row)
    assert "192.0.2.1" not in str(row)


@pytest.mark.django_db
def test_old_attempts_are_thrown_away_and_fresh_ones_kept() -> None:
    fail(1, "somebody")
    jobs.forget_attempts()
    assert SignInAttempt.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=attempts.WHILE.default + 1)):
        jobs.forget_attempts()
        jobs.forget_attempts()
    assert SignInAttempt.objects.count() == 0


@pytest.mark.django_db
def test_an_administrators_new_password_opens_the_lock() -> None:
    user = makers.make_user()
    by = makers.make_user(Role.ADMIN, force=user.force)
    fail(MOST, user.username)
    actions.set_password(user=user, password=makers.PASSWORD, by=by, reason="Locked out")
    assert gets_in(user.username)


@pytest.mark.django_db
def test_guessing_the_present_password_on_the_account_page_locks_too() -> None:
    client, user = Client(), makers.make_user()
    send(client, user.username, makers.PASSWORD)
    form = {"present": WRONG, "new": "a new one, quite long", "again": "a new one, quite long"}
    for _ in range(MOST):
        answer = client.post("/account/password/", form, REMOTE_ADDR="192.0.2.1")
        assert answer.status_code == 422
    answer = client.post("/account/password/", form | {"present": makers.PASSWORD})
    assert answer.status_code == 422
    assert not gets_in(user.username)


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_guesses_at_once_tries_no_more_than_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sixteen at once, none of which has seen another fail."""
    user = makers.make_user()
    tried: list[str] = []
    right = signing.authenticate

    def counted(*args: Any, **credentials: Any) -> Any:
        tried.append(credentials["password"])
        return right(*args, **credentials)

    monkeypatch.setattr(signing, "authenticate", counted)

    def guess(number: int) -> None:
        try:
            send(Client(), user.username, f"guess number {number}")
        finally:
            connection.close()

    racers = [Thread(target=guess, args=[number]) for number in range(16)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    guesses = len(tried)  # before the right password is tried as well
    assert guesses <= MOST
    assert not gets_in(user.username) or guesses < MOST


def test_the_tidying_of_attempts_runs_by_the_clock() -> None:
    from casework.core import schedules

    assert "casework.accounts.jobs.forget_attempts" in {
        scheduled.job for scheduled in schedules.declared()
    }


@pytest.mark.django_db
def test_the_log_stays_whole_after_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    fail(MOST + 2, makers.make_user().username)
    call_command("verify_audit")
    assert capsys.readouterr().out.startswith("Complete:")
