"""After every scenario, everything that must hold holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.core import invariants


@pytest.fixture(autouse=True)
def what_must_hold_holds(db: None) -> Iterator[None]:
    yield
    assert [each for each in invariants.outcomes() if each.rows] == []
