"""The database's own refusal to change the log, whoever asks, on SQLite and PostgreSQL.

Event, payload and mention rows can only be added; a stream can only grow. A superuser can drop
a trigger, which is why rows are chained as well (`chain`).
"""

from __future__ import annotations

from casework.core.append_only import append_only, register

REFUSAL = "The audit log cannot be changed."
GUARDS = register(
    [
        *append_only("audit_event", sentence=REFUSAL, keys=("stream_id, seq",)),
        *append_only("audit_payload", sentence=REFUSAL, pk="event_id"),
        *append_only("audit_mention", sentence=REFUSAL, keys=("event_id, object",)),
        *append_only(
            "audit_stream",
            sentence=REFUSAL,
            pk="name",
            unless="new.length > old.length AND new.name = old.name",
        ),
    ]
)
