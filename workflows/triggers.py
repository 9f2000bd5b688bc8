"""What the database itself refuses about tasks; the room's migrations install these guards."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register

DONE_ONCE = "That a task was done cannot be changed."
DUE_ONCE = "A due time cannot be moved."
GUARDS = register(
    [
        *append_only("workflows_completion", sentence=DONE_ONCE, pk="task_id"),
        Guard(
            name="workflows_task_due_once",
            table="workflows_task",
            moment="UPDATE",
            sentence=DUE_ONCE,
            when="old.due_at IS NOT NULL AND (new.due_at IS NULL OR new.due_at <> old.due_at)",
        ),
    ]
)
