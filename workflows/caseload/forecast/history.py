"""What the forecast rests on, and how much of it was known at a past moment.

`known_at` is the only way from the record to a forecast, for today's and for every past one that
it is tried on: what had not happened by that moment is cut off there. A due time never moves, so
that it is known from the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.accounts.models import Absence
from workflows.caseload.forecast import rules
from workflows.models import HoldExtension, Task, TaskHold

HOUR = timedelta(hours=1)
# A kind of intervention, and the name of a step in it.
Step = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lived:
    """One task: when it became available, who has it since when, when it ended, if it did.

    `done` says that it ended by being done; one that was dropped, or overtaken by a timer, only
    says that it took longer than that.
    """

    pk: int
    step: Step
    created: datetime
    due: datetime
    owner: int | None = None
    since: datetime | None = None
    finished: datetime | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """That a task (`of` is its key), or whoever is away, waits from one instant to another."""

    of: int
    start: datetime
    end: datetime
    # When it ended earlier than was said, and each (moment, end until then) at which it was
    # made longer.
    ended: datetime | None = None
    longer: tuple[tuple[datetime, datetime], ...] = ()

    def as_known(self, moment: datetime) -> Wait | None:
        """As it stood at a moment; None where it had not begun."""
        if self.start > moment:
            return None
        until = next((before for at, before in self.longer if at > moment), self.end)
        if self.ended is not None and self.ended <= moment:
            until = min(until, self.ended)
        return Wait(self.of, self.start, until)


@dataclass(frozen=True)
class Record:
    """All that happened, as far as the reader may know. `holds` by task, `away` by user."""

    tasks: list[Lived]
    holds: list[Wait]
    away: list[Wait]


@dataclass(frozen=True)
class Known:
    """What was known at a moment; the waits by whose they are."""

    moment: datetime
    tasks: list[Lived]
    holds: dict[int, list[Wait]]
    away: dict[int, list[Wait]]


def read(tasks: QuerySet[Task], now: datetime, *, officers: Iterable[int] = ()) -> Record:
    """The record of these tasks since the history began and of those open, in four queries.

    With the absences of whoever has had one, and of `officers`. Where a deputy stands in, an
    absence does not hold up work, so it is left out.
    """
    begin = now - timedelta(days=rules.HISTORY.value)
    recent = tasks.filter(Q(finished__isnull=True) | Q(created__gte=begin)).order_by()
    fields = ("pk", "kind", "flow_task", "created", "due_at", "owner", "assigned", "finished")
    found = (_lived(row) for row in recent.values_list(*fields, "status"))
    rows = [row for row in found if row is not None]
    holds = TaskHold.objects.filter(task__in=recent.values("pk")).order_by()
    longer = _extensions(HoldExtension.objects.filter(hold__in=holds.values("pk")))
    people = {row.owner for row in rows if row.owner is not None} | set(officers)
    return Record(rows, _holds(holds, longer), _away(people))


def _lived(row: tuple[Any, ...]) -> Lived | None:
    """None for a step that its kind no longer has."""
    pk, kind, step, created, due, owner, since, finished, status = row
    if step is None:
        return None
    return Lived(pk, (kind, step.name), created, due, owner, since, finished, status == STATUS.DONE)


def _extensions(rows: QuerySet[HoldExtension]) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for hold, at, before in rows.order_by("at").values_list("hold", "at", "until_before"):
        found.setdefault(hold, []).append((at, before))
    return found


def _holds(
    rows: QuerySet[TaskHold], longer: dict[int, list[tuple[datetime, datetime]]]
) -> list[Wait]:
    fields = ("pk", "task", "begun_at", "until", "ended_at")
    return [
        Wait(task, begun, until, ended, tuple(longer.get(pk, ())))
        for pk, task, begun, until, ended in rows.values_list(*fields)
    ]


def _away(users: Iterable[int]) -> list[Wait]:
    absences = Absence.objects.filter(user__in=list(users), deputy__isnull=True)
    fields = ("user", "starts_on", "ends_on", "ended_at")
    return [
        Wait(user, midnight(first), midnight(last + timedelta(days=1)), ended)
        for user, first, last, ended in absences.values_list(*fields)
    ]


def midnight(day: date) -> datetime:
    """The first instant of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def known_at(record: Record, moment: datetime) -> Known:
    """What was known at `moment`: nothing that came later, neither ends nor owners nor waits.

    Absences count once they have begun; when one was entered is not kept.
    """
    tasks = [_as_known(task, moment) for task in record.tasks if task.created <= moment]
    return Known(moment, tasks, _by_whose(record.holds, moment), _by_whose(record.away, moment))


def _as_known(task: Lived, moment: datetime) -> Lived:
    if task.finished is not None and task.finished > moment:
        task = replace(task, finished=None, done=False)
    if task.since is None or task.since > moment:
        # Whose it was before is not in the row: it counts as nobody's.
        task = replace(task, owner=None, since=None)
    return task


def _by_whose(waits: list[Wait], moment: datetime) -> dict[int, list[Wait]]:
    found: dict[int, list[Wait]] = {}
    for each in waits:
        known = each.as_known(moment)
        if known is not None:
            found.setdefault(each.of, []).append(known)
    return found


def with_absences_to_come(known: Known, record: Record) -> Known:
    """Today's forecast also knows of the absences that are still to begin."""
    away = {user: list(waits) for user, waits in known.away.items()}
    for each in record.away:
        if each.start > known.moment and each.ended is None:
            away.setdefault(each.of, []).append(each)
    return replace(known, away=away)


def hours_waited(waits: Iterable[Wait], start: datetime, end: datetime) -> float:
    """How many hours between two instants are covered by these waits, each hour once."""
    total, reached = timedelta(0), start
    for each in sorted(waits, key=lambda wait: wait.start):
        begin, stop = max(each.start, reached), min(each.end, end)
        if stop > begin:
            total, reached = total + (stop - begin), stop
    return total / HOUR
