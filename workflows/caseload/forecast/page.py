"""Everything the forecast page shows to one reader, in a number of queries that does not grow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.accounts.access import role_scope, teams_of
from casework.accounts.models import Role, User
from workflows.caseload import queries
from workflows.caseload.forecast import history, presenters, rules
from workflows.caseload.forecast.calibration import back_test
from workflows.caseload.forecast.chances import Chance, Forecast
from workflows.caseload.forecast.levelling import Proposal, proposals
from workflows.models import Task
from workflows.worklist import loads
from workflows.worklist.queries import PAGE, Days, shown


@dataclass(frozen=True)
class Page:
    """The tasks it names, and what its template is given."""

    tasks: list[Task]
    context: dict[str, Any]


def made(user: User, now: datetime) -> Page:
    """The page as this reader may see it at this instant."""
    officers = loads.officers_of(teams_of(user, *queries.WHO_ANSWERS))
    by_load = loads.loads(officers, Days.at(now), user)
    people = [load.officer.pk for load in by_load]
    record = history.read(queries.history_of(user), now, officers=people)
    known = history.with_absences_to_come(history.known_at(record, now), record)
    forecast = Forecast(known)
    chances = forecast.chances()
    likely = [each for each in chances if each.is_likely]
    tasks = _tasks(user, likely)
    by_task = {each.task.pk: each for each in likely}
    places = loads.places_of(load.officer for load in by_load)
    found = proposals(tasks, by_task, forecast, by_load, places)
    supervised = role_scope(user, Role.SUPERVISOR)
    context = {
        "now": now,
        "days": rules.DAYS.value,
        "stats": presenters.stats(chances),
        "lines": [presenters.line(task, by_task[task.pk], now) for task in tasks],
        "more": len(likely) - len(tasks),
        "proposals": [presenters.proposal(each, supervised) for each in found],
        "may_take": any(_supervised(each, supervised) for each in found),
        "said": presenters.how_good(back := back_test(record, now)),
        "bands": presenters.bands(back),
        "weeks": presenters.weeks(now),
        "work": presenters.work_by_week(forecast, _names(forecast)),
        "unsaid_head": ["Step", {"text": "Tasks", "format": "numeric"}],
        "unsaid": presenters.unsaid(chances),
        "how": presenters.how(forecast.usual),
    }
    return Page(tasks, context)


def _supervised(each: Proposal, scope: Any) -> bool:
    return presenters.is_in(scope, each.task)


def _tasks(user: User, likely: list[Chance]) -> list[Task]:
    """The most likely of these as a list shows them, in their order."""
    wanted = [each.task.pk for each in likely[:PAGE]]
    found = {task.pk: task for task in shown(queries.work_of(user).filter(pk__in=wanted))}
    return [found[pk] for pk in wanted if pk in found]


def _names(forecast: Forecast) -> dict[int, str]:
    holders = {task.owner for task in forecast.known.tasks if task.finished is None}
    users = User.objects.filter(pk__in=holders - {None})
    return {user.pk: user.display_name for user in users}
