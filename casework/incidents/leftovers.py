"""Files of the imports page that nothing names any more, because a process was killed.

A file is written before its row and removed after the row is done with, so that no row ever
names a file that was never kept. A process killed in between leaves a file without a row that
waits for it. Such a file is no record: what was imported of it is in the records.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from casework.incidents.models import Upload


def uploads_folder() -> Path:
    """Where checked files lie until they are imported or put aside."""
    return Path(settings.MEDIA_ROOT) / "uploads"


def left_behind(*, before: datetime) -> list[Path]:
    """Files last written before the aware instant `before` that no waiting upload names, by name.

    `before` must lie further back than a check takes: a file that is being checked has no row
    yet.
    """
    old = [path for path in sorted(uploads_folder().glob("*")) if _written(path, before)]
    # Read after the files: a row that came meanwhile keeps its file.
    waiting = {str(pk) for pk in Upload.objects.waiting().values_list("pk", flat=True)}
    return [path for path in old if path.stem not in waiting]


def _written(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:  # removed just now, by whoever was done with it
        return False
