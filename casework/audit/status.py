"""Whether the log was whole when it was last checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from casework.audit.models import Event, Stream
from casework.audit.verify import Tally, faults

VERIFIED = "audit.verified"
# A longer chain takes longer than a page may; the nightly walk speaks for it.
LONGEST_CHECKED_ON_A_PAGE = 5000


@dataclass(frozen=True)
class ChainStatus:
    """The outcome of the last walk over all chains; `at` is aware, None where there was none."""

    at: datetime | None = None
    events: int = 0
    problems: list[str] = field(default_factory=list)


def last_check() -> ChainStatus:
    """The last outcome `verify_audit` wrote into the log."""
    event = Event.objects.filter(verb=VERIFIED).select_related("payload").order_by("-pk").first()
    if event is None:
        return ChainStatus()
    after = event.payload.body["after"]
    return ChainStatus(at=event.at, events=after["events"], problems=after["problems"])


def check_chain(stream: Stream) -> ChainStatus:
    """The state of one chain now; of a very long one at the last walk over all."""
    if stream.length > LONGEST_CHECKED_ON_A_PAGE:
        return last_check()
    tally = Tally()
    problems = [str(fault) for fault in faults(stream=stream.pk, tally=tally)]
    return ChainStatus(at=timezone.now(), events=tally.events, problems=problems)
