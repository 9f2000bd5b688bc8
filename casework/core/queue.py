"""The one seam to the job queue.

Only this module, `jobs.py` files and the sweep know which queue it is. A job is named, is
given ids and never objects, and may run twice.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Failure, OrmQ, Task
from django_q.tasks import async_task

from casework.core import clock
from casework.core.models import Heartbeat

# A job that is fetched is tried again after so long; none waits longer for its next attempt.
LONGEST_PAUSE = timedelta(seconds=settings.Q_CLUSTER["retry"] + 60)


def enqueue(job: str, **ids: int | str) -> None:
    """Queue `job` (dotted path of a function in a `jobs.py`) with keyword ids.

    Call it inside the transaction that decided on the work: the queue lives in the same
    database, so a rolled back decision takes its job with it.
    """
    if not job.rpartition(".")[0].endswith("jobs"):
        raise ValueError(f"{job} is not in a jobs.py")
    async_task(job, **ids)


def work_off() -> int:
    """Do every job that waits, here and now, as a worker would. Returns how many were done.

    For what has no worker: the demonstration's past, and tests. A job that fails is put back
    by nobody; its error is raised.
    """
    done = 0
    while (waiting := OrmQ.objects.order_by("pk").first()) is not None:
        job = waiting.task
        waiting.delete()
        import_string(job["func"])(*job["args"], **job["kwargs"])
        done += 1
    return done


def call_back() -> int:
    """Let every job be fetched now that a clock which was ahead put off for longer than any pause.

    Returns how many; none while the clock of this machine is not believed itself.
    """
    now = timezone.now()
    far = OrmQ.objects.filter(lock__gt=now + LONGEST_PAUSE)
    if not far.exists() or clock.doubt() is not None:
        return 0
    return int(far.update(lock=now))


def longest_wait() -> timedelta:
    """How long the oldest job has waited for a worker; nothing waiting is no time at all."""
    now = timezone.now()
    # A fetched job carries the instant of its next attempt here, a waiting one that of its arrival.
    arrived = OrmQ.objects.filter(lock__lte=now).aggregate(Min("lock"))["lock__min"]
    return now - arrived if arrived else timedelta()


def sign_of_life() -> object:
    """What is another value each time a job has come to its end, well or not: the queue is alive.

    No instant to reckon with: it is by a clock that may have been set forward or back.
    """
    beats = Heartbeat.objects.order_by("name").values_list("name", "at")
    return Task.objects.aggregate(Max("stopped"))["stopped__max"], tuple(beats)


def given_up() -> QuerySet[Failure]:
    """Jobs that failed as often as they may be tried."""
    attempts = settings.Q_CLUSTER["max_attempts"]
    failures: QuerySet[Failure] = Failure.objects.filter(attempt_count__gte=attempts)
    return failures


@transaction.atomic
def retry(failure: Failure) -> None:
    """Queue a job that was given up once more, and forget its failure."""
    async_task(failure.func, *(failure.args or ()), **(failure.kwargs or {}))
    failure.delete()
