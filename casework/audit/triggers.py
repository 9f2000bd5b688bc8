"""The database's own refusal to change the log, whoever asks, on SQLite and PostgreSQL.

Event, payload and mention rows can only be added; a stream can only grow. A superuser can drop
a trigger, which is why rows are chained as well (`chain`).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

ROWS = ("audit_event", "audit_payload", "audit_mention")
STREAM = "audit_stream"
REFUSAL = "The audit log cannot be changed."
SHORTENED = "new.length <= old.length OR new.name <> old.name"

# SQLite's REPLACE deletes the row in its way without a delete trigger: refuse by what is there.
IN_THE_WAY = {
    "audit_event": "id = new.id OR (stream_id = new.stream_id AND seq = new.seq)",
    "audit_payload": "event_id = new.event_id",
    "audit_mention": "id = new.id OR (event_id = new.event_id AND object = new.object)",
    STREAM: "name = new.name",
}


def _sqlite() -> dict[str, str]:
    def trigger(name: str, moment: str, table: str, when: str = "") -> str:
        condition = f" WHEN {when}" if when else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {moment} ON {table}{condition} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )

    made = {}
    for table in (*ROWS, STREAM):
        made[f"{table}_no_delete"] = trigger(f"{table}_no_delete", "DELETE", table)
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {IN_THE_WAY[table]})"  # noqa: S608
        made[f"{table}_no_replace"] = trigger(f"{table}_no_replace", "INSERT", table, there)
    for table in ROWS:
        made[f"{table}_no_update"] = trigger(f"{table}_no_update", "UPDATE", table)
    name = f"{STREAM}_only_grows"
    made[name] = trigger(name, "UPDATE", STREAM, SHORTENED)
    return made


POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$
"""


def _postgresql() -> dict[str, str]:
    def trigger(name: str, moment: str, table: str, level: str = "ROW", when: str = "") -> str:
        condition = f" WHEN ({when})" if when else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {moment} ON {table} "
            f"FOR EACH {level}{condition} EXECUTE FUNCTION audit_refuse()"
        )

    made = {}
    for table in (*ROWS, STREAM):
        made[f"{table}_no_delete"] = trigger(f"{table}_no_delete", "DELETE", table)
        name = f"{table}_no_truncate"
        made[name] = trigger(name, "TRUNCATE", table, level="STATEMENT")
    for table in ROWS:
        made[f"{table}_no_update"] = trigger(f"{table}_no_update", "UPDATE", table)
    name = f"{STREAM}_only_grows"
    made[name] = trigger(name, "UPDATE", STREAM, when=SHORTENED)
    return made


def wanted(vendor: str) -> dict[str, str]:
    """Trigger name -> the statement that makes it, for one kind of database."""
    return {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]()


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the missing triggers. Every later migration of these tables calls it again."""
    absent = missing(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for name, statement in wanted(connection.vendor).items():
            if name in absent:
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for undoing the migration, and for tests that play a superuser."""
    absent = missing(connection)
    with connection.cursor() as cursor:
        for name in wanted(connection.vendor):
            if name in absent:
                continue
            table = next(table for table in (*ROWS, STREAM) if name.startswith(f"{table}_"))
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of triggers that should be there and are not, or are switched off."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    return set(wanted(connection.vendor)) - there
