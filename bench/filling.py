"""Many rows at once: one INSERT .. SELECT whose values are worked out from the row's number.

The values only look random. The same size gives the same rows, on either database.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models

# Row numbers from 1, under the name i.
NUMBERS = """
    WITH RECURSIVE n(i) AS (
        SELECT CAST({first} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {last}
    )
"""
AT_ONCE = 100_000
PRIME = 2_147_483_647


def chance(salt: int) -> str:
    """SQL for a number from 0 up to 1 that differs from row to row, and from salt to salt."""
    multiplier = pow(48271, 1000 + 77 * salt, PRIME)
    return f"(i * {multiplier} %% {PRIME} / {PRIME}.0)"


def whole(expression: str) -> str:
    """SQL for the whole part of a positive number, which only SQLite's CAST gives as it is."""
    if connection.vendor == "postgresql":
        expression = f"FLOOR({expression})"
    return f"CAST({expression} AS INTEGER)"


def days_before(day: str, days: str) -> str:
    """SQL for the date so many days (a whole number in SQL) before `day`, an ISO date."""
    if connection.vendor == "postgresql":
        return f"(DATE '{day}' - ({days}))"
    return f"date('{day}', '-' || ({days}) || ' days')"


def hours_after(instant: str, hours: str) -> str:
    """SQL for the UTC instant so many hours after `instant`, "2026-11-22 09:00:00"."""
    if connection.vendor == "postgresql":
        return f"(TIMESTAMPTZ '{instant}+00' + ({hours}) * INTERVAL '1 hour')"
    return f"datetime('{instant}', ({hours}) || ' hours')"


def fill(model: type[models.Model], count: int, **columns: str) -> None:
    """Insert `count` rows. `columns` are SQL by attribute name; the rest are defaults."""
    given: dict[str, str] = {}
    values: list[Any] = []
    unsaved = model()
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            given[field.column] = columns[field.attname]
        elif not isinstance(field, models.AutoField):
            given[field.column] = _cast(field)
            values.append(field.get_db_prep_save(field.pre_save(unsaved, add=True), connection))
    quoted = ", ".join(f'"{column}"' for column in given)
    with connection.cursor() as cursor:
        for begun in range(0, count, AT_ONCE):
            numbers = NUMBERS.format(first=begun + 1, last=min(count, begun + AT_ONCE))
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({quoted}) {numbers}'
                f" SELECT {', '.join(given.values())} FROM n",
                values,
            )


def _cast(field: Any) -> str:
    """A place for a value; PostgreSQL must be told its type, SQLite must not."""
    if connection.vendor == "sqlite":
        return "%s"
    kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    return f"CAST(%s AS {kind})"
