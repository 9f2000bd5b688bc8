"""A worker in a process of its own, on the database of the tests."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from django.db import connection

SOON = 60.0  # seconds after which a test gives up


def wait_until(happens: Callable[[], object], *, seconds: float = SOON) -> bool:
    """Whether it happened within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.05)
    return False


def url_of_the_test_database() -> str:
    """What DATABASE_URL has to be for another process to find the database of this test."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    server, _, parameters = os.environ["DATABASE_URL"].partition("?")
    name = connection.settings_dict["NAME"]
    return f"{server.rpartition('/')[0]}/{name}?{parameters}"
