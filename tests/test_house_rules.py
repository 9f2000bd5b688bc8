"""The laws of the house about who may write, import and call what, read from the code itself.

Every law has a red twin: a line that breaks it and has to be found.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django_fsm import FSMFieldMixin

from tests.house import at, breaches, calls, found_in, imported, keywords, receiver

MACHINES = {
    model.__name__: field
    for model in apps.get_models()
    for field in model._meta.get_fields()
    if isinstance(field, FSMFieldMixin)
}
STATE_FIELDS = {field.name for field in MACHINES.values()}
MOVES = {
    move.name
    for name, field in MACHINES.items()
    for move in getattr(field.model(), f"get_all_{field.name}_transitions")()
}

# --- only actions write ---------------------------------------------------------------------------

MAKING = {
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "acreate",
    "aupdate",
    "adelete",
    "asave",
}
SAVING_WITH = {"update_fields", "force_insert", "force_update", "using", None}


def writes(node: ast.AST) -> Iterator[str]:
    """Calls that change rows: made, saved, updated or deleted."""
    for call, name in calls(node):
        names = {each.arg for each in call.keywords}
        made = name in MAKING and receiver(call) not in ("super()", "tempfile")
        saved = name == "save" and not call.args and names <= SAVING_WITH
        updated = name == "update" and bool(call.keywords) and not call.args
        deleted = name == "delete" and not call.args and not names
        if receiver(call) and (made or saved or updated or deleted):
            yield at(call)


WRITERS = {
    "*/actions.py": "the writers of a room",
    "*/actions/*.py": "the writers of a room",
    "casework/incidents/importer/*.py": "what an import writes, in batches, with its own events",
    "casework/audit/keeping.py": "how every action ends that moved a record, with its one event",
    "casework/audit/status.py": "what the log says about its own check",
    "casework/core/jobs.py": "tidies sessions and results of jobs: no record",
    "casework/core/queue.py": "the queue's own rows",
    "casework/core/schedules.py": "the clock's own rows",
    "casework/core/heartbeat.py": "the sign of life of the queue",
    "casework/core/clock.py": "what the clock of a machine showed: no record",
    "casework/accounts/attempts.py": "counts of refused sign-ins: no record",
    "casework/accounts/models.py": "the manager that makes a user with a password",
    "workflows/flow.py": "the engine's own rows, written by its own kinds of step",
    "workflows/activations.py": "the same, of what no person does",
    "workflows/models/work.py": "which task came from which, once for a transaction",
    "workflows/failures.py": "takes personal data out of what the engine notes about a failure",
}


def test_only_actions_write() -> None:
    assert breaches(writes, WRITERS) == []


@pytest.mark.parametrize(
    "line",
    [
        "case.save()",
        "case.save(update_fields=['owner'])",
        "Case.objects.create(number=1)",
        "Case.objects.filter(pk=1).update(owner=None)",
        "Case.objects.bulk_update(cases, ['owner'])",
        "case.notes.all().delete()",
    ],
)
def test_a_write_is_found(line: str) -> None:
    assert found_in(writes, line)


@pytest.mark.parametrize(
    "line", ["seen.update(names)", "digest.update(b'')", "image.save(out, format='PNG')"]
)
def test_what_only_looks_like_a_write_is_not(line: str) -> None:
    assert not found_in(writes, line)


# --- a state moves only through its transitions, and only in actions ------------------------------


def state_set(node: ast.AST) -> Iterator[str]:
    """Ways round a guarded state: assigned, set by name, or given to a row or a query."""
    for each in ast.walk(node):
        targets = getattr(each, "targets", [getattr(each, "target", None)])
        if isinstance(each, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in targets:
                inside = isinstance(target, ast.Attribute) and target.attr in STATE_FIELDS
                if inside:
                    yield at(each)
    for call, name in calls(node):
        by_name = name in ("setattr", "bulk_update", "__setattr__") and any(
            isinstance(part, ast.Constant) and part.value in STATE_FIELDS for part in ast.walk(call)
        )
        if by_name or (keywords(call) & STATE_FIELDS and makes_a_machine(call, name)):
            yield at(call)


def makes_a_machine(call: ast.Call, name: str) -> bool:
    """Whether it makes or updates a row whose state is guarded, as far as the code tells."""
    if name in MACHINES:
        return True
    if name not in MAKING | {"update", "aupdate"}:
        return False
    model = receiver(call).partition(".")[0]
    named = model[:1].isupper()
    return not named or model in MACHINES


def test_a_guarded_state_is_never_set_past_its_transitions() -> None:
    assert breaches(state_set, {}) == []


@pytest.mark.parametrize(
    "line",
    [
        "case.state = State.CLOSED",
        "setattr(case, 'state', 'CLOSED')",
        "Case(state='CLOSED')",
        "Case.objects.create(person=person, state='CLOSED')",
        "rows.update(state='CLOSED')",
        "Case.objects.filter(pk=1).update(state='CLOSED')",
        "Case.objects.bulk_update(rows, ['state'])",
    ],
)
def test_a_way_round_the_transitions_is_found(line: str) -> None:
    assert found_in(state_set, line)


def test_every_guarded_state_is_protected_and_there_is_one_a_record() -> None:
    assert set(MACHINES) >= {"Case", "Letter", "Visit"}
    assert [name for name, field in MACHINES.items() if not field.protected] == []
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FSMFieldMixin)
    ]
    assert len(fields) == len(MACHINES)


# Names that files, connections and forms have too; the transition of that name is a method of a
# record, and its call is found by what it is called on.
RECORDS = {name.lower() for name in MACHINES} | {"row", "record", "obj"}


def moves(node: ast.AST) -> Iterator[str]:
    """Calls of a transition on something called after a record."""
    for call, name in calls(node):
        if name in MOVES and receiver(call).rpartition(".")[2] in RECORDS:
            yield at(call)


MOVERS = {"*/actions/*.py": "the writers of a room"}


def test_only_actions_call_transitions() -> None:
    assert breaches(moves, MOVERS) == []


def test_a_transition_called_in_a_view_is_found() -> None:
    assert found_in(moves, "def view(request):\n    case.adopt()")
    assert found_in(moves, "intervention.letter.issue(by=user, at=now)")


# --- raw SQL ----------------------------------------------------------------------------------


def raw_sql(node: ast.AST) -> Iterator[str]:
    for call, name in calls(node):
        if name in ("cursor", "raw", "RawSQL", "RunSQL", "executescript") or (
            name == "extra" and receiver(call).count("objects")
        ):
            yield at(call)


SQL = {
    "casework/audit/actions.py": "moves the heads of many chains in one write",
    "casework/core/append_only.py": "laws that the database itself holds",
    "casework/core/checkup.py": "asks the database how it is set up",
    "casework/core/clock.py": "asks the database what time it is",
    "casework/identification/threshold.py": "the threshold rule in one statement",
}


def test_sql_stands_only_where_it_must() -> None:
    assert breaches(raw_sql, SQL) == []


def test_sql_anywhere_else_is_found() -> None:
    assert found_in(raw_sql, "connection.cursor().execute('UPDATE cases_case SET state = 1')")
    assert found_in(raw_sql, "Case.objects.raw('SELECT 1')")


# --- one door to each library -----------------------------------------------------------------

DOORS = {
    "viewflow": {"workflows/*.py": "only the verbs know the engine"},
    "weasyprint": {"letters/pdf/*.py": "only the printer knows what prints"},
    "pypdfium2": {"letters/pdf/*.py": "only the printer reads what was printed"},
    "icalendar": {"workflows/worklist/calendar.py": "only the feed knows what a calendar reads"},
    "scipy": {"workflows/caseload/forecast/survival.py": "only the forecast counts survival"},
    "django_q": {
        "casework/core/*.py": "the seam to the queue, its schedules, its keeper and its doctor",
    },
}


@pytest.mark.parametrize("library", DOORS)
def test_a_library_is_known_behind_one_door(library: str) -> None:
    assert breaches(importing(library), DOORS[library]) == []


def importing(library: str):
    def imports(node: ast.AST) -> Iterator[str]:
        for each, module in imported(node):
            if module.partition(".")[0] == library:
                yield at(each)

    return imports


def test_an_import_is_found_wherever_it_stands() -> None:
    late = "def view(request):\n    from weasyprint.document import Document"
    assert found_in(importing("weasyprint"), late)
    assert found_in(importing("django_q"), "import django_q.tasks as jobs")
    assert not found_in(importing("viewflow"), "from viewflows import other")
