"""What the database keeps of a visit: attempts and records are added, never changed."""

from __future__ import annotations

from casework.core.append_only import append_only, register

GUARDS = register(
    [
        *append_only(
            "visits_visitattempt",
            sentence="An attempt at the door cannot be changed.",
            keys=("visit_id, number",),
        ),
        *append_only(
            "visits_visitrecord",
            sentence="A visit record cannot be changed; a correction is a new version.",
            keys=("visit_id, version",),
        ),
        *append_only(
            "visits_visitcheck",
            sentence="A check cannot be changed; it is made again.",
            keys=("visit_id, attempt, kind",),
        ),
    ]
)
