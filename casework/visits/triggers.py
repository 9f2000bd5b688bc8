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
# Of tables that came later, by a migration of their own.
FOLLOWING = register(
    [
        *append_only(
            "visits_safeguardingreferral",
            sentence="What was done for somebody to be safe cannot be changed.",
        ),
        *append_only(
            "visits_markerproposal",
            sentence="A marker that was proposed cannot be changed, only decided on once.",
            unless="old.decision = '' AND new.decision <> '' AND new.id = old.id "
            "AND new.visit_id = old.visit_id AND new.kind = old.kind AND new.note = old.note "
            "AND new.proposed_by_id = old.proposed_by_id AND new.proposed_at = old.proposed_at",
        ),
    ]
)
