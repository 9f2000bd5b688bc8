"""A document is sealed once and for ever."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import Error, IntegrityError, connection, models, transaction

from casework.audit.models import Event
from casework.cases.models import Case
from casework.core import append_only
from casework.core.errors import Conflict
from letters.documents import actions
from letters.documents.models import Document
from letters.documents.triggers import GUARDS
from letters.documents.verifying import verify
from letters.pdf import Fault, RenderError
from tests import makers, makers_cases
from tests.makers_paper import CREATED, HTML, seal_document, small_pdf

pytestmark = pytest.mark.django_db
TABLE = Document._meta.db_table
COLUMNS = [field.column for field in Document._meta.concrete_fields]


def run(sql: str, *values: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def made(case: Case, **changes: Any) -> Document:
    given: dict[str, Any] = {
        "key": "act:1",
        "kind": "warning_letter",
        "title": "Letter",
        "case": case,
        "html": HTML,
        "inputs": {"name": "x"},
        "wording_version": "warning_letter-1",
        "by": None,
        "created": CREATED,
    }
    return actions.make(**given | changes)


def test_a_document_keeps_its_bytes_inputs_wording_hash_and_engine() -> None:
    document = seal_document()
    kept = Document.objects.get(pk=document.pk)
    assert bytes(kept.pdf) == small_pdf()
    assert kept.sha256 == hashlib.sha256(small_pdf()).hexdigest()
    assert kept.byte_length == len(small_pdf())
    assert kept.inputs == {"name": "Zoë Świątek"}
    assert kept.html == HTML
    assert (kept.pages, kept.wording_version) == (1, "warning_letter-1")
    assert kept.renderer.startswith("WeasyPrint 70.")
    assert verify(kept) == []


def test_sealing_writes_one_event_on_the_chain_of_the_case_without_a_word_of_the_text() -> None:
    case = makers_cases.make_case()
    with makers.assert_one_event("document.sealed") as events:
        document = seal_document(case=case)
    assert events[0].stream_id == case.audit_stream
    after = events[0].payload.body["after"]
    assert after["sha256"] == document.sha256
    assert "Świątek" not in str(events[0].payload.body)


def test_the_same_act_twice_leaves_one_document_and_one_event() -> None:
    case = makers_cases.make_case()
    first = seal_document(case=case, key="act:1")
    assert seal_document(case=case, key="act:1") == first
    assert Document.objects.count() == 1
    assert Event.objects.filter(verb="document.sealed").count() == 1


def test_without_the_look_for_the_first_the_database_still_keeps_out_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin: the job running twice fails instead of finding its document."""
    case = makers_cases.make_case()
    seal_document(case=case, key="act:1")
    monkeypatch.setattr(actions, "_sealed", lambda key, inputs_sha256: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        seal_document(case=case, key="act:1")
    assert Document.objects.count() == 1


def test_another_document_for_the_same_act_is_a_conflict() -> None:
    case = makers_cases.make_case()
    seal_document(case=case, key="act:1")
    with pytest.raises(Conflict, match="already been made"):
        seal_document(case=case, key="act:1", inputs={"name": "another"})


def test_what_is_there_is_not_printed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    case = makers_cases.make_case()
    first = made(case)
    monkeypatch.setattr(actions.paper, "render_in_child", None)
    assert made(case) == first


def test_a_document_that_cannot_be_printed_leaves_nothing_and_says_why() -> None:
    with pytest.raises(RenderError) as caught:
        made(makers_cases.make_case(), html="<img src='http://127.0.0.1:9/x' alt='x'>")
    assert caught.value.fault is Fault.FETCH
    assert not Document.objects.exists()
    assert not Event.objects.filter(verb="document.sealed").exists()


def test_a_failure_while_the_event_is_written_takes_the_document_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("no event")

    case = makers_cases.make_case()
    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError):
        seal_document(case=case)
    assert not Document.objects.exists()


# --- attacks with raw SQL, the same on SQLite and on PostgreSQL -----------------------------------


def test_raw_sql_cannot_update_any_column_of_a_document() -> None:
    seal_document()
    for column in COLUMNS:
        with pytest.raises(IntegrityError, match="cannot be changed"):
            run(f"UPDATE {TABLE} SET {column} = {column}")


def test_raw_sql_cannot_delete_a_document() -> None:
    seal_document()
    with pytest.raises(IntegrityError, match="cannot be changed"):
        run(f"DELETE FROM {TABLE}")


def test_raw_sql_cannot_put_a_document_in_the_place_of_another() -> None:
    seal_document()
    attack = f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}"
    if connection.vendor == "postgresql":
        attack = (
            f"INSERT INTO {TABLE} SELECT * FROM {TABLE} "
            "ON CONFLICT (key) DO UPDATE SET sha256 = 'other'"
        )
    with pytest.raises(IntegrityError, match="cannot be changed"):
        run(attack)


def test_raw_sql_cannot_replace_a_document_by_its_key_alone() -> None:
    document = seal_document()
    columns = ", ".join(COLUMNS)
    values = ", ".join("id + 1000" if column == "id" else column for column in COLUMNS)
    attack = f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {values} FROM {TABLE}"
    if connection.vendor == "postgresql":
        attack = f"INSERT INTO {TABLE} ({columns}) SELECT {values} FROM {TABLE}"
    with pytest.raises(IntegrityError):
        run(attack)
    assert Document.objects.get() == document


@pytest.mark.postgres
def test_raw_sql_cannot_empty_the_ledger_at_a_stroke() -> None:
    with pytest.raises(Error, match="cannot be changed"):
        run(f"TRUNCATE {TABLE} CASCADE")


def test_the_methods_of_django_are_refused_too() -> None:
    document = seal_document()
    for attack in (
        document.save,
        document.delete,
        lambda: Document.objects.update(kind="other"),
        lambda: Document.objects.bulk_update([document], ["kind"]),
        lambda: Document.objects.filter(pk=document.pk)._raw_delete("default"),
    ):
        with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
            attack()


def test_without_its_guards_a_document_could_be_changed_and_the_check_names_it() -> None:
    """The red twin of the attacks above, and what `verify` is for."""
    document = seal_document()
    append_only.remove(connection, GUARDS)
    try:
        assert run(f"UPDATE {TABLE} SET pdf = %s", b"%PDF other") == 1
        document.refresh_from_db()
        assert verify(document) == [
            "The bytes are not those that were sealed.",
            "The length is not the one that was recorded.",
        ]
        run(f"UPDATE {TABLE} SET inputs = %s", '{"name":"another"}')
        document.refresh_from_db()
        assert "The inputs are not those that were recorded." in verify(document)
    finally:
        append_only.install(connection, GUARDS)


# --- two workers, and a killed one ----------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_job_leave_one_document() -> None:
    case = makers_cases.make_case()
    start, found, pdf = Barrier(2), [], small_pdf()

    def work() -> None:
        start.wait()
        try:
            found.append(seal_document(case=case, key="act:1", pdf=pdf).pk)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    assert Event.objects.filter(verb="document.sealed").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", ["render_in_child", "seal", "record"])
def test_a_worker_killed_anywhere_leaves_nothing_and_the_next_one_makes_one(at: str) -> None:
    case = makers_cases.make_case()
    assert _worker(case, kill_at=at) == -signal.SIGKILL
    assert not Document.objects.exists()
    first, again = made(case), made(case)
    assert first == again == Document.objects.get()
    assert verify(first) == []
    assert Event.objects.filter(verb="document.sealed").count() == 1


WORKER = """
import os, signal, sys
import django
from django.conf import settings
django.setup()
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
from datetime import UTC, datetime
from casework.cases.models import Case
from letters.documents import actions

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

where = {"render_in_child": actions.paper}.get(sys.argv[3], actions)
setattr(where, sys.argv[3], die)
actions.make(
    key="act:1", kind="warning_letter", title="Letter", html=sys.argv[4], inputs={"name": "x"},
    wording_version="warning_letter-1", by=None, created=datetime(2026, 11, 22, tzinfo=UTC),
    case=Case.objects.get(pk=sys.argv[2]),
)
"""


def _worker(case: Case, *, kill_at: str) -> int:
    """Run the job in a process of its own on this test's database, which dies on its way."""
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", WORKER, name, str(case.pk), kill_at, HTML]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "casework.settings"}
    return subprocess.run(command, cwd=settings.ROOT, env=environment, check=False).returncode
