"""The one seam to the job queue.

Only this module, `jobs.py` files and the sweep know which queue it is. A job is named, is
given ids and never objects, and may run twice.
"""

from __future__ import annotations

from django_q.tasks import async_task


def enqueue(job: str, **ids: int | str) -> None:
    """Queue `job` (dotted path of a function in a `jobs.py`) with keyword ids.

    Call it inside the transaction that decided on the work: the queue lives in the same
    database, so a rolled back decision takes its job with it.
    """
    if not job.rpartition(".")[0].endswith("jobs"):
        raise ValueError(f"{job} is not in a jobs.py")
    async_task(job, **ids)
