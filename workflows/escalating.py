"""The ladder of a deadline: when each rung is sent, and who is told of it at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from casework.accounts.access import holders_of
from casework.accounts.models import Absence, Role, User
from casework.core.policy import number
from casework.deadlines import hours_after, hours_before
from workflows import permissions
from workflows.models import Escalation, Rung, Task

# "Due soon" is the last quarter of the time there is (domain: section 2.13).
WARN_IN_LAST = number(
    "escalation.warn_in_last_percent", 25, unit="percent of the time for a task", source="local"
)
DUE_BEFORE = hours_before("escalation.due_hours_before", 4, source="local")
OVERDUE_AFTER = hours_after("escalation.overdue_hours_after", 0, source="local")
# The sergeant at the due time, the inspector a day later (domain: section 3.3).
SUPERVISOR_AFTER = hours_after("escalation.supervisor_hours_after", 0, source="local")
MANAGER_AFTER = hours_after("escalation.manager_hours_after", 24, source="local")
# Where each rung stands, counted from the due time.
STANDS = {
    Rung.DUE: DUE_BEFORE,
    Rung.OVERDUE: OVERDUE_AFTER,
    Rung.SUPERVISOR: SUPERVISOR_AFTER,
    Rung.MANAGER: MANAGER_AFTER,
}


def moments(made_at: datetime, due_at: datetime, nation: str) -> dict[Rung, datetime]:
    """When each rung of a task is sent, for the aware instants at which it was made and is due,
    by the rules that hold in a nation now.

    Hours are hours of the clock. A task that is made with less time than a rung wants has that
    rung at once: nothing is sent before the task is there.
    """
    warn = due_at - (due_at - made_at) * WARN_IN_LAST.value / 100
    by_rule = {rung: rule.due(due_at, nation).due_at for rung, rule in STANDS.items()}
    wanted = {Rung.WARN: warn} | by_rule | {Rung.DUE: max(warn, by_rule[Rung.DUE])}
    return {rung: max(at, made_at) for rung, at in wanted.items()}


def ladder_of(task: Task, *, made_at: datetime | None = None) -> list[Escalation]:
    """The rows of a task that has its due time and is saved; they are not saved yet.

    The due time was made with the task unless told: at the aware instant `made_at`.
    """
    assert task.due_at is not None
    ladder = moments(made_at or task.created, task.due_at, task.case.force.nation)
    return [Escalation(task=task, rung=rung, send_at=at) for rung, at in ladder.items()]


def told(escalation: Escalation) -> list[User]:
    """Who is told of a rung now: only who may see the task, and each once.

    Where nobody is left on a rung, those of the next one above it are told.
    """
    task = escalation.task
    ways = WAYS[Rung(escalation.rung)]
    for way in ways:
        found = {user.pk: user for user in way(task) if permissions.can_see(user, task)}
        if found:
            return list(found.values())
    return []


def doers(task: Task) -> Iterable[User]:
    """Who has the task, with whom, and who stands in for them today.

    Where nobody has it: whose role may take it. An officer's task waits for a supervisor instead,
    who gives it out.
    """
    if task.owner is not None:
        both = [task.owner, *([task.also_for] if task.also_for else [])]
        absence = Absence.objects.now().filter(user=task.owner).select_related("deputy").first()
        if absence is None:
            return both
        return [*both, *([absence.deputy] if absence.deputy else supervisors(task))]
    if task.role == Role.OFFICER:
        return []
    return holders_of(Role(task.role), force=task.case.force, team=task.team)


def supervisors(task: Task) -> Iterable[User]:
    """Who supervises the team of the case today, whoever has the task."""
    return holders_of(Role.SUPERVISOR, force=task.case.force, team=task.case.team)


def managers(task: Task) -> Iterable[User]:
    """Who manages the team of the case, or its force, today."""
    return holders_of(Role.MANAGER, force=task.case.force, team=task.case.team)


Way = Callable[[Task], Iterable[User]]
WAYS: dict[Rung, tuple[Way, ...]] = {
    Rung.WARN: (doers, supervisors, managers),
    Rung.DUE: (doers, supervisors, managers),
    Rung.OVERDUE: (doers, supervisors, managers),
    Rung.SUPERVISOR: (supervisors, managers),
    Rung.MANAGER: (managers, supervisors),
}
