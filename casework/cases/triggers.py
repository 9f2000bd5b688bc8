"""The database's own refusal to change what was decided, on SQLite and PostgreSQL.

Rows of these tables can only be added: a decision that turned out wrong is followed by another,
never rewritten. A later migration that rebuilds one of the tables calls `install` again, because
SQLite drops a table's triggers with the table.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

# Each table with what makes a new row stand in the place of an old one.
APPEND_ONLY = {
    "cases_move": "id = new.id",
    "cases_change": "id = new.id",
    "cases_adoptionchecks": "id = new.id",
    "cases_adoption": "id = new.id OR case_id = new.case_id",
    "cases_contactgate": "id = new.id",
    "cases_victimcheck": "id = new.id OR (gate_id = new.gate_id AND victim_id = new.victim_id)",
}
REFUSAL = "What was decided on a case cannot be changed, only followed by another decision."


def _sqlite() -> dict[str, str]:
    def trigger(name: str, moment: str, table: str, when: str = "") -> str:
        condition = f" WHEN {when}" if when else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {moment} ON {table}{condition} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )

    made = {}
    for table, in_the_way in APPEND_ONLY.items():
        made[f"{table}_no_update"] = trigger(f"{table}_no_update", "UPDATE", table)
        made[f"{table}_no_delete"] = trigger(f"{table}_no_delete", "DELETE", table)
        # REPLACE deletes the row in its way without a delete trigger: refuse by what is there.
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {in_the_way})"  # noqa: S608
        made[f"{table}_no_replace"] = trigger(f"{table}_no_replace", "INSERT", table, there)
    return made


POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION cases_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$
"""


def _postgresql() -> dict[str, str]:
    made = {}
    for table in APPEND_ONLY:
        for moment, level in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = f"{table}_no_{moment.lower()}"
            made[name] = (
                f"CREATE TRIGGER {name} BEFORE {moment} ON {table} "
                f"FOR EACH {level} EXECUTE FUNCTION cases_refuse()"
            )
    return made


def wanted(vendor: str) -> dict[str, str]:
    """Trigger name -> the statement that makes it, for one kind of database."""
    return {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]()


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are not there."""
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
            table = name.rpartition("_no_")[0]
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
