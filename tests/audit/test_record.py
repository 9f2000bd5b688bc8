"""One change, one event, in the same transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test import Client

from casework.accounts.models import User
from casework.audit.actions import lock_streams, look, own_stream, record, together
from casework.audit.fields import canonical
from casework.audit.models import Event, Mention, Payload, Stream
from casework.audit.verify import faults
from casework.core.requests import current_request_id
from tests import makers, makers_audit

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    user = makers.make_user()
    with pytest.raises(TransactionManagementError):
        record(obj=user, verb="user.created", by=user)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_event_and_no_gap() -> None:
    user = makers.make_user()
    makers_audit.change(user)
    with transaction.atomic():
        record(obj=user, verb="user.deactivated", by=user, stream="case:1")
        transaction.set_rollback(True)
    makers_audit.change(user)
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert not list(faults())


@pytest.mark.django_db
def test_an_event_tells_who_when_what_why_and_in_which_request() -> None:
    user, by = makers.make_user(), makers.make_user()
    token = current_request_id.set("f" * 32)
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        event = record(
            obj=user,
            verb="role.granted",
            by=by,
            before={"role": None},
            after={"role": "OFFICER", "from": date(2026, 11, 22)},
            reason="Joined",
        )
    current_request_id.reset(token)
    event.refresh_from_db()
    assert (event.actor, event.at, event.verb) == (by, NOW, "role.granted")
    assert event.object == f"accounts.user:{user.pk}"
    assert event.request_id == "f" * 32
    assert event.force == user.force
    assert event.payload.body == {
        "before": {"role": None},
        "after": {"role": "OFFICER", "from": "2026-11-22"},
        "reason": "Joined",
    }


@pytest.mark.django_db
def test_the_request_of_a_page_is_the_one_in_its_events(client: Client) -> None:
    user = makers.make_user()
    answer = client.post("/sign-in/", {"username": user.username, "password": makers.PASSWORD})
    assert Event.objects.get(verb="user.signed_in").request_id == answer["X-Request-Id"]


@pytest.mark.django_db
def test_an_object_without_a_chain_of_its_own_goes_into_the_systems() -> None:
    user = makers.make_user()
    with transaction.atomic():
        assert record(obj=user, verb="user.created", by=None).stream_id == "system"


@pytest.mark.django_db
def test_a_thing_that_is_not_saved_cannot_be_named() -> None:
    with pytest.raises(ValueError, match="primary key"), transaction.atomic():
        record(obj=User(username="nobody"), verb="user.created", by=None)


@pytest.mark.django_db
def test_each_row_is_bound_to_the_one_before_it() -> None:
    makers_audit.make_log()
    for stream in Stream.objects.all():
        rows = list(stream.events.order_by("seq"))
        assert [row.seq for row in rows] == list(range(1, stream.length + 1))
        assert [row.prev for row in rows] == ["", *[row.hash for row in rows[:-1]]]
        assert stream.head == rows[-1].hash


@pytest.mark.django_db
def test_a_page_with_several_objects_writes_one_look_that_mentions_each() -> None:
    user, colleague = makers.make_user(), makers.make_user()
    look(by=user, page="cases:list", objects=[user, colleague, user])
    event = Event.objects.get()
    assert (event.verb, event.object, event.actor) == ("looked", "page:cases:list", user)
    named = [f"accounts.user:{each.pk}" for each in (user, colleague)]
    assert event.payload.body == {"page": "cases:list", "objects": sorted(named)}
    assert sorted(Mention.objects.values_list("object", flat=True)) == sorted(named)
    for each in (user, colleague):
        assert list(Event.objects.about(each)) == [event]


@pytest.mark.django_db
def test_a_look_at_one_thing_is_about_that_thing() -> None:
    user = makers.make_user()
    look(by=user, page="accounts:account", objects=[user])
    assert Event.objects.get().object == f"accounts.user:{user.pk}"
    assert not Mention.objects.exists()


@pytest.mark.django_db
def test_a_page_that_shows_nothing_writes_nothing() -> None:
    look(by=makers.make_user(), page="cases:list", objects=[])
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_looks_go_into_the_users_chain_of_the_local_day() -> None:
    user = makers.make_user()
    with time_machine.travel(datetime(2026, 6, 1, 23, 30, tzinfo=UTC), tick=False):
        # Half past midnight on 2 June in London.
        assert own_stream(user) == f"user:{user.pk}:2026-06-02"


@pytest.mark.django_db
def test_names_of_chains_are_locked_in_one_order_whoever_asks() -> None:
    with transaction.atomic():
        lock_streams("case:2", "case:1", "case:2")
    assert set(Stream.objects.values_list("pk", flat=True)) == {"case:1", "case:2"}


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain_without_a_gap() -> None:
    user = makers.make_user()

    def work() -> None:
        try:
            for _ in range(5):
                makers_audit.change(user)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Stream.objects.get(pk="case:1").length == 40
    assert Payload.objects.count() == 40
    assert not list(faults())


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_to_several_chains_waits_in_one_order_and_each_chain_is_whole() -> None:
    """Chains that are new, and that everybody names in another order."""
    user = makers.make_user()
    names = [f"case:{number}" for number in range(1, 6)]
    failed: list[Exception] = []

    def work(turn: int) -> None:
        try:
            for _ in range(4):
                with transaction.atomic(), together():
                    for name in names[turn:] + names[:turn]:
                        record(obj=user, verb="user.changed", by=user, stream=name)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work, args=[turn]) for turn in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert set(Stream.objects.filter(pk__in=names).values_list("length", flat=True)) == {20}
    assert not list(faults())


@pytest.mark.django_db
def test_events_of_many_chains_are_one_write_of_each_table(
    django_assert_num_queries: Any,
) -> None:
    user = makers.make_user()
    names = [f"case:{number}" for number in range(50)]

    def write() -> None:
        with transaction.atomic(), together():
            for name in names:
                record(obj=user, verb="user.changed", by=user, stream=name)

    write()
    # Two of the savepoint; which there are, their locks, the events, their words, the heads.
    with django_assert_num_queries(7):
        write()
    assert not list(faults())


def test_one_value_has_one_text() -> None:
    body = {"b": {3, 1, 2}, "a": Decimal("1.50"), "c": UUID(int=5)}
    assert canonical(body) == (
        '{"a":"1.50","b":[1,2,3],"c":"00000000-0000-0000-0000-000000000005"}'
    )
    zoned = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    assert canonical({"at": zoned}) == '{"at":"2026-11-22T08:30:00+00:00"}'


@pytest.mark.parametrize("value", [datetime(2026, 11, 22, 8, 30), object(), timedelta(1)])
def test_a_value_with_two_meanings_cannot_go_into_an_event(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"value": value})


def test_a_number_that_is_none_cannot_go_into_an_event() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"value": float("nan")})
