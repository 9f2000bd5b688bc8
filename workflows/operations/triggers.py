"""What a contact started is never exchanged."""

from __future__ import annotations

from casework.core.append_only import append_only, register

GUARDS = register(
    append_only(
        "operation_work_startedcontact",
        sentence="What a contact started cannot be changed.",
        keys=("contact_id", "intervention_id"),
    )
)
