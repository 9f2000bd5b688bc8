"""What may stay of a failure: which error, where in our code; never what it was holding.

The engine writes every local variable of the failing frame into the task, and an exception's
message may quote a row. Either could be a victim's address.
"""

from __future__ import annotations

import re
from typing import Any

from viewflow.workflow.signals import task_failed

FRAME = re.compile(r'File ".*?([^/"]+/[^/"]+)", line (\d+), in (\S+)')
ERROR = re.compile(r"^(?:[\w.]*\.)?(\w+)(?::|$)")


def forget_what_it_held(*, task: Any, **_: Any) -> None:
    """Cut the engine's record of a failure down to the error's name and the lines it crossed.

    Runs inside the transaction that failed the task, so the full record is never committed.
    """
    failure = task.data.get("_exception") if task.data else None
    if not failure or "frames" in failure:
        return
    traceback = failure.get("traceback", "")
    lines = [line for line in traceback.splitlines() if line and not line.startswith(" ")]
    named = ERROR.match(lines[-1]) if lines else None
    task.data["_exception"] = {
        "error": named.group(1) if named else "Error",
        "frames": [f"{path}:{line} {name}" for path, line, name in FRAME.findall(traceback)],
    }
    task.save(update_fields=["data"])


def connect() -> None:
    """Listen to the engine; called once when the app is ready."""
    task_failed.connect(forget_what_it_held, dispatch_uid="workflows.failures")
