"""A private database for one benchmark, made as the tests make theirs and gone afterwards."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection, connections


def settle(database: str) -> None:
    """Make an empty, migrated database of that name and point Django at it.

    Only before anything else has read the settings: one process, one database.
    """
    os.environ["TEST_DB"] = database
    os.environ["DJANGO_SETTINGS_MODULE"] = "casework.settings"
    import_module("tests.pgplugin")  # starts the server and sets DATABASE_URL
    django.setup()
    call_command("migrate", verbosity=0)


def conditions() -> str:
    """What else moves a ratio: the database, how far a commit goes, how it is reached."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            (version,) = cursor.fetchone()
            cursor.execute("PRAGMA journal_mode")
            (journal,) = cursor.fetchone()
            cursor.execute("PRAGMA synchronous")
            synchronous = ("OFF", "NORMAL", "FULL", "EXTRA")[cursor.fetchone()[0]]
            return f"SQLite {version}, journal {journal}, synchronous {synchronous}"
        told = []
        for name in ("server_version", "fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            told.append(f"{name} {cursor.fetchone()[0]}")
        cursor.execute("SELECT inet_server_addr() IS NULL")
        told.append("Unix socket" if cursor.fetchone()[0] else "TCP")
        return f"PostgreSQL, {', '.join(told)}, one connection kept"


def settled() -> None:
    """Bring statistics and visibility up to date after a lot was written."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def plan_of(sql: str, values: object) -> str:
    """How the database would answer a query, on one line for each step."""
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


class Second:
    """A copy of the database, so that two sizes can be timed in one round."""

    def __init__(self) -> None:
        own = connections["default"]
        self._name = f"{own.settings_dict['NAME']}_second"
        if own.vendor == "sqlite":
            with own.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [self._name])
        else:
            own.close()  # nobody may be connected to a database that is copied
            with own._nodb_cursor() as cursor:
                name = own.settings_dict["NAME"]
                cursor.execute(f'CREATE DATABASE "{self._name}" TEMPLATE "{name}"')
        second = own.copy(alias="default")
        second.settings_dict["NAME"] = self._name
        self._both = {"first": own, "second": second}

    def use(self, which: str) -> None:
        """From now on everybody works on that database: "first" or "second"."""
        connections["default"] = self._both[which]

    def remove(self) -> None:
        """Go back to the first database and drop the copy."""
        self.use("first")
        self._both["second"].close()
        if connection.vendor == "sqlite":
            Path(self._name).unlink()
        else:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{self._name}"')
