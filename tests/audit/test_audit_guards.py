"""The database's own refusal, attacked with raw SQL. The same on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from casework.audit.models import Event, Mention, Payload, Stream
from casework.audit.triggers import GUARDS
from casework.core import append_only
from tests import makers_audit
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db

TABLES: list[type[models.Model]] = [Event, Payload, Mention, Stream]
ROWS: list[type[models.Model]] = [Event, Payload, Mention]
COLUMNS = [(model, field.column) for model in ROWS for field in model._meta.concrete_fields]


def run(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


def _name(value: Any) -> str:
    return table(value) if isinstance(value, type) else str(value)


@pytest.fixture(autouse=True)
def _a_log() -> None:
    makers_audit.make_log()


@pytest.mark.parametrize(("model", "column"), COLUMNS, ids=_name)
def test_no_column_of_the_log_can_be_updated(model: type[models.Model], column: str) -> None:
    with pytest.raises(IntegrityError, match="cannot be changed"):
        run(f"UPDATE {table(model)} SET {column} = {column}")


@pytest.mark.parametrize("model", TABLES, ids=_name)
def test_no_row_of_the_log_can_be_deleted(model: type[models.Model]) -> None:
    with pytest.raises(IntegrityError, match="cannot be changed"):
        run(f"DELETE FROM {table(model)}")


@pytest.mark.parametrize("model", ROWS, ids=_name)
def test_the_querysets_of_django_are_refused_too(model: type[models.Model]) -> None:
    first = model.objects.order_by("pk").first()  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        first.save()
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        first.delete()


@pytest.mark.parametrize("model", TABLES, ids=_name)
def test_no_row_can_be_put_in_the_place_of_another(model: type[models.Model]) -> None:
    if connection.vendor == "sqlite":
        attack = f"INSERT OR REPLACE INTO {table(model)} SELECT * FROM {table(model)} LIMIT 1"
    else:
        pk = model._meta.pk.column
        attack = (
            f"INSERT INTO {table(model)} SELECT * FROM {table(model)} LIMIT 1 "
            f"ON CONFLICT ({pk}) DO UPDATE SET {pk} = excluded.{pk}"
        )
    with pytest.raises(IntegrityError, match="cannot be changed"):
        run(attack)


@pytest.mark.postgres
@pytest.mark.parametrize("model", TABLES, ids=_name)
def test_no_table_of_the_log_can_be_emptied_at_a_stroke(model: type[models.Model]) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL empties no table whose keys are unchecked
    with pytest.raises(IntegrityError, match="cannot be changed"):
        run(f"TRUNCATE {table(model)} CASCADE")


@pytest.mark.parametrize("change", ["length = length - 1", "length = length", "name = 'other'"])
def test_the_head_of_a_chain_can_only_move_on(change: str) -> None:
    with pytest.raises(IntegrityError, match="cannot be changed"):
        run(f"UPDATE audit_stream SET {change} WHERE name = 'case:1'")


def test_a_second_event_in_one_place_is_refused() -> None:
    event = Event.objects.order_by("pk").first()
    assert event is not None
    event.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


@pytest.mark.parametrize("model", ROWS, ids=_name)
def test_without_the_guards_a_row_could_be_changed_and_removed(model: type[models.Model]) -> None:
    pk = model._meta.pk.column
    with guards_off():
        assert run(f"UPDATE {table(model)} SET {pk} = {pk}") > 0
        if model is Mention:
            assert run(f"DELETE FROM {table(model)}") > 0


def test_every_guard_is_there_and_a_missing_one_is_named() -> None:
    assert append_only.missing(connection, GUARDS) == set()
    append_only.remove(connection, GUARDS)
    assert append_only.missing(connection, GUARDS) == {
        guard.name for guard in GUARDS if guard.only_on in ("", connection.vendor)
    }
    append_only.install(connection, GUARDS)
    assert append_only.missing(connection, GUARDS) == set()


def test_every_table_of_the_room_is_guarded() -> None:
    from django.apps import apps

    tables = {model._meta.db_table for model in apps.get_app_config("audit").get_models()}
    assert tables == {guard.table for guard in GUARDS}
