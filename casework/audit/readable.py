"""Reading what may have been tampered with, without failing over it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def raw_text() -> Iterator[None]:
    """Within it SQLite hands over bytes that are no text as they are (PostgreSQL refuses them).

    They then fail to encode, which the verification takes for an alteration.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.text_factory
    connection.connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:
        connection.connection.text_factory = before


def mentions_wanted(body_text: str) -> list[str]:
    """The objects an event must mention besides its own: those of a look at more than one."""
    objects = json.loads(body_text).get("objects", [])
    return sorted(objects) if len(objects) > 1 else []
