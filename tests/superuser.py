"""Playing someone who may drop a trigger: the tests that tamper, and the emptying between tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from casework.audit import triggers
from casework.core import append_only


@contextmanager
def guards_off() -> Iterator[None]:
    """Within it the database lets rows be changed that it otherwise refuses to change."""
    guards = list(append_only.REGISTERED.values())
    append_only.remove(connection, guards)
    triggers.remove(connection)
    try:
        yield
    finally:
        triggers.install(connection)
        append_only.install(connection, guards)
