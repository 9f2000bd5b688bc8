"""Subqueries whose words are worked out once, and in which only the values change.

The ORM works a queryset out anew each time it is used, and once more for every queryset around it.
For a condition that stands in nearly every statement, such as who may know of a case, that costs
more than the database takes to answer it. `keys` has the ORM do it once for each database, with a
place for each value, and fills the values in. What is asked stays as the querysets say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, DateField, DateTimeField, Expression, Field, QuerySet

# Several, of which a condition asks for any: `team__in`.
Value = int | date | datetime | frozenset[int]
Rows = Callable[..., QuerySet[Any, Any]]

# datetime is a date too, so it comes first.
_FIELDS: tuple[tuple[type, Field], ...] = (
    (datetime, DateTimeField()),
    (date, DateField()),
    (int, BigIntegerField()),
)


@dataclass(frozen=True)
class _Place:
    """Where a value goes: of which name, and which of several."""

    name: str
    number: int = 0


class _Given(Expression):
    """Stands in a queryset for the value of a name, or for so many of them."""

    def __init__(self, name: str, many: int | None) -> None:
        super().__init__(output_field=BigIntegerField())
        self.name, self.many = name, many

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:  # noqa: ARG002
        if self.many is None:
            return "%s", [_Place(self.name)]
        if not self.many:
            raise EmptyResultSet  # as Django says of a list with nothing in it
        marks = ", ".join(["%s"] * self.many)
        return f"({marks})", [_Place(self.name, number) for number in range(self.many)]


class _Keys(Expression):
    """What a queryset of one column finds, to be asked for with `__in`."""

    def __init__(self, rows: Rows, given: tuple[tuple[str, Value], ...]) -> None:
        super().__init__(output_field=BigIntegerField())
        self.rows, self.given = rows, given

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:  # noqa: ARG002
        words, places = _words(self.rows, _shape(self.given), connection)
        values = {name: _stored(value, connection) for name, value in self.given}
        return words, [
            values[place.name][place.number] if isinstance(place, _Place) else place
            for place in places
        ]


def keys(rows: Rows, **given: Value) -> Expression:
    """What `rows(**given)`, a queryset of one column, finds, to be asked for with `__in`.

    `rows` is a function of a module, called once in a process for each database, with something
    that stands for each value: it uses them in conditions and for nothing else, and asks for none
    of its own, such as the time. A set of numbers stands for any of them.
    """
    return _Keys(rows, tuple(given.items()))


def somebody(pk: Any) -> Any:
    """Whom a condition is about, where it asks for their key alone."""
    return SimpleNamespace(pk=pk)


Shape = tuple[tuple[str, int | None], ...]
_worked_out: dict[tuple[Rows, Shape, str], tuple[str, tuple[Any, ...]]] = {}


def _shape(given: Iterable[tuple[str, Value]]) -> Shape:
    return tuple(
        (name, len(value) if isinstance(value, frozenset) else None) for name, value in given
    )


def _words(
    rows: Rows, shape: Shape, connection: BaseDatabaseWrapper
) -> tuple[str, tuple[Any, ...]]:
    key = (rows, shape, connection.vendor)
    if key not in _worked_out:
        query = rows(**{name: _Given(name, many) for name, many in shape}).query.clone()
        query.clear_ordering(clear_default=True)
        sql, places = query.get_compiler(connection=connection).as_sql()
        _worked_out[key] = f"({sql})", tuple(places)
    return _worked_out[key]


def _stored(value: Value, connection: BaseDatabaseWrapper) -> list[Any]:
    """A value, or each of several, as the database takes it."""
    several = sorted(value) if isinstance(value, frozenset) else [value]
    return [_field(each).get_db_prep_value(each, connection) for each in several]


def _field(value: Any) -> Field:
    return next(field for kind, field in _FIELDS if isinstance(value, kind))
