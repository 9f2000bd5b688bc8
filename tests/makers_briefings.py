"""Briefings for tests, made by walking the real path, each step by its own form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine

from casework.accounts.models import Rank, Role, Team, User
from casework.cases.models import Case
from casework.core.queue import work_off
from casework.enforcement.briefings import actions, rules
from casework.enforcement.briefings.models import Briefing, BriefingState
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_work import answers_of, do, open_steps, start
from workflows import actions as workflow_actions
from workflows import sweep
from workflows.models import Task

S = BriefingState
BEAT = "Neighbourhood team"


def beat_of(case: Case, name: str = BEAT) -> Team:
    """A neighbourhood team of the case's force."""
    found = Team.objects.filter(force=case.force, name=name).first()
    return found or makers.make_team(force=case.force, name=name)


def _of_beat(case: Case, role: Role, name: str = BEAT, **fields: Any) -> User:
    team = beat_of(case, name)
    found = User.objects.filter(grants__team=team, grants__role=role).first()
    return found or makers.make_user(role, team=team, **fields)


def beat_officer(case: Case, name: str = BEAT) -> User:
    return _of_beat(case, Role.OFFICER, name)


def beat_sergeant(case: Case, name: str = BEAT) -> User:
    return _of_beat(case, Role.SUPERVISOR, name)


def beat_inspector(case: Case, name: str = BEAT) -> User:
    return _of_beat(case, Role.AUTHORISER, name, rank=Rank.INSPECTOR)


def everyone(case: Case) -> None:
    """Make everyone a briefing may need, so that no test is the first to ask for one of them."""
    people = people_of(case)
    assert people.officer
    assert people.supervisor
    assert people.manager
    assert beat_officer(case)
    assert beat_sergeant(case)
    assert beat_inspector(case)


def briefing_of(case: Case) -> Briefing:
    return Briefing.objects.filter(case=case).latest("pk")


def typed(**given: Any) -> dict[str, Any]:
    """What an officer types into a briefing."""
    answers: dict[str, Any] = {
        "identifiers": "Tall, shaved head, a scar above the left eye.",
        "purpose": "Breaches of bail while reports of assault are investigated.",
        "conditions": "Bail until March: not to enter Alder Court.",
        "powers": "Power of arrest for breach of bail.",
        "what_to_do": "If seen in Alder Court, arrest for breach of bail.",
        "addresses": "",
        "protected_person": "no",
    }
    return answers | given


def started(case: Case | None = None) -> Case:
    case = case or make_case()
    everyone(case)
    return start("briefing", case).case


def written(case: Case | None = None, **given: Any) -> Case:
    case = started(case)
    do(case, "write_briefing", by=people_of(case).officer, **typed(**given))
    return case


def authorise(case: Case, **given: Any) -> None:
    answers = {
        "decision": "AUTHORISE",
        "redaction_checked": "on",
        "powers_checked": "on",
        "powers_source": "PNC",
    }
    do(case, "authorise_briefing", by=people_of(case).supervisor, **answers | given)


def authorised(case: Case | None = None, **given: Any) -> Case:
    case = written(case, **given)
    authorise(case)
    return case


def publish(case: Case, *teams: Team) -> None:
    named = [team.pk for team in teams or (beat_of(case),)]
    do(case, "publish_briefing", by=people_of(case).officer, teams=named)
    follow()


def published(case: Case | None = None, *teams: str, **given: Any) -> Case:
    case = authorised(case, **given)
    publish(case, *[beat_of(case, name) for name in teams or (BEAT,)])
    return case


def follow() -> None:
    """The queue does what waits: interventions follow what moved their records."""
    work_off()


def sweep_at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=True):
        return sweep.fire_due_timers()


def tasks_at(case: Case, step: str) -> list[Task]:
    """Every open task at this step, in the order they were made."""
    open_tasks = Task.objects.open().filter(case=case).order_by("pk")
    return [task for task in open_tasks if task.flow_task.name == step]


def brief_all(case: Case, name: str = BEAT) -> None:
    """The sergeant of a team says that each of its shifts was briefed."""
    by = beat_sergeant(case, name)
    for task in tasks_at(case, "acknowledge"):
        if task.team == beat_of(case, name):
            answers = answers_of(task, by, {"briefed": "on"})
            workflow_actions.complete(task=task, by=by, answers=answers)
    follow()


def say(case: Case, **given: Any) -> None:
    """An officer of the team saw the person."""
    answers: dict[str, Any] = {
        "kind": "SIGHTING",
        "place": "Alder Court",
        "what": "He stood at the corner and left.",
        "source": "1",
        "assessed": "A",
        "handling": "P",
    }
    actions.log_return(briefing=briefing_of(case), by=beat_officer(case), **answers | given)
    follow()


def recall(case: Case, ground: str = "CONTENT_WRONG") -> None:
    by = people_of(case).supervisor
    reason = "It says what is not so."
    actions.recall_briefing(briefing=briefing_of(case), by=by, ground=ground, reason=reason)
    follow()


def after_end(case: Case) -> datetime:
    return briefing_of(case).ends_at + timedelta(minutes=1)


def before_end(case: Case) -> datetime:
    """Just after its owner is asked whether it is renewed."""
    return rules.renewal_from(briefing_of(case)) + timedelta(minutes=1)


def _acknowledged() -> Case:
    case = published()
    brief_all(case)
    return case


def _returned() -> Case:
    case = published()
    say(case)
    return case


def _recalled() -> Case:
    case = published()
    recall(case)
    return case


def _expired() -> Case:
    case = published()
    sweep_at(after_end(case))
    return case


def _withdrawn() -> Case:
    case = authorised()
    by = people_of(case).supervisor
    actions.withdraw_briefing(briefing=briefing_of(case), by=by, reason="Not needed.")
    follow()
    return case


WAY_TO: dict[BriefingState, Callable[[], Case]] = {
    S.DRAFT: written,
    S.AUTHORISED: authorised,
    S.PUBLISHED: published,
    S.ACKNOWLEDGED: _acknowledged,
    S.RETURN_RECEIVED: _returned,
    S.RECALLED: _recalled,
    S.EXPIRED: _expired,
    S.WITHDRAWN: _withdrawn,
}


def make_briefing(state: BriefingState | str = S.PUBLISHED) -> Briefing:
    """A briefing that has come to `state` through the forms of its steps."""
    briefing = briefing_of(WAY_TO[S(state)]())
    assert briefing.state == state, open_steps(briefing.case)
    return briefing
