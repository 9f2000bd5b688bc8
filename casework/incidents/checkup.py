"""The doctor's look at imports: no file of a force may lie about with nothing that needs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from casework.core.doctor import register
from casework.incidents.jobs import FORGOTTEN_AFTER
from casework.incidents.leftovers import left_behind

# The clock removes them once an hour; twice that and it does not.
GRACE = timedelta(hours=2)


@register("No file given for import is left behind")
def no_file_is_left_behind() -> Iterator[str]:
    limit = timezone.now() - timedelta(hours=FORGOTTEN_AFTER.value) - GRACE
    left = left_behind(before=limit)
    if left:
        yield (
            f"Files given for import lie in {left[0].parent} and nothing needs them, {len(left)} "
            f"in all, the first is {left[0].name}. They hold records of a force. "
            "Start the queue, which removes them: python manage.py worker"
        )
