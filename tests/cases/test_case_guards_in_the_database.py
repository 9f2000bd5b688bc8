"""The database itself refuses what the actions would never do, whoever writes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django_fsm import RETURN_VALUE

from casework.cases.models import Case, ContactHold, RiskAssessment, State, StepDownProposal
from casework.cases.models.states import EDGES
from tests import makers_cases
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db

APPEND_ONLY = {
    "cases_move": "reason = 'changed'",
    "cases_linkedflag": "linked_at = opened_at",
    "cases_change": "note = 'changed'",
    "cases_adoptionchecks": "mappa_check = 'changed'",
    "cases_adoption": "necessity = 'changed'",
    "cases_riskassessment": "band = 'STANDARD'",
    "cases_stepdownproposal": "reason = 'changed'",
    "cases_contactgate": "deconflicted = NOT deconflicted",
    "cases_victimcheck": "outcome = 'SAFE'",
    "cases_contacthold": "note = 'changed'",
}


def refused(statement: str) -> bool:
    """Whether the database refuses one raw statement; it is undone either way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount, f"nothing was there to change: {statement}"
            transaction.set_rollback(True)
    except DatabaseError as error:
        return "cannot be changed" in str(error) or "table of moves" in str(error)
    return False


@pytest.fixture
def case_with_everything() -> Case:
    """A case with a row in every table that only grows."""
    case = makers_cases.make_case(state=State.ACTIVE)
    people = makers_cases.people_of(case)
    makers_cases.open_gate(case)
    makers_cases.actions.open_case(flag=makers_cases.make_other_flag(case.person), by=None)
    makers_cases.actions.place_hold(
        case=case, by=people.manager, kind="COMPLAINT", note="A complaint is being looked into."
    )
    makers_cases.actions.propose_step_down(
        case=case, by=people.supervisor, reason="Quiet.", victim_view="Agrees."
    )
    makers_cases.actions.note_change(
        case=case, by=people.officer, kind="COURT", note="Hearing next week."
    )
    return Case.objects.get(pk=case.pk)


def every_attack(case: Case) -> list[str]:
    attacks = []
    for table, change in APPEND_ONLY.items():
        change = change.replace("opened_at", f"'{case.opened_at.isoformat()}'")
        attacks.append(f"UPDATE {table} SET {change}")
        attacks.append(f"DELETE FROM {table}")
    attacks.append("UPDATE cases_case SET person_id = person_id + 1, number = number + 1")
    attacks.append("UPDATE cases_case SET state = 'CLOSED'")
    attacks.append("DELETE FROM cases_case")
    return attacks


def test_raw_sql_changes_nothing_that_was_decided(case_with_everything: Case) -> None:
    let_through = [each for each in every_attack(case_with_everything) if not refused(each)]
    assert let_through == []


def test_without_the_guards_raw_sql_rewrites_what_was_decided(
    case_with_everything: Case,
) -> None:
    with guards_off():
        statement = "UPDATE cases_adoption SET necessity = 'changed'"
        assert not refused(statement)


@pytest.mark.postgres
@pytest.mark.parametrize("table", [*APPEND_ONLY, "cases_case"])
def test_no_table_of_decisions_can_be_emptied(table: str, case_with_everything: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=r"cannot be changed|table of moves|audit"):
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


def test_a_row_cannot_be_written_over(case_with_everything: Case) -> None:
    for table, change in APPEND_ONLY.items():
        if connection.vendor == "sqlite":
            statement = f"REPLACE INTO {table} SELECT * FROM {table}"
        else:
            upsert = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE"
            statement = f"{upsert} SET {change.replace('NOT d', f'NOT {table}.d')}"
        assert refused(statement.replace("opened_at", "now()")), table


def test_a_countersignature_is_written_once(case_with_everything: Case) -> None:
    assert RiskAssessment.objects.filter(countersigned_at=None).count() == 0
    assert refused("UPDATE cases_riskassessment SET countersigned_at = NULL")
    assert refused("UPDATE cases_riskassessment SET countersigned_by_id = signed_by_id + 0")


def test_a_proposal_is_decided_once(case_with_everything: Case) -> None:
    StepDownProposal.objects.update(decision="LAPSED", decided_at=case_with_everything.opened_at)
    assert refused("UPDATE cases_stepdownproposal SET decision = 'AGREED'")


def test_a_hold_is_lifted_once(case_with_everything: Case) -> None:
    at = case_with_everything.opened_at
    ContactHold.objects.update(lifted_at=at, lifted_by=case_with_everything.owner)
    assert refused("UPDATE cases_contacthold SET lifted_at = NULL, lifted_by_id = NULL")


@pytest.mark.parametrize("state", ["", "ADOPTED", "active"])
def test_a_state_that_is_none_is_refused(state: str) -> None:
    case = makers_cases.make_case(state=State.TRIAGE)
    with guards_off(), pytest.raises(DatabaseError, match="case_state_known"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=state)


def edges_of_the_transitions() -> set[tuple[str, str]]:
    """From and to of every transition declared on the model."""
    field = Case._meta.get_field("state")
    found = set()
    for move in field.get_all_transitions(Case):
        target = move.target
        targets = target.allowed_states if isinstance(target, RETURN_VALUE) else [target]
        found |= {(str(move.source), str(each)) for each in targets}
    return found


def test_the_database_allows_the_edges_of_the_model_and_no_others() -> None:
    assert {(str(a), str(b)) for a, b in EDGES} == edges_of_the_transitions()


def raw_moves() -> list[tuple[State, State]]:
    return [(a, b) for a in State for b in State if a != b]


def test_an_update_moves_a_case_along_an_edge_or_not_at_all() -> None:
    """Every pair of states, tried on the database with the other columns set to suit."""
    case = makers_cases.make_case(state=State.ASSESSMENT)
    wrong = [pair for pair in raw_moves() if pair not in EDGES and not stopped(case, *pair)]
    blocked = [pair for pair in raw_moves() if pair in EDGES and stopped(case, *pair)]
    assert (wrong, blocked) == ([], [])


def stopped(case: Case, source: State, target: State) -> bool:
    """Whether the edge guard stops this move, with the state put there by a superuser."""
    rows = Case.objects.filter(pk=case.pk)
    with transaction.atomic():
        with guards_off():
            rows.update(**suiting(source, case))
        try:
            with transaction.atomic():
                rows.update(**suiting(target, case))
            return False
        except DatabaseError as error:
            return "table of moves" in str(error)


def suiting(state: State, case: Case) -> dict[str, object]:
    """Columns with which the other constraints accept a case at `state`."""
    ended = state in (State.CLOSED, State.NOT_ADOPTED, State.TRANSFERRED_OUT)
    aside = state in (State.SUSPENDED, State.LED_BY_MAPPA)
    return {
        "state": state,
        "adopted_at": case.opened_at,
        "ended_at": case.opened_at if ended else None,
        "retention_group": "2" if state == State.CLOSED else "",
        "returns_to": "ACTIVE" if aside else "",
        "wake_on": case.opened_at.date() if state == State.SUSPENDED else None,
    }
