"""The doctor's look at the log."""

from __future__ import annotations

from collections.abc import Iterator

from casework.audit import status
from casework.core.doctor import register


@register("The audit log was whole at its last check")
def log_was_whole() -> Iterator[str]:
    last = status.last_check()
    for problem in last.problems[:1]:
        yield (
            f"The audit log is not complete: {problem}. Tell the data protection officer, "
            "then see all of it: python manage.py verify_audit"
        )
