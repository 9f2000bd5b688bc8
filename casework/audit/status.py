"""Whether the log was whole when it was last checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from casework.audit.actions import record
from casework.audit.models import Event, Payload, Stream
from casework.audit.refs import SYSTEM
from casework.audit.triggers import GUARDS
from casework.audit.verify import Tally, faults, orphans
from casework.core import append_only

VERIFIED = "audit.verified"
# A longer chain takes longer than a page may; the nightly walk speaks for it.
LONGEST_CHECKED_ON_A_PAGE = 5000
MOST_FAULTS = 1000
UNREADABLE = "The outcome of the last check cannot be read"


@dataclass(frozen=True)
class ChainStatus:
    """The outcome of the last walk over all chains; `at` is aware, None where there was none."""

    at: datetime | None = None
    events: int = 0
    problems: list[str] = field(default_factory=list)


def last_check() -> ChainStatus:
    """The last outcome `verify_audit` wrote into the log."""
    event = Event.objects.filter(verb=VERIFIED).order_by("-pk").first()
    if event is None:
        return ChainStatus()
    try:
        after = event.payload.body["after"]
        return ChainStatus(at=event.at, events=after["events"], problems=after["problems"])
    except (Payload.DoesNotExist, ValueError, TypeError, LookupError):
        # The words of the log's own check were tampered with: say so rather than fail.
        return ChainStatus(at=event.at, problems=[UNREADABLE])


def remember(tally: Tally, problems: list[str]) -> None:
    """Write the outcome of a walk over all chains into the log."""
    with transaction.atomic():
        system, _ = Stream.objects.get_or_create(pk=SYSTEM)
        after = {"streams": tally.streams, "events": tally.events, "problems": problems[:20]}
        record(obj=system, verb=VERIFIED, by=None, after=after)


def walk(*, stream: str | None = None, most: int = MOST_FAULTS) -> tuple[Tally, list[str]]:
    """Check all chains, or one: how much was read, and each problem as a sentence.

    A log in ruins is told by its first faults; the rest would fill the memory and the screen.
    """
    tally = Tally()
    problems = [str(fault) for fault in islice(faults(stream=stream, tally=tally), most)]
    if stream is not None:
        return tally, problems
    if absent := append_only.missing(connection, GUARDS):
        problems.append(f"The database no longer protects the log: {', '.join(sorted(absent))}.")
    if count := orphans():
        problems.append(f"{count} payloads or mentions belong to no event.")
    return tally, problems


def check_chain(stream: Stream) -> ChainStatus:
    """The state of one chain now; of a very long one at the last walk over all."""
    if stream.length > LONGEST_CHECKED_ON_A_PAGE:
        return last_check()
    tally, problems = walk(stream=stream.pk)
    return ChainStatus(at=timezone.now(), events=tally.events, problems=problems)
