"""The words of the e-mails: that something waits, and where to sign in. Never of whom or what."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from casework.core.policy import number
from workflows.models import Mailing, Notice, Rung

MOST_TRIES = number("mail.tries_at_most", 5, unit="tries", source="local")
DIGEST_FROM = number("digest.from_hour", 7, unit="o'clock, local time", source="local")
SOON_WITHIN = number("digest.due_within_days", 2, unit="days", source="local")
UNOPENED_AFTER = number("digest.unopened_after_hours", 24, unit="hours", source="local")
# What is past its due time; the rungs before it are of what is due soon.
LATE = (Rung.OVERDUE, Rung.SUPERVISOR, Rung.MANAGER)


def is_on() -> bool:
    """Whether this installation sends e-mail at all."""
    return bool(settings.EMAIL_IS_ON)


def next_try(tries: int, now: datetime) -> datetime:
    """When to try again after so many tries: 2, 4, 8, 16 minutes later."""
    return now + timedelta(minutes=2**tries)


def message_of(mailing: Mailing) -> EmailMessage:
    """The e-mail of a row. Its id stays the same however often it is tried, so that a mail server
    which has it already knows it again."""
    sentence = digest(mailing) if mailing.kind == Mailing.Kind.DIGEST else of_notices(mailing)
    link = f"{settings.SITE_URL}{reverse('workflows:notices')}"
    return EmailMessage(
        subject="Forestall: sign in",
        body=f"{sentence}: sign in.\n\n{link}\n",
        to=[mailing.user.email],
        headers={"Message-ID": f"<mailing-{mailing.pk}@{settings.SITE_URL.partition('//')[2]}>"},
    )


def of_notices(mailing: Mailing) -> str:
    """What the notices since the row was made say of the user's tasks, in one sentence."""
    new = Notice.objects.filter(recipient=mailing.user_id, made_at__gte=mailing.made_at)
    late = new.filter(escalation__rung__in=LATE).exists()
    return "You have a task that is overdue" if late else "You have a task that is due soon"


def digest(mailing: Mailing) -> str:
    """The figures of the day: "You have 2 tasks overdue, 1 due within 2 days"."""
    parts = [
        (mailing.overdue, "overdue"),
        (mailing.soon, f"due within {SOON_WITHIN.value} days"),
        (mailing.unopened, "not opened yet"),
    ]
    told: list[str] = []
    for figure, words in parts:
        if figure:
            noun = "" if told else " task" if figure == 1 else " tasks"
            told.append(f"{figure}{noun} {words}")
    return f"You have {', '.join(told)}"
