"""What the database itself refuses to change on a case, on SQLite and PostgreSQL.

A state moves only along an edge of the table of moves, whoever writes; decisions and the trail
are added, never changed; a countersignature, a decision on a proposal and the lifting of a hold
are written once.
"""

from __future__ import annotations

from casework.cases.models.states import EDGES
from casework.core.append_only import append_only, register

NOT_ALONG_THE_TABLE = "A case moves only as its table of moves says."
REFUSAL = "What was decided on a case cannot be changed, only followed by another decision."

_EDGES = ", ".join(f"'{source}>{target}'" for source, target in EDGES)
_MOVES = f"(old.state = new.state OR old.state || '>' || new.state IN ({_EDGES}))"


def _unchanged(*columns: str) -> str:
    return " AND ".join(f"old.{column} = new.{column}" for column in columns)


_COUNTERSIGNED_ONCE = (
    "old.countersigned_at IS NULL AND new.countersigned_at IS NOT NULL AND "
    + _unchanged(
        "case_id",
        "band",
        "tool",
        "tool_version",
        "static_history",
        "dynamic_factors",
        "protective_factors",
        "people_at_risk",
        "scenarios",
        "stalking_and_control",
        "confidence",
        "missing_information",
        "review_due_on",
        "signed_by_id",
        "signed_at",
    )
)
_DECIDED_ONCE = "old.decision = '' AND new.decision <> '' AND " + _unchanged(
    "case_id", "reason", "victim_view", "proposed_by_id", "proposed_at"
)
_LIFTED_ONCE = "old.lifted_at IS NULL AND new.lifted_at IS NOT NULL AND " + _unchanged(
    "case_id", "kind", "note", "placed_by_id", "placed_at"
)
_SAME_CASE = _unchanged("number", "year", "force_id", "person_id", "episode", "opened_at")


GUARDS = register(
    [
        *append_only(
            "cases_case",
            sentence=NOT_ALONG_THE_TABLE,
            keys=("number, year",),
            unless=f"{_MOVES} AND {_SAME_CASE}",
        ),
        *append_only("cases_move", sentence=REFUSAL),
        *append_only("cases_change", sentence=REFUSAL),
        *append_only("cases_linkedflag", sentence=REFUSAL, keys=("flag_id",)),
        *append_only("cases_adoptionchecks", sentence=REFUSAL),
        *append_only("cases_adoption", sentence=REFUSAL, keys=("case_id",)),
        *append_only("cases_riskassessment", sentence=REFUSAL, unless=_COUNTERSIGNED_ONCE),
        *append_only("cases_stepdownproposal", sentence=REFUSAL, unless=_DECIDED_ONCE),
        *append_only("cases_contactgate", sentence=REFUSAL),
        *append_only("cases_victimcheck", sentence=REFUSAL, keys=("gate_id, victim_id",)),
        *append_only("cases_contacthold", sentence=REFUSAL, unless=_LIFTED_ONCE),
    ]
)
