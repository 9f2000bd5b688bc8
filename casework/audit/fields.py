"""JSON kept as the very text its commitment was made over."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.timezone import is_aware


def _plain(value: object) -> object:
    """Values that JSON lacks, as text; a date or an instant in ISO form."""
    if isinstance(value, datetime) and not is_aware(value):
        raise TypeError("An instant without a time zone cannot go into an event.")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"A {type(value).__name__} cannot go into an event.")


def canonical(body: dict[str, Any]) -> str:
    """`body` as JSON with sorted keys and no spaces: one text for one value.

    Dates, instants, decimals and UUIDs become text, sets become sorted lists. Raises TypeError
    for anything else JSON lacks, ValueError for a number that is not finite.
    """
    return json.dumps(
        body,
        default=_plain,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


class CanonicalJSONField(models.TextField):
    """A dictionary, stored as its canonical text.

    Not a JSONField: PostgreSQL would store a value, not the bytes, and a changed byte that
    means the same would pass for no change.
    """

    # For the type checker: what is set and read is the dictionary, not its text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else canonical(value)
