"""What may stay of a failure: which error, where in our code, and why where the reason is one of a
closed list of sentences; never what it was holding.

The engine writes every local variable of the failing frame into the task, and an exception's
message may quote a row. Either could be a victim's address.
"""

from __future__ import annotations

import re
from typing import Any

from viewflow.workflow.signals import task_failed

from letters.pdf.errors import SENTENCES
from workflows.models import Intervention

FRAME = re.compile(r'File ".*?([^/"]+/[^/"]+)", line (\d+), in (\S+)')
ERROR = re.compile(r"^(?:[\w.]*\.)?(\w+)(?::|$)")


def forget_what_it_held(*, task: Any, **_: Any) -> None:
    """Cut the engine's record of a failure down to the error's name, its reason where that holds no
    word of anybody, and the lines it crossed.

    Runs inside the transaction that failed the task, so the full record is never committed.
    """
    failure = task.data.get("_exception") if task.data else None
    if not failure or "frames" in failure:
        return
    traceback = failure.get("traceback", "")
    lines = [line for line in traceback.splitlines() if line and not line.startswith(" ")]
    last = lines[-1] if lines else ""
    named, reason = ERROR.match(last), last.partition(": ")[2]
    task.data["_exception"] = {
        "error": named.group(1) if named else "Error",
        "reason": reason if reason in SENTENCES.values() else "",
        "frames": [f"{path}:{line} {name}" for path, line, name in FRAME.findall(traceback)],
    }
    task.save(update_fields=["data"])


def why_it_failed(intervention: Intervention) -> dict[str, str]:
    """For the page of the task that a failed job led to: `failed_because`, empty where the reason
    is not one that may be shown."""
    failed = intervention.task_set.filter(data__has_key="_exception").order_by("-pk").first()
    kept = failed.data["_exception"] if failed else {}
    return {"failed_because": kept.get("reason", "")}


def connect() -> None:
    """Listen to the engine; called once when the app is ready."""
    task_failed.connect(forget_what_it_held, dispatch_uid="workflows.failures")
