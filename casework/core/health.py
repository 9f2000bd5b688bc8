"""`/health/`: whether the site can do its work, for a load balancer or a monitor.

It says what is late and by how much, never about whom, so it is open to anyone.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from casework.core import clock, jobs, schedules
from casework.core.checkup import QUEUE_LATE
from casework.core.heartbeat import age


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 with `{"ok": true, ...}`, or 503 when the database, the queue or the clock is not well.

    `late` names what is late, and "clock" where this machine's is not believed; `ages` holds the
    seconds since each thing last happened, null when it never did. `stuck` counts what is long past
    its moment although its clock runs: somebody has to look (`manage.py doctor`), but the site does
    its work, so it alone is no 503.
    """
    try:
        limits = {jobs.QUEUE: QUEUE_LATE} | {
            scheduled.name: scheduled.late_after for scheduled in schedules.declared()
        }
        ages = {name: age(name) for name in limits}
        doubted = clock.doubt() is not None
        stuck = schedules.stuck()
    except DatabaseError:
        return JsonResponse({"ok": False, "late": ["database"], "ages": {}}, status=503)
    # A sign of life from the future is none: the clock of that machine was set back since.
    late = [name for name, span in ages.items() if span is None or abs(span) >= limits[name]]
    late += ["clock"] if doubted else []
    told = {"ok": not late, "late": late, "stuck": stuck}
    told["ages"] = {name: _seconds(ages[name]) for name in ages}
    return JsonResponse(told, status=503 if late else 200)


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())
