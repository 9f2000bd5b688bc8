"""Every benchmark runs, at a size that takes no time, and says what each side did."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest
from django.db import connection

from bench.__main__ import names
from bench.measure import Comparison, Side, compare

TINY = {
    "kinds": 1,
    "letters": 1,
    "pages": 1,
    "proofs": 2,
    "step": 2,
    "sweep": 400,
    "threshold_rule": 3_000,
    "worklist": 400,
}
# And what else makes it small.
SMALLER = {"pages": {"CASES": 1, "TIMES": 1}}
VENDORS = {"sqlite": "sqlite", "postgres": "postgresql"}


def test_every_benchmark_has_a_tiny_size_here() -> None:
    assert set(names()) <= set(TINY)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", names())
def test_a_benchmark_runs_and_compares_every_side_with_the_first(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    benchmark: ModuleType = import_module(f"bench.{name}")
    for constant, smaller in SMALLER.get(name, {}).items():
        monkeypatch.setattr(benchmark, constant, smaller)
    if connection.vendor not in {VENDORS[database] for database in benchmark.DATABASES}:
        return  # measured on the other database only
    for comparison in benchmark.run(size=TINY[name], rounds=1):
        assert len(comparison.seconds) >= 2
        assert comparison.ratio(comparison.base).median == 1
        assert all(comparison.did.values())
        assert all(side in str(comparison) for side in comparison.seconds)


def test_a_ratio_is_taken_within_a_round_and_not_between_rounds() -> None:
    """A machine twice as slow in one round moves both sides and not their ratio."""
    measured = Comparison("", {"base": [1.0, 2.0, 1.0], "other": [3.0, 6.0, 3.0]})
    assert measured.ratio("other").median == 3
    assert (measured.ratio("other").least, measured.ratio("other").most) == (3, 3)


def test_each_side_runs_once_a_round_in_an_order_that_turns() -> None:
    order: list[str] = []
    sides = [
        Side(name, act=lambda name=name: order.append(name), prepare=lambda: order.append("-"))
        for name in ("a", "b")
    ]
    measured = compare("", sides, rounds=2, clock=iter(range(100)).__next__)
    assert "".join(order) == "-a-b" + "-b-a" + "-a-b"
    assert measured.seconds == {"a": [1, 1], "b": [1, 1]}
