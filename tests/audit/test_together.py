"""Events of one transaction written at once: each kept exactly with what it tells of."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from casework.accounts.models import User
from casework.audit import actions
from casework.audit.actions import record, together
from casework.audit.models import Event, Stream
from casework.audit.verify import faults
from tests import makers

pytestmark = pytest.mark.django_db


def note(verb: str, *, stream: str = "case:1", by: User | None = None, **after: object) -> Event:
    user = by or makers.make_user()
    return record(obj=user, verb=verb, by=user, stream=stream)


def verbs(stream: str = "case:1") -> list[str]:
    found = Event.objects.filter(stream=stream).order_by("seq")
    return list(found.values_list("verb", flat=True))


class Mishap(Exception):
    """Something went wrong in a savepoint, or altogether."""


def go_back_on(verb: str) -> None:
    """Record an event in a savepoint that is rolled back, and go on."""
    user = makers.make_user()
    with suppress(Mishap), transaction.atomic():
        note(verb, by=user)
        raise Mishap


def test_events_are_written_at_the_end_in_the_order_they_were_recorded() -> None:
    note("before")
    with together():
        first = note("first")
        note("second")
        assert first.pk is None
        assert verbs() == ["before"]
    assert verbs() == ["before", "first", "second"]
    assert first.pk is not None
    assert not list(faults())


def test_many_events_of_one_chain_cost_as_much_as_one() -> None:
    note("before")
    user = makers.make_user()
    with CaptureQueriesContext(connection) as captured, together():
        for number in range(10):
            record(obj=user, verb=f"number.{number}", by=user, stream="case:1")
    assert len(captured) == 4
    assert Stream.objects.get(pk="case:1").length == 11
    assert not list(faults())


def test_what_a_savepoint_took_back_leaves_no_event_and_no_gap() -> None:
    with together():
        note("kept")
        go_back_on("taken back")
        note("kept too")
    assert verbs() == ["kept", "kept too"]
    assert not list(faults())


def test_without_the_transactions_own_list_it_would_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin: an event of a change that was taken back."""
    monkeypatch.setattr(actions, "_still_kept", lambda waiting: waiting)
    with together():
        go_back_on("taken back")
    assert verbs() == ["taken back"]


def test_a_savepoint_inside_one_that_was_taken_back_goes_with_it() -> None:
    with together(), suppress(Mishap), transaction.atomic():
        with transaction.atomic():
            note("taken back")
        raise Mishap
    assert verbs() == []


def test_nothing_is_written_where_an_error_leaves() -> None:
    with suppress(Mishap), transaction.atomic(), together():
        note("taken back")
        raise Mishap
    note("later")
    assert verbs() == ["later"]


def test_the_outermost_writes() -> None:
    with together():
        with together():
            note("inner")
        assert verbs() == []
        note("outer")
    assert verbs() == ["inner", "outer"]


def test_two_chains_are_locked_in_sorted_order_whatever_came_first() -> None:
    note("before", stream="case:1")
    note("before", stream="case:2")
    with CaptureQueriesContext(connection) as captured, together():
        note("later", stream="case:2")
        note("earlier", stream="case:1")
        note("last", stream="case:2")
    heads = [q["sql"] for q in captured if q["sql"].startswith('SELECT "audit_stream"')]
    assert ["case:1" in heads[0], "case:2" in heads[1], len(heads)] == [True, True, 2]
    assert verbs("case:2") == ["before", "later", "last"]
    assert not list(faults())


def test_an_event_tells_what_was_so_when_it_was_recorded() -> None:
    found = {"reports": [1]}
    user = makers.make_user()
    with together():
        event = record(obj=user, verb="told", by=user, after=found, stream="case:1")
        found["reports"].append(2)
    assert event.payload.body["after"] == {"reports": [1]}
    assert not list(faults())


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    with pytest.raises(TransactionManagementError), together():
        raise AssertionError
