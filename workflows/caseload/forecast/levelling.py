"""Who else could do a task that is likely to go red: proposed one by one, never done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from casework.accounts.models import User
from casework.cases.models import Case, not_kept_from
from workflows import permissions
from workflows.caseload.forecast import rules
from workflows.caseload.forecast.chances import Chance, Forecast
from workflows.models import Task
from workflows.worklist.loads import Load, Places, might_do

# What the kinds behind the victims' wall keep (see `InterventionFlow.keeps`).
VICTIMS = "support"


@dataclass(frozen=True)
class Proposal:
    """That a task goes to somebody else: how much both have on, and its chance with them."""

    task: Task
    chance: Chance
    to: Load
    # None where nobody has it.
    holder: Load | None
    late_then: float | None


def proposals(
    tasks: Iterable[Task],
    chances: dict[int, Chance],
    forecast: Forecast,
    by_load: list[Load],
    places: Places,
) -> list[Proposal]:
    """For the tasks of officers that are likely to go red, in their order, who could take each.

    Whoever holds the role there, is here until it is due, is below the limit, may see the case
    and has less on than its holder; of these the one with the least, each task given counting as
    theirs from then on. A step with a rule of its own for who may do it is left to people, and so
    is support for a victim: who speaks with them is not a matter of load.
    """
    wanted = [task for task in tasks if not is_left_to_people(task)]
    seen = _Seen({task.case_id for task in wanted})
    loads = {load.officer.pk: load for load in by_load}
    found: list[Proposal] = []
    for task in wanted:
        chance, holder = chances[task.pk], loads.get(task.owner_id or 0)
        to = _lightest(task, holder, forecast, loads, places, seen)
        if to is None:
            continue
        late_then = forecast.chance_with(chance.task, to.officer.pk, to.tasks).late
        if is_worse(chance.late, late_then):
            continue
        found.append(Proposal(task, chance, to, holder, late_then))
        _move(loads, to, holder)
        if len(found) == rules.PROPOSALS.value:
            break
    return found


def is_left_to_people(task: Task) -> bool:
    """Whether nobody else is proposed for this task, whatever its chance."""
    return permissions.decides_by_rule(task) or task.flow_task.flow_class.keeps == VICTIMS


class _Seen:
    """Which of these cases are not kept from an officer: asked once of each who comes up."""

    def __init__(self, cases: set[int]) -> None:
        self.cases = cases
        self._of: dict[int, set[int]] = {}

    def by(self, officer: User, case: int) -> bool:
        if officer.pk not in self._of:
            known = Case.objects.filter(not_kept_from(officer, case="pk"), pk__in=self.cases)
            self._of[officer.pk] = set(known.values_list("pk", flat=True))
        return case in self._of[officer.pk]


def _lightest(
    task: Task,
    holder: Load | None,
    forecast: Forecast,
    loads: dict[int, Load],
    places: Places,
    seen: _Seen,
) -> Load | None:
    for load in sorted(loads.values(), key=lambda each: each.weight):
        if (
            might_do(task, [load], places)
            and is_less_busy(load, holder)
            and not is_away_before(load.officer, task.due_at, forecast)
            and seen.by(load.officer, task.case_id)
        ):
            return load
    return None


def is_less_busy(load: Load, holder: Load | None) -> bool:
    """Whether somebody would have no more open tasks than the holder had, with one more."""
    if holder is None:
        return True
    return load.officer.pk != holder.officer.pk and (load.tasks < holder.tasks or holder.away)


def is_worse(late: float | None, late_then: float | None) -> bool:
    """Whether it would be late more likely with them."""
    return late is not None and late_then is not None and late_then > late


def is_away_before(officer: User, due: datetime | None, forecast: Forecast) -> bool:
    """Whether they are away for any time between now and its due time."""
    spans = forecast.known.away.get(officer.pk, ())
    return due is not None and any(
        each.start < due and each.end > forecast.moment for each in spans
    )


def _move(loads: dict[int, Load], to: Load, holder: Load | None) -> None:
    """Count one task as with somebody else."""
    for load, more in ((to, 1), (holder, -1)):
        if load is not None:
            pk, week = load.officer.pk, max(0, load.due_this_week + more)
            loads[pk] = replace(load, tasks=load.tasks + more, due_this_week=week)
