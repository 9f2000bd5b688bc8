"""Whatever is done to the log, the walk over its chains names the first wrong row."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.audit import verify
from casework.audit.chain import Link, commit_to, link_hash
from casework.audit.models import Event, Mention, Payload, Stream
from tests import makers, makers_audit
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db

Tampering = Callable[[Event, st.DataObject], int]
"""Does something to an event and answers with the row that must be named."""


def update(event: Event, **values: Any) -> int:
    Event.objects.filter(pk=event.pk).update(**values)
    return event.seq


def alter(event: Event, data: st.DataObject) -> int:
    """Any one column of the row."""
    other = dict.fromkeys(("commitment", "prev", "hash"), "0" * 64)
    values: dict[str, Any] = {
        "at": event.at + timedelta(microseconds=data.draw(st.sampled_from([-1, 1, 10**9]))),
        "actor_id": data.draw(st.sampled_from([None, makers_pk(event)])),
        "force_id": None if event.force_id else makers_force(event),
        "verb": event.verb + "x",
        "object": event.object[:-1],
        "request_id": "e" * 32,
        **other,
    }
    column = data.draw(st.sampled_from(sorted(values)))
    return update(event, **{column: values[column]})


def makers_pk(event: Event) -> int:
    """Somebody else than who did it."""
    others = Event.objects.exclude(actor=event.actor).values_list("actor_id", flat=True)
    return int(others.first() or 0)


def makers_force(event: Event) -> int:
    forces = Event.objects.exclude(force=None).values_list("force_id", flat=True)
    return int(forces.first() or 0)


def move_far(event: Event, data: st.DataObject) -> int:
    return update(event, seq=event.seq + 1000)


def move_to_another_chain(event: Event, data: st.DataObject) -> int:
    other = Stream.objects.exclude(pk=event.stream_id).first()
    assert other is not None
    Event.objects.filter(pk=event.pk).update(stream=other, seq=1000)
    return event.seq


def remove(event: Event, data: st.DataObject) -> int:
    """The row with all that hangs on it."""
    Mention.objects.filter(event=event)._raw_delete(using="default")
    Payload.objects.filter(event=event)._raw_delete(using="default")
    Event.objects.filter(pk=event.pk)._raw_delete(using="default")
    return event.seq


def remove_to_the_end(event: Event, data: st.DataObject) -> int:
    for later in Event.objects.filter(stream=event.stream_id, seq__gte=event.seq):
        remove(later, data)
    return event.seq


def swap(event: Event, data: st.DataObject) -> int:
    """Two rows change places."""
    mates = Event.objects.filter(stream=event.stream_id).exclude(pk=event.pk).order_by("seq")
    mate = data.draw(st.sampled_from(list(mates)))
    update(event, seq=9999)
    update(mate, seq=event.seq)
    update(event, seq=mate.seq)
    return min(event.seq, mate.seq)


def swap_what_they_said(event: Event, data: st.DataObject) -> int:
    mates = Event.objects.filter(stream=event.stream_id).exclude(pk=event.pk).order_by("seq")
    mate = data.draw(st.sampled_from(list(mates)))
    ours, theirs = _payload(event), _payload(mate)
    _say(event, *theirs)
    _say(mate, *ours)
    return min(event.seq, mate.seq)


def _payload(event: Event) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT salt, body FROM audit_payload WHERE event_id = %s", [event.pk])
        salt, body = cursor.fetchone()
        return salt, body


def _say(event: Event, salt: str, body: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_payload SET salt = %s, body = %s WHERE event_id = %s",
            [salt, body, event.pk],
        )


def say_something_else(event: Event, data: st.DataObject) -> int:
    """Another text; a space more, which means the same; no text at all; other bytes as salt."""
    salt, body = _payload(event)
    other = data.draw(st.sampled_from([f"{body} ", "{}", "", "not JSON", body.replace("R", "r")]))
    if other == body or data.draw(st.booleans()):
        _say(event, secrets.token_hex(16), body)
    else:
        _say(event, salt, other)
    return event.seq


def say_nothing(event: Event, data: st.DataObject) -> int:
    Mention.objects.filter(event=event)._raw_delete(using="default")
    Payload.objects.filter(event=event)._raw_delete(using="default")
    return event.seq


def mention_another(event: Event, data: st.DataObject) -> int:
    Mention.objects.create(event=event, object="people.person:1")
    return event.seq


def mention_fewer(event: Event, data: st.DataObject) -> int:
    """The objects a look showed are forgotten; a row without any gets one instead."""
    gone = Mention.objects.filter(event=event)
    if not gone.exists():
        return mention_another(event, data)
    gone._raw_delete(using="default")
    return event.seq


def insert(event: Event, data: st.DataObject) -> int:
    """A forged row in the midst, rightly bound to the one before it; the later ones move up."""
    later = Event.objects.filter(stream=event.stream_id, seq__gte=event.seq).order_by("-seq")
    for row in later:
        update(row, seq=row.seq + 1)
    forge(event.stream_id, event.seq, event.prev)
    # The forged row itself is whole: what shows is that the next one does not follow it, or
    # that it is not the row the head knows as the last.
    return event.seq if event.seq == event.stream.length else event.seq + 1


def insert_at_the_end(event: Event, data: st.DataObject) -> int:
    last = Event.objects.filter(stream=event.stream_id).order_by("-seq").first()
    assert last is not None
    forge(last.stream_id, last.seq + 1, last.hash)
    return last.seq + 1


def forge(stream: str, seq: int, prev: str) -> None:
    """A row whose own hash and commitment are right."""
    model = Event.objects.order_by("pk").first()
    assert model is not None
    salt, body = "ab" * 16, '{"after":{},"before":{},"reason":""}'
    fields: dict[str, Any] = {
        "seq": seq,
        "at": model.at,
        "verb": "user.created",
        "object": "accounts.user:1",
        "request_id": "",
        "prev": prev,
        "commitment": commit_to(salt, body),
    }
    link = Link(stream=stream, actor=None, force=None, **fields)
    event = Event.objects.create(stream_id=stream, hash=link_hash(link), **fields)
    Payload.objects.create(event=event, salt=salt, body=json.loads(body))


WAYS: list[Tampering] = [
    alter,
    move_far,
    move_to_another_chain,
    remove,
    remove_to_the_end,
    swap,
    swap_what_they_said,
    say_something_else,
    say_nothing,
    mention_another,
    mention_fewer,
    insert,
    insert_at_the_end,
]


def attack(way: Tampering, examples: int) -> None:
    """So many rows tampered with in one way, each named and then put right again."""
    makers_audit.make_log()
    events = list(Event.objects.order_by("stream_id", "seq"))
    assert not list(verify.faults())

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(events), st.data())
    def one(event: Event, data: st.DataObject) -> None:
        with transaction.atomic():
            seq = way(event, data)
            found = {fault.stream: fault.seq for fault in verify.faults()}
            assert found.get(event.stream_id) == seq
            _undo()

    with guards_off():
        one()
    assert not list(verify.faults())


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_first_wrong_row_is_named(way: Tampering) -> None:
    attack(way, 40)


@pytest.mark.full
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_of_ten_thousand_wrong_rows_is_named(way: Tampering) -> None:
    attack(way, 800)


def _undo() -> None:
    """Take back what the example did, whatever foreign keys it left hanging."""
    transaction.set_rollback(True)


@pytest.mark.parametrize("way", [alter, say_something_else], ids=lambda way: way.__name__)
def test_without_the_hashes_an_altered_row_would_pass_unseen(
    way: Tampering, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers_audit.make_log()
    event = Event.objects.filter(stream="case:1").order_by("seq")[2]
    monkeypatch.setattr(verify, "_is_whole", lambda stream, row: True)
    monkeypatch.setattr(verify, "_keeps_its_word", lambda row: True)
    with guards_off():
        update(event, verb="user.deactivated")
        salt, body = _payload(event)
        _say(event, salt, body.replace("Reason", "Excuse"))
        assert not list(verify.faults())


HEADS: list[dict[str, Any]] = [
    {"head": "0" * 64},
    {"length": 4},
    {"length": 6},
    {"length": 0},
]


@pytest.mark.parametrize("change", HEADS, ids=str)
def test_a_head_that_does_not_match_is_named(change: dict[str, Any]) -> None:
    makers_audit.make_log()
    with guards_off():
        Stream.objects.filter(pk="case:1").update(**change)
        assert [fault.stream for fault in verify.faults()] == ["case:1"]


def test_a_chain_whose_head_is_gone_is_named() -> None:
    makers_audit.make_log()
    with guards_off(), transaction.atomic():
        Stream.objects.filter(pk="case:1")._raw_delete(using="default")
        assert "case:1: the chain has rows but no head" in [str(f) for f in verify.faults()]
        _undo()


def test_only_the_chain_that_was_touched_is_named() -> None:
    makers_audit.make_log()
    with guards_off():
        update(Event.objects.get(stream="case:2", seq=3), verb="looked")
        found = [str(fault) for fault in verify.faults()]
    assert found == ["case:2: row 3 was altered"]
    assert not list(verify.faults(stream="case:1"))


def test_a_long_chain_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "CHUNK", 2)
    makers_audit.make_log()
    tally = verify.Tally()
    assert not list(verify.faults(tally=tally))
    assert (tally.streams, tally.events) == (3, 15)
    with guards_off():
        update(Event.objects.get(stream="case:1", seq=4), verb="looked")
        assert [fault.seq for fault in verify.faults()] == [4]


def test_whoever_writes_while_the_walk_reads_does_not_look_like_a_forger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = makers.make_user()
    makers_audit.change(user)
    read, written = verify._rows, []

    def rows_then_more(name: str, after: int) -> list[dict[str, Any]]:
        if not written:
            written.append(makers_audit.change(user))
        return read(name, after)

    monkeypatch.setattr(verify, "_rows", rows_then_more)
    assert not list(verify.faults())
    assert written
