"""What is asked again after something was written is what that can have changed, and no less."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from casework.accounts.models import Force, Team
from casework.core import invariants
from casework.core.invariants import Invariant
from tests import makers
from tests.promises import Promises, tables_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two promises and no others: one about forces, one about teams; and when each was asked."""
    seen: list[str] = []

    def forces() -> Iterator[str]:
        seen.append("forces")
        yield from Force.objects.filter(name="").values_list("code", flat=True)

    def teams() -> Iterator[str]:
        seen.append("teams")
        yield from Team.objects.filter(force__name="").values_list("name", flat=True)

    declared = {"f": Invariant("I1", "f", forces), "t": Invariant("I2", "t", teams)}
    monkeypatch.setattr(invariants, "_declared", declared)
    return seen


def asked_after(asked: list[str], promises: Promises) -> list[str]:
    asked.clear()
    assert promises.broken() == []
    return asked


def test_what_holds_is_asked_again_where_a_table_it_reads_was_written(asked: list[str]) -> None:
    force, promises = makers.make_force(), Promises()
    assert asked_after(asked, promises) == ["forces", "teams"]
    assert asked_after(asked, promises) == []
    with promises.watching():
        team = makers.make_team(force=force)
    assert asked_after(asked, promises) == ["teams"]
    with promises.watching():
        Team.objects.filter(pk=team.pk).delete()
    assert asked_after(asked, promises) == ["teams"]
    with promises.watching():
        Force.objects.update(nation="S")  # the second reads forces through its teams
    assert asked_after(asked, promises) == ["forces", "teams"]


def test_everything_is_asked_again_after_a_statement_that_nobody_can_read(
    asked: list[str],
) -> None:
    promises = Promises()
    promises.broken()
    with promises.watching(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE anything (id integer)")
    assert asked_after(asked, promises) == ["forces", "teams"]


def test_what_does_not_hold_is_found_and_asked_until_it_does(asked: list[str]) -> None:
    promises = Promises()
    promises.broken()
    with promises.watching():
        makers.make_team(force=makers.make_force(name=""))
    assert [each.number for each in promises.broken()] == ["I1", "I2"]
    assert [each.number for each in promises.broken()] == ["I1", "I2"]


def test_a_copy_learns_nothing_of_what_was_written_elsewhere(asked: list[str]) -> None:
    promises = Promises()
    promises.broken()
    other = promises.copy()
    with other.watching():
        makers.make_force()
    assert asked_after(asked, promises) == []
    assert asked_after(asked, other) == ["forces", "teams"]


def test_every_real_promise_is_known_by_tables_that_there_are() -> None:
    there = set(connection.introspection.table_names())
    for one in invariants.declared():
        with tables_read() as tables:
            assert list(one.broken()) == []
        assert tables & there, one.promise


def test_without_seeing_what_is_written_a_broken_promise_is_missed(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Promises, "forget", lambda *_: None)
    promises = Promises()
    promises.broken()
    with promises.watching():
        makers.make_force(name="")
    assert promises.broken() == []
