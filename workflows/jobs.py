"""The jobs the queue runs for flows. Their arguments are ids; they may run twice."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import date

from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.accounts.models import User
from workflows import actions, digests
from workflows import mailing as mailing_words
from workflows.activations import MOST_STARTS
from workflows.models import HandOver, Intervention, Mailing, Task
from workflows.waking import fire_what_is_due

log = logging.getLogger(__name__)
now = timezone.now
# At most so many e-mails in one run, so that it ends within the time limit of a job.
MAILS_IN_A_RUN = 200


class JobKeptDying(Exception):
    """The job was started the permitted number of times and never came back."""


def run_job(*, task: int, ticket: str) -> str:
    """Do the work of a Job step once, however often it is delivered.

    1. Under the lock: is it still wanted, and how often was it started? Count this start.
    2. Without the lock: the work itself, keyed so that doing it twice makes one result.
    3. Under the lock: move on, if it is still wanted.
    A failure of 2 or 3 is written on the task, which the flow's error path turns into visible
    work; then it is raised again for the queue's own record.

    Returns "done", or "stale" where the task had moved on already.
    """
    row = Task.objects.filter(pk=task, external_task_id=ticket).first()
    if row is None or not _claim(row):
        return "stale"
    try:
        row.flow_task.work(Intervention.objects.get(pk=row.process_id))
        with row.activation() as activation:
            if activation.task.status != STATUS.STARTED:
                return "stale"
            activation.execute()
    except Exception as error:
        _give_up(row, error)
        raise
    return "done"


def _claim(row: Task) -> bool:
    """Count one more start and commit it before the work, so that a job which kills its
    worker every time ends as an error and not as a circle.
    """
    with row.activation() as activation:
        task = activation.task
        if task.status not in (STATUS.SCHEDULED, STATUS.STARTED):
            return False
        starts = task.data.get("starts", 0) + 1
        task.data["starts"] = starts
        activation.start()
        if starts <= MOST_STARTS:
            return True
        try:
            # Raised, because the engine's record of a failure wants the place it came from.
            raise JobKeptDying(f"started {MOST_STARTS} times without coming back")
        except JobKeptDying as kept_dying:
            activation.error(kept_dying)
        return False


def _give_up(row: Task, error: Exception) -> None:
    """Mark the task as failed, unless it moved on meanwhile."""
    log.warning("job of task %s failed: %s", row.pk, type(error).__name__)
    with suppress(Task.DoesNotExist), row.activation() as activation:
        if activation.task.status == STATUS.STARTED:
            activation.error(error)


def send_mail() -> int:
    """Send the e-mails whose turn has come, oldest first; how many went out.

    One that fails is noted by the kind of its failure and tried again a few times; the others go
    on. A worker that is killed after a message left sends it once more, under the same id.
    """
    sent = 0
    for pk in list(Mailing.objects.next(now()).values_list("pk", flat=True)[:MAILS_IN_A_RUN]):
        mailing = actions.claim_mailing(mailing=pk)
        if mailing is None:
            continue
        try:
            mailing_words.message_of(mailing).send()
        except Exception as error:
            log.warning("mailing %s failed: %s", pk, type(error).__name__)
            actions.note_not_mailed(mailing=mailing, failure=type(error).__name__)
        else:
            actions.note_mailed(mailing=mailing)
            sent += 1
    return sent


def make_digests() -> int:
    """Make the day's digest of everybody who has something in it, from the hour that is set.

    May run as often as it likes: a user gets one a day, and none where e-mail is off. One that
    fails is logged by number and tried again; the others go on. Returns how many were made.
    """
    local = timezone.localtime(now(), timezone.get_default_timezone())
    if not mailing_words.is_on() or local.hour < mailing_words.DIGEST_FROM.value:
        return 0
    made = 0
    for user in digests.readers_without_one(local.date()):
        try:
            made += _digest(user, local.date())
        except Exception as error:
            log.error("digest of user %s failed: %s", user.pk, type(error).__name__)
    return made


def _digest(user: User, day: date) -> bool:
    figures = digests.figures(user, now())
    return any(figures.values()) and actions.make_digest(user=user, day=day, **figures)


def look_again(*, intervention: int) -> int:
    """Let the intervention follow its record, which somebody else has moved; how far it went."""
    return fire_what_is_due(intervention)


def time_again(*, intervention: int) -> int:
    """Let every timer of the intervention wait for the moment that its record gives now; how many
    have come meanwhile and fired. May run twice."""
    return fire_what_is_due(intervention, again=True)


def hand_on_kept(*, hand_over: int) -> str:
    """Pass on what a leaver has that whoever let them go may know nothing of. May run twice.

    What comes back says nothing of whether there was any.
    """
    actions.hand_on_kept(hand_over=HandOver.objects.select_related("user", "by").get(pk=hand_over))
    return "done"
