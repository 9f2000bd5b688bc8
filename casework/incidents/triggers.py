"""What the database keeps of an import: its counts and what each batch left behind."""

from __future__ import annotations

from casework.core.append_only import append_only, register

GUARDS = register(
    [
        *append_only(
            "incidents_importbatch",
            sentence="An import cannot be changed once its rows are counted.",
            # The transaction that makes a batch counts its rows last.
            unless="old.read = 0 AND new.id = old.id AND new.force_id = old.force_id",
        ),
        *append_only(
            "incidents_incidentrevision",
            sentence="What an import left behind cannot be changed.",
            keys=("incident_id, batch_id, content_hash",),
        ),
    ]
)
# Installed by a later migration than the others: its table came later.
DOUBT_GUARDS = register(
    append_only(
        "incidents_victimdoubt",
        sentence="What an import left behind cannot be changed.",
        keys=("earlier_id, later_id",),
    )
)
