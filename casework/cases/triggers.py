"""What the database itself refuses to change on a case, on SQLite and PostgreSQL.

A state moves only along an edge of the table of moves, whoever writes; decisions and the trail
are added, never changed; a countersignature, a decision on a proposal and the lifting of a hold
are written once.
"""

from __future__ import annotations

from casework.cases.models.states import EDGES
from casework.core.append_only import Guard, append_only, register

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
_RULE_LIFTED_ONCE = (
    "old.lifted_at IS NULL AND new.lifted_at IS NOT NULL AND "
    + _unchanged(
        "force_id",
        "team_id",
        "reach",
        "address_normal",
        "asked_by",
        "ground",
        "reason",
        "starts_at",
        "placed_by_id",
        "placed_at",
    )
    + " AND COALESCE(old.person_id, 0) = COALESCE(new.person_id, 0)"
    + " AND COALESCE(old.victim_id, 0) = COALESCE(new.victim_id, 0)"
    + " AND (old.ends_at = new.ends_at OR (old.ends_at IS NULL AND new.ends_at IS NULL))"
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

# Of a table that came later: installed by the migration that makes it.
RULE_GUARDS = register(
    append_only(
        "cases_contactrule",
        sentence="A do-not-contact rule cannot be changed, only lifted once.",
        unless=_RULE_LIFTED_ONCE,
    )
)


def _once(prefix: str, *columns: str) -> str:
    """It ends once, and nothing else about it changes."""
    ends = f"old.{prefix}_at IS NULL AND new.{prefix}_at IS NOT NULL"
    return f"{ends} AND {_unchanged(*columns)}"


def _no_second(table: str, end: str, *columns: str) -> Guard:
    """SQLite's INSERT OR REPLACE would take the one that stands out of the way unseen."""
    same = " AND ".join(f"{column} = new.{column}" for column in columns)
    return Guard(
        name=f"{table}_no_second",
        table=table,
        moment="INSERT",
        sentence="There is one already.",
        when=f"new.{end} IS NULL AND EXISTS (SELECT 1 FROM {table} WHERE {same} AND {end} IS NULL)",  # noqa: S608 - names from code
        only_on="sqlite",
    )


_RESTRICTED = ("case_id", "ground", "reason", "placed_by_id", "placed_at")
_HANDED_ON = f"(old.lifted_at IS NULL AND new.lifted_at IS NULL AND {_unchanged(*_RESTRICTED)})"
_BROKEN = ("force_id", "user_id", "reference", "reason", "at", "until")

# Of tables that came with restricted cases.
RESTRICTED_GUARDS = register(
    [
        *append_only(
            "cases_restriction",
            sentence="A restriction cannot be changed, only handed to another manager or lifted.",
            unless=f"{_HANDED_ON} OR ({_once('lifted', *_RESTRICTED, 'manager_id')})",
        ),
        *append_only(
            "cases_namedreader",
            sentence="A name on the list of a restricted case can only be taken off, once.",
            unless=_once(
                "removed", "restriction_id", "user_id", "reason", "named_by_id", "named_at"
            ),
        ),
        *append_only(
            "cases_interest",
            sentence="What was declared cannot be changed, only withdrawn once.",
            unless=_once("withdrawn", "case_id", "user_id", "how", "declared_by_id", "declared_at"),
        ),
        *append_only(
            "cases_glassbroken",
            sentence="That a case was asked for cannot be changed, only read once.",
            unless=_once("read", *_BROKEN)
            + " AND COALESCE(old.restriction_id, 0) = COALESCE(new.restriction_id, 0)",
        ),
        _no_second("cases_restriction", "lifted_at", "case_id"),
        _no_second("cases_namedreader", "removed_at", "restriction_id", "user_id"),
        _no_second("cases_interest", "withdrawn_at", "case_id", "user_id"),
    ]
)
