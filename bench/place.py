"""A private database for one benchmark, made as the tests make theirs and gone afterwards."""

from __future__ import annotations

import os
from importlib import import_module

import django
from django.core.management import call_command
from django.db import connection


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
