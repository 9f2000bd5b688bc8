"""E-mail: that something waits and where to sign in; sent once, tried again, then given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from casework.accounts.models import User
from tests.makers_cases import people_of
from tests.makers_escalations import HOUR, WEEK, a_task, at, sql
from tests.superuser import guards_off
from workflows import actions, checkup, jobs, sweep
from workflows.models import Mailing, Notice, Task

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _email_is_on(settings: Settings) -> None:
    settings.EMAIL_IS_ON = True
    settings.SITE_URL = "https://forestall.example"


@pytest.fixture
def task() -> Task:
    """Its officer and its supervisor have an address, its manager has none."""
    task = a_task()
    people = people_of(task.case)
    for user in (people.officer, people.supervisor):
        user.email = f"{user.username}@force.example"
        user.save()
    User.objects.filter(pk=people.manager.pk).update(email="")
    return task


def swept(task: Task, after: timedelta = HOUR) -> datetime:
    assert task.due_at is not None
    with at(task.due_at, after=after):
        sweep.send_escalations()
    return task.due_at + after


def test_one_message_says_that_something_is_late_and_nothing_else(task: Task) -> None:
    now = swept(task)
    with at(now):
        assert jobs.send_mail() == 2
    to_officer = next(
        each for each in mail.outbox if each.to == [people_of(task.case).officer.email]
    )
    assert to_officer.subject == "Forestall: sign in"
    assert to_officer.body == (
        "You have a task that is overdue: sign in.\n\nhttps://forestall.example/notices/\n"
    )


def test_before_it_is_due_the_message_says_soon(task: Task) -> None:
    now = swept(task, after=-HOUR)
    with at(now):
        assert jobs.send_mail() == 1
    assert "due soon: sign in" in mail.outbox[0].body


def test_a_message_names_nobody(task: Task) -> None:
    with at(swept(task)):
        jobs.send_mail()
    person = task.case.person
    whole = "".join(each.message().as_string() for each in mail.outbox)
    assert all(name not in whole for name in (person.surname, person.ref, task.case.ref))
    assert str(task.title) not in whole


def test_what_is_new_while_one_waits_goes_with_it(task: Task) -> None:
    swept(task, after=-HOUR)
    now = swept(task)
    assert Mailing.objects.filter(user=people_of(task.case).officer).count() == 1
    with at(now):
        assert jobs.send_mail() == 2
        assert jobs.send_mail() == 0


def test_nothing_is_mailed_where_it_is_off(task: Task, settings: Settings) -> None:
    settings.EMAIL_IS_ON = False
    swept(task)
    assert Notice.objects.exists()
    assert not Mailing.objects.exists()


def test_a_sweep_that_was_rolled_back_mails_nothing(task: Task) -> None:
    with transaction.atomic():
        swept(task)
        assert Mailing.objects.exists()
        transaction.set_rollback(True)
    assert not Mailing.objects.exists()


@pytest.fixture
def server_is_away(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    tried: list[str] = []

    def send(message: EmailMessage, *_: object, **__: object) -> int:
        tried.append(message.extra_headers["Message-ID"])
        raise SMTPServerDisconnected("550 sgt.khan@force.example")

    monkeypatch.setattr(EmailMessage, "send", send)
    return tried


def test_a_failure_is_noted_tried_again_under_the_same_id_and_given_up(
    task: Task, server_is_away: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    now = swept(task, after=-HOUR)
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(300):
            jobs.send_mail()
            clock.shift(MINUTE)
        row = Mailing.objects.get()
        assert (row.tries, row.failure, row.sent_at) == (5, "SMTPServerDisconnected", None)
        assert row.given_up_at is not None
        (said,) = checkup.mail_goes_out()
    assert "1 were given up" in said
    assert len(server_is_away) == 5
    assert len(set(server_is_away)) == 1
    assert "force.example" not in caplog.text + row.failure + said


def test_once_the_server_is_back_it_goes_out_and_the_doctor_is_content(
    task: Task, server_is_away: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = swept(task, after=-HOUR)
    with time_machine.travel(now, tick=False) as clock:
        jobs.send_mail()
        assert list(checkup.mail_goes_out())
        monkeypatch.undo()
        assert jobs.send_mail() == 0  # its turn comes in two minutes
        clock.shift(2 * MINUTE)
        assert jobs.send_mail() == 1
        assert not list(checkup.mail_goes_out())
    assert server_is_away


def test_a_message_that_kills_its_worker_is_not_tried_for_ever(task: Task) -> None:
    now = swept(task, after=-HOUR)
    pk = Mailing.objects.get().pk
    with time_machine.travel(now, tick=False) as clock:
        claimed = []
        for _ in range(300):
            claimed.append(actions.claim_mailing(mailing=pk))
            clock.shift(MINUTE)
    assert len([each for each in claimed if each is not None]) == 5
    assert Mailing.objects.get().given_up_at is not None


def test_nobody_who_has_left_is_written_to(task: Task) -> None:
    now = swept(task)
    User.objects.filter(pk=people_of(task.case).officer.pk).update(is_active=False)
    with at(now):
        assert jobs.send_mail() == 1
    assert mail.outbox[0].to == [people_of(task.case).supervisor.email]


# --- the digest -----------------------------------------------------------------------------------


def morning(task: Task, *, hour: int = 7, days: int = 1) -> datetime:
    assert task.due_at is not None
    day = timezone.localtime(task.due_at) + timedelta(days=days)
    return day.replace(hour=hour, minute=5, second=0)


def test_the_digest_counts_what_is_overdue_and_never_opened_once_a_day(task: Task) -> None:
    with at(morning(task)):
        assert jobs.make_digests() == 1
        assert jobs.make_digests() == 0
        assert jobs.send_mail() == 1
    assert mail.outbox[0].body.startswith("You have 1 task overdue, 1 not opened yet: sign in.")
    with at(morning(task, days=2)):
        assert jobs.make_digests() == 1


def test_no_digest_before_the_hour_that_is_set(task: Task) -> None:
    with at(morning(task, hour=6)):
        assert jobs.make_digests() == 0


def test_no_digest_for_somebody_with_nothing_in_it(task: Task) -> None:
    actions.open_page(task=task, by=people_of(task.case).officer)
    with at(morning(task, days=-3)):
        assert jobs.make_digests() == 0


def test_no_digest_where_email_is_off(task: Task, settings: Settings) -> None:
    settings.EMAIL_IS_ON = False
    with at(morning(task)):
        assert jobs.make_digests() == 0


# --- what the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE workflows_mailing SET sent_at = NULL",
        "UPDATE workflows_mailing SET tries = 0",
        "UPDATE workflows_mailing SET user_id = user_id + 1",
        "DELETE FROM workflows_mailing",
    ],
)
def test_what_was_sent_stays_sent(task: Task, attack: str) -> None:
    with at(swept(task)):
        jobs.send_mail()
    with pytest.raises(DatabaseError, match="cannot be changed"):
        sql(attack)


def test_without_the_guards_it_could_be_sent_again(task: Task) -> None:
    """The red twin."""
    now = swept(task, after=-HOUR)
    with at(now + WEEK):
        jobs.send_mail()
        with guards_off():
            assert sql("UPDATE workflows_mailing SET sent_at = NULL") == 1
    with at(now + WEEK + HOUR):
        assert jobs.send_mail() == 1


@pytest.mark.parametrize(
    "state",
    [
        "sent_at = '2050-01-01 00:00:00+00:00'",
        "tries = 1, sent_at = made_at, given_up_at = made_at",
        "kind = 'DIGEST'",
        "kind = 'OTHER'",
    ],
)
def test_a_state_that_cannot_be_is_refused(task: Task, state: str) -> None:
    swept(task)
    with pytest.raises(DatabaseError):
        sql(f"UPDATE workflows_mailing SET {state}")


def test_one_waits_at_a_time_and_one_digest_a_day_is_made(task: Task) -> None:
    swept(task, after=-HOUR)
    now, user = timezone.now(), people_of(task.case).officer
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.create(user=user, kind="NOTICES", made_at=now, try_at=now)
    day = timezone.localdate()
    Mailing.objects.create(user=user, kind="DIGEST", day=day, made_at=now, try_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.create(user=user, kind="DIGEST", day=day, made_at=now, try_at=now)
