"""The ladder of a deadline: when each rung is sent, and who is told of it at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from casework.accounts.access import holders_of, read_grants
from casework.accounts.models import Absence, Force, Role, Team, User
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


def told(escalation: Escalation, today: Today) -> list[User]:
    """Who is told of a rung now: only who may see the task, and each once.

    Where nobody is left on a rung, those of the next one above it are told.
    """
    task = escalation.task
    ways = WAYS[Rung(escalation.rung)]
    for way in ways:
        found = {user.pk: user for user in way(task, today) if permissions.can_see(user, task)}
        if found:
            return list(found.values())
    return []


class Today:
    """Who holds which role and who is away, looked up once for all that is sent together."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        tasks = list(tasks)
        self._holders: dict[tuple[Role, int, int | None], list[User]] = {}
        # One row for each person, or what is read of their roles would be read again.
        self._users: dict[int, User] = {}
        away = Absence.objects.now().filter(user__in={task.owner_id for task in tasks})
        self._away: dict[int, Absence] = {}
        for absence in away.select_related("deputy"):
            self._away.setdefault(absence.user_id, absence)
        doing = [user for task in tasks for user in (task.owner, task.also_for)]
        doing += [absence.deputy for absence in self._away.values()]
        self._all([user for user in doing if user])

    def holders(self, role: Role, force: Force, team: Team | None) -> list[User]:
        """Who holds the role in the force or the team, by name."""
        key = (role, force.pk, team.pk if team else None)
        if key not in self._holders:
            self._holders[key] = self._all(holders_of(role, force=force, team=team))
        return self._holders[key]

    def absence(self, user: User) -> Absence | None:
        """The absence of somebody who has one of the tasks."""
        return self._away.get(user.pk)

    def _all(self, users: Iterable[User]) -> list[User]:
        found = [*map(self.one, users)]
        read_grants(found)
        return found

    def one(self, user: User) -> User:
        return self._users.setdefault(user.pk, user)


def doers(task: Task, today: Today) -> Iterable[User]:
    """Who has the task, with whom, and who stands in for them today.

    Where nobody has it: whose role may take it. An officer's task waits for a supervisor instead,
    who gives it out.
    """
    if task.owner is not None:
        both = [today.one(user) for user in (task.owner, task.also_for) if user]
        absence = today.absence(task.owner)
        if absence is None:
            return both
        deputy = absence.deputy
        return [*both, *([today.one(deputy)] if deputy else supervisors(task, today))]
    if task.role == Role.OFFICER:
        return []
    return today.holders(Role(task.role), task.case.force, task.team)


def supervisors(task: Task, today: Today) -> Iterable[User]:
    """Who supervises the team of the case today, whoever has the task."""
    return today.holders(Role.SUPERVISOR, task.case.force, task.case.team)


def managers(task: Task, today: Today) -> Iterable[User]:
    """Who manages the team of the case, or its force, today."""
    return today.holders(Role.MANAGER, task.case.force, task.case.team)


Way = Callable[[Task, Today], Iterable[User]]
WAYS: dict[Rung, tuple[Way, ...]] = {
    Rung.WARN: (doers, supervisors, managers),
    Rung.DUE: (doers, supervisors, managers),
    Rung.OVERDUE: (doers, supervisors, managers),
    Rung.SUPERVISOR: (supervisors, managers),
    Rung.MANAGER: (managers, supervisors),
}
