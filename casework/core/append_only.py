"""Rows that the database itself refuses to change, on SQLite and PostgreSQL.

A room declares its guards in `triggers.py` and installs them in a migration. SQLite drops the
triggers of a table it rebuilds, so every later migration of such a table installs them again;
`missing` finds any that is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import autodiscover_modules

REGISTERED: dict[str, Guard] = {}


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One trigger: refuse `moment` (UPDATE, DELETE, INSERT; TRUNCATE) on `table` with `sentence`.

    `when` is a condition over the `old` and `new` row that both databases understand; without it
    every such change is refused. `only_on` names the one database that needs the guard. A condition
    that `asks` other rows (of INSERT and UPDATE only) is asked in a function of its own on
    PostgreSQL. SQLite makes no table anew that such a guard of another table reads: a migration
    that does removes the guard first and installs it again.
    """

    name: str
    table: str
    moment: str
    sentence: str
    when: str = ""
    only_on: str = ""
    asks: bool = False


def append_only(
    table: str, *, sentence: str, pk: str = "id", keys: Sequence[str] = (), unless: str = ""
) -> list[Guard]:
    """Guards under which rows of `table` can be added and never changed or removed.

    `pk` is the column of its primary key, `keys` are its other unique constraints, each as
    comma-separated columns: SQLite's INSERT OR REPLACE removes the row in its way without a
    delete trigger. `unless` is a condition under which an update is let through.
    """
    ways = [" AND ".join(f"{c.strip()} = new.{c.strip()}" for c in key.split(",")) for key in keys]
    there = " OR ".join(f"({way})" for way in (f"{pk} = new.{pk}", *ways))
    exists = f"EXISTS (SELECT 1 FROM {table} WHERE {there})"  # noqa: S608 - names from code
    return [
        Guard(
            name=f"{table}_no_update",
            table=table,
            moment="UPDATE",
            sentence=sentence,
            when=f"NOT ({unless})" if unless else "",
        ),
        Guard(name=f"{table}_no_delete", table=table, moment="DELETE", sentence=sentence),
        Guard(
            name=f"{table}_no_replace",
            table=table,
            moment="INSERT",
            sentence=sentence,
            when=exists,
            only_on="sqlite",
        ),
        # SQLite knows no TRUNCATE; PostgreSQL's fires no DELETE trigger.
        Guard(
            name=f"{table}_no_truncate",
            table=table,
            moment="TRUNCATE",
            sentence=sentence,
            only_on="postgresql",
        ),
    ]


def register(guards: Sequence[Guard]) -> list[Guard]:
    """Make the guards known to `missing`; returns them."""
    REGISTERED.update({guard.name: guard for guard in guards})
    return list(guards)


# The sentence is the trigger's argument, so one function serves every table.
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$
"""


def _statement(guard: Guard, vendor: str) -> str:
    if "'" in guard.sentence:
        raise ValueError("A guard's sentence goes into SQL, so it has no apostrophe.")
    head = f"CREATE TRIGGER {guard.name} BEFORE {guard.moment} ON {guard.table}"
    if vendor == "sqlite":
        condition = f" WHEN {guard.when}" if guard.when else ""
        return f"{head}{condition} BEGIN SELECT RAISE(ABORT, '{guard.sentence}'); END"
    if guard.asks:
        return f"{head} FOR EACH ROW EXECUTE FUNCTION {_asking(guard)}('{guard.sentence}')"
    condition = f" WHEN ({guard.when})" if guard.when else ""
    level = "STATEMENT" if guard.moment == "TRUNCATE" else "ROW"
    return f"{head} FOR EACH {level}{condition} EXECUTE FUNCTION refuse_change('{guard.sentence}')"


def _asking(guard: Guard) -> str:
    return f"{guard.name}_asks"


def _function(guard: Guard) -> str:
    """PostgreSQL lets no WHEN look at other rows, but a function may."""
    return (
        f"CREATE OR REPLACE FUNCTION {_asking(guard)}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {guard.when} THEN RAISE EXCEPTION '%', TG_ARGV[0] "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN new; END $$"
    )


def _for(vendor: str, guards: Sequence[Guard]) -> list[Guard]:
    return [guard for guard in guards if guard.only_on in ("", vendor)]


def install(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    """Make those of `guards` that are not there yet."""
    absent = missing(connection, guards)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for guard in _for(connection.vendor, guards):
            if guard.name in absent:
                if guard.asks and connection.vendor == "postgresql":
                    cursor.execute(_function(guard))
                cursor.execute(_statement(guard, connection.vendor))


def remove(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    """Drop the guards: for undoing a migration, and for tests that play a superuser."""
    absent = missing(connection, guards)
    with connection.cursor() as cursor:
        for guard in _for(connection.vendor, guards):
            if guard.name not in absent:
                on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {guard.name}{on}")
                if guard.asks and on:
                    cursor.execute(f"DROP FUNCTION {_asking(guard)}()")


def missing(connection: BaseDatabaseWrapper, guards: Sequence[Guard] | None = None) -> set[str]:
    """Names of guards that should be there and are not; of every registered one by default."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    if guards is None:
        autodiscover_modules("triggers")  # every room's, whether or not anything imported it yet
    wanted = list(REGISTERED.values()) if guards is None else guards
    return {guard.name for guard in _for(connection.vendor, wanted)} - there
