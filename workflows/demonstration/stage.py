"""Plays stories in the order of time, with the clock of the process at each act's own instant.

A story is a generator: it yields the local moment of its next act and is resumed when the clock
stands there. So many cases grow side by side as they do in a unit, every event carries the time
it belongs to, and the sweep fires what falls due in between.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heapreplace
from itertools import count

import time_machine
from django.utils import timezone

Story = Generator[datetime, None, None]


def moment(days_ago: int, at: str = "10:00", *, today: date) -> datetime:
    """The local time `at` so many days before `today`, as an aware instant."""
    return timezone.make_aware(
        datetime.combine(today - timedelta(days=days_ago), time.fromisoformat(at))
    )


def play(stories: Iterable[Story], *, until: datetime, each_morning: Callable[[], object]) -> None:
    """Run the stories to their end, earliest act first; acts after `until` are not played.

    `each_morning` is called at six on every day that passes, as the queue would.
    """
    order = count()
    waiting = [(next(story), next(order), story) for story in stories]
    heapify(waiting)
    with time_machine.travel(waiting[0][0], tick=True) as clock:
        morning = _next_morning(waiting[0][0])
        while waiting:
            at, _, story = waiting[0]
            if at > until:
                heappop(waiting)
                continue
            while morning < at:
                clock.move_to(morning)
                each_morning()
                morning = _next_morning(morning)
            clock.move_to(at)
            following = next(story, None)
            if following is None:
                heappop(waiting)
            else:
                heapreplace(waiting, (following, next(order), story))
        while morning < until:
            clock.move_to(morning)
            each_morning()
            morning = _next_morning(morning)


def _next_morning(instant: datetime) -> datetime:
    tomorrow = timezone.localdate(instant) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time(6)))
