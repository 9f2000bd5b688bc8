"""What numbers new rows, for tests that live through the same thing twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def numbers_go_back() -> Iterator[None]:
    """What numbers new rows goes back with them afterwards: on PostgreSQL it never does itself."""
    before = sequences()
    yield
    for name, value in before.items():
        set_to(value, "oid = %s::regclass", name)


def numbers_begin_again() -> None:
    """From here on new rows are numbered alike in every life, whatever came before."""
    if connection.vendor == "postgresql":
        set_to(1_000_000, "relkind = 'S'")


def sequences() -> dict[str, int]:
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, coalesce(last_value, 1) FROM pg_sequences")
        return dict(cursor.fetchall())


def set_to(value: int, which: str, *names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(oid::regclass, %s) FROM pg_class WHERE {which}", [value, *names]
        )
