"""Walks the chains and names the first wrong row of each that does not hold.

Reads a thousand rows at a time, whatever the length of the log. Reads raw text, so that a
changed byte which means the same is found too. What only a copy of the heads kept elsewhere
can show: a chain rewritten consistently from some row to its end, or removed whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, Expression, F, OuterRef, TextField
from django.db.models.functions import Cast

from casework.audit.chain import Link, commit_to, link_hash
from casework.audit.models import Event, Mention, Payload, Stream
from casework.audit.readable import mentions_wanted, raw_text

CHUNK = 1000

MISSING = "row {seq} is missing"
ALTERED = "row {seq} was altered"
OUT_OF_PLACE = "row {seq} does not follow the row before it"
NO_PAYLOAD = "what row {seq} said is missing"
PAYLOAD_ALTERED = "what row {seq} said was altered"
MENTIONS_ALTERED = "the objects row {seq} names were altered"
NO_HEAD = "the chain has rows but no head"
HEAD_WRONG = "the head does not match the last row, row {seq}"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first wrong row of one chain; `seq` is 0 where it is the chain's head itself."""

    stream: str
    seq: int
    problem: str

    def __str__(self) -> str:
        return f"{self.stream}: {self.problem.format(seq=self.seq)}"


@dataclass
class Tally:
    """How much a walk has read so far."""

    streams: int = 0
    events: int = 0


def faults(*, stream: str | None = None, tally: Tally | None = None) -> Iterator[Fault]:
    """The first fault of every chain that has one, or of `stream` alone; counts into `tally`."""
    tally = tally if tally is not None else Tally()
    with raw_text():
        if stream is None:
            yield from _rows_without_a_head()
        heads = Stream.objects.order_by("pk").values_list("name", "length", "head")
        for name, length, head in _by_key(heads, stream):
            tally.streams += 1
            if (fault := _walk(name, length, head, tally)) is not None:
                yield fault


def _by_key(heads: Any, stream: str | None) -> Iterator[tuple[str, int, str]]:
    if stream is not None:
        yield from heads.filter(pk=stream)
        return
    last = None
    while True:
        chunk = list((heads.filter(pk__gt=last) if last is not None else heads)[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1][0]


def _rows_without_a_head() -> Iterator[Fault]:
    names = Event.objects.filter(~Exists(Stream.objects.filter(pk=OuterRef("stream_id"))))
    for name in names.order_by("stream_id").values_list("stream_id", flat=True).distinct():
        yield Fault(name, 0, NO_HEAD)


def _walk(name: str, length: int, head: str, tally: Tally) -> Fault | None:
    """The first fault of one chain. `length` and `head` were read before its rows."""
    prev, seq = "", 0
    if length == 0 and head:
        return Fault(name, 0, HEAD_WRONG)
    while chunk := _rows(name, seq):
        named = _mentions([row["id"] for row in chunk])
        for row in chunk:
            tally.events += 1
            if row["seq"] != seq + 1:
                return Fault(name, seq + 1, MISSING)
            seq += 1
            if (problem := _problem(name, row, prev, named.get(row["id"], []))) is not None:
                return Fault(name, seq, problem)
            prev = row["hash"]
            if seq == length and prev != head:
                return Fault(name, seq, HEAD_WRONG)
    return _end_fault(name, seq, prev, length)


def _end_fault(name: str, seq: int, last_hash: str, length: int) -> Fault | None:
    """What is wrong at the end of a chain whose rows are right."""
    if seq < length:
        return Fault(name, seq + 1, MISSING)
    if seq == length:
        return None
    # Rows were added while we walked: the head must have moved with them.
    now_length, now_head = Stream.objects.values_list("length", "head").get(pk=name)
    if now_length < seq or (now_length == seq and now_head != last_hash):
        return Fault(name, seq, HEAD_WRONG)
    return None


def _instant() -> Expression | F:
    """The column `at`; on SQLite its very text, which has several spellings of one instant."""
    return Cast("at", TextField()) if connection.vendor == "sqlite" else F("at")


def _rows(name: str, after: int) -> list[dict[str, Any]]:
    rows: Any = Event.objects.filter(stream_id=name, seq__gt=after).order_by("seq")
    return list(
        rows.annotate(
            instant=_instant(),
            salt=F("payload__salt"),
            body_text=Cast("payload__body", TextField()),
        ).values(
            "id",
            "seq",
            "instant",
            "actor_id",
            "force_id",
            "verb",
            "object",
            "request_id",
            "commitment",
            "prev",
            "hash",
            "salt",
            "body_text",
        )[:CHUNK]
    )


def _mentions(events: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Mention.objects.filter(event__in=events).order_by("event_id", "object")
    for event, ref in rows.values_list("event_id", "object"):
        found.setdefault(event, []).append(ref)
    return found


def _problem(stream: str, row: dict[str, Any], prev: str, named: list[str]) -> str | None:
    """What is wrong with one row, or None."""
    if row["prev"] != prev:
        return OUT_OF_PLACE if _is_whole(stream, row) else ALTERED
    if not _is_whole(stream, row):
        return ALTERED
    if row["body_text"] is None:
        return NO_PAYLOAD
    if not _keeps_its_word(row):
        return PAYLOAD_ALTERED
    if sorted(named) != mentions_wanted(row["body_text"]):
        return MENTIONS_ALTERED
    return None


def _is_whole(stream: str, row: dict[str, Any]) -> bool:
    """Whether the row's hash is the hash of its fields. Unreadable fields are not whole."""
    try:
        link = Link(
            prev=row["prev"],
            stream=stream,
            seq=row["seq"],
            at=_as_instant(row["instant"]),
            actor=row["actor_id"],
            force=row["force_id"],
            verb=row["verb"],
            object=row["object"],
            request_id=row["request_id"],
            commitment=row["commitment"],
        )
        return bool(link_hash(link) == row["hash"])
    except ValueError:
        return False


def _as_instant(value: datetime | str) -> datetime:
    """An aware instant. ValueError where SQLite holds a text Django would not have written."""
    if isinstance(value, datetime):
        return value
    naive = datetime.fromisoformat(str(value))
    if str(naive) != value or naive.tzinfo is not None:
        raise ValueError("not an instant as stored")
    return naive.replace(tzinfo=UTC)


def _keeps_its_word(row: dict[str, Any]) -> bool:
    try:
        return bool(commit_to(row["salt"], row["body_text"]) == row["commitment"])
    except ValueError:
        return False


def orphans() -> int:
    """How many payloads and mentions belong to no event (only foreign keys off allow it)."""
    # As an anti-join: PostgreSQL looks through a NOT IN row by row where it does not fit in memory.
    alone = ~Exists(Event.objects.filter(pk=OuterRef("event_id")))
    return Payload.objects.filter(alone).count() + Mention.objects.filter(alone).count()
