"""Jobs of the site itself. Each may run twice."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_q.models import Success

from casework.core import invariants, schedules
from casework.core.heartbeat import beat

QUEUE = "queue"
KEEP_RESULTS = timedelta(days=2)


def heartbeat() -> None:
    """Prove that a job put into the queue comes out of it and is done."""
    beat(QUEUE)


def run_scheduled(name: str) -> None:
    """Do the job declared under `name`, by the clock."""
    schedules.run(name)


def check_invariants() -> None:
    """Ask whether everything holds that must; a job that fails is on the doctor's list.

    Raises PromiseBroken.
    """
    invariants.require_all()


def tidy() -> None:
    """Throw away what has served its time: results of finished jobs and expired sessions."""
    now = timezone.now()
    Success.objects.filter(stopped__lt=now - KEEP_RESULTS).delete()
    Session.objects.filter(expire_date__lt=now).delete()
