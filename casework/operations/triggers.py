"""What the database itself refuses: a state off the table of moves, a started contact changed,
a decision on a person changed, and what is added and never changed."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register
from casework.operations.models.states import EDGES

_EDGES = ", ".join(f"'{source}>{target}'" for source, target in EDGES)
_MOVES = f"(old.state = new.state OR old.state || '>' || new.state IN ({_EDGES}))"
# What a contact is, once its intervention runs; only its result is still to come.
_OF_A_STARTED = ("member_id", "kind", "wave", "minutes", "started_for", "started_at", "state")
_OF_A_DECISION = ("decision", "decision_reason", "decided_by_id", "decided_at", "case_id")


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"new.{column} IS DISTINCT FROM old.{column}" for column in columns)


GUARDS = register(
    [
        Guard(
            name="operations_operation_moves",
            table="operations_operation",
            moment="UPDATE",
            sentence="An operation moves only as its table of moves says.",
            when=f"NOT {_MOVES}",
        ),
        Guard(
            name="operations_operation_no_delete",
            table="operations_operation",
            moment="DELETE",
            sentence="An operation cannot be removed; it is cancelled.",
        ),
        Guard(
            name="operations_timedcontact_started_no_update",
            table="operations_timedcontact",
            moment="UPDATE",
            sentence="A contact that was started cannot be changed.",
            when=f"old.state = 'STARTED' AND ({_changed(_OF_A_STARTED)})",
        ),
        Guard(
            name="operations_timedcontact_no_delete",
            table="operations_timedcontact",
            moment="DELETE",
            sentence="A contact cannot be removed; it is dropped for a reason.",
        ),
        Guard(
            name="operations_cohortmember_decided_no_update",
            table="operations_cohortmember",
            moment="UPDATE",
            sentence="What was decided on a person cannot be changed.",
            when=f"old.decision <> '' AND ({_changed(_OF_A_DECISION)})",
        ),
        Guard(
            name="operations_cohortmember_no_delete",
            table="operations_cohortmember",
            moment="DELETE",
            sentence="A person who was proposed stays on the list, approved or not.",
        ),
        *append_only(
            "operations_eventmove",
            sentence="A move of the event cannot be changed; it moves again.",
            keys=("operation_id, number",),
        ),
        *append_only(
            "operations_earlierevent",
            sentence="An earlier event cannot be changed.",
            keys=("operation_id, at",),
        ),
        *append_only("operations_memberground", sentence="A ground cannot be changed."),
        *append_only(
            "operations_debriefline",
            sentence="What the debrief has to speak of cannot be removed.",
            keys=("member_id, change_id",),
        ),
    ]
)
