"""Which tests have anything to say about the database they run on."""

from __future__ import annotations

import pytest

# What a test asks for, itself or through its fixtures, that lets it run queries. pytest-django
# refuses every query of every other test, so what such a test finds is the same on any database.
WITH_A_DATABASE = frozenset({"db", "transactional_db", "live_server"})
MARKS = ("django_db", "postgres")


def asks_for_a_database(item: pytest.Item) -> bool:
    """Whether the test may query the database, by its fixtures or by a mark."""
    asked = set(getattr(item, "fixturenames", ()))
    marked = any(item.get_closest_marker(mark) is not None for mark in MARKS)
    return marked or bool(asked & WITH_A_DATABASE)
