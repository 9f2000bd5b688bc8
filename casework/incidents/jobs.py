"""What the queue does for imports. Each may run twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from casework.core.errors import Conflict
from casework.core.policy import number
from casework.incidents.actions import put_aside
from casework.incidents.leftovers import left_behind
from casework.incidents.models import Upload

FORGOTTEN_AFTER = number("import.keep_checked_file_hours", 24, unit="hours", source="local")


def put_aside_forgotten() -> int:
    """Remove checked files that nobody confirmed in time, and those that a process which was
    killed left behind; returns how many."""
    limit = timezone.now() - timedelta(hours=FORGOTTEN_AFTER.value)
    removed = 0
    for upload in Upload.objects.waiting().filter(uploaded_at__lt=limit).order_by("uploaded_at"):
        try:
            put_aside(upload=upload, by=None, reason="Nobody confirmed it in time.")
        except Conflict:  # confirmed or put aside just now
            continue
        removed += 1
    for path in left_behind(before=limit):
        path.unlink(missing_ok=True)
        removed += 1
    return removed
