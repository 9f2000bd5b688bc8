"""Operations for the browser: one at each state that has pages of its own, and its deeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import Team
from casework.operations import actions
from casework.operations.models import CohortMember, Operation, TimedContact, WindowFlag
from tests import makers_operations as walk
from tests.makers_cases import people_of

Samples = dict[str, list[Any]]


def samples(team: Team, sample: Callable[..., Any]) -> Samples:
    """Each page of operations, as who works with it."""
    planned, proposed = _new(team), walk.proposed(team)
    approved, briefed, running = walk.approved(team), walk.briefed(team), walk.running(team)
    people = people_of(CohortMember.objects.filter(operation=running)[0].case)
    manager, sergeant, analyst = people.manager, people.supervisor, people.analyst
    desk = walk.adviser_of(team)
    waiting = TimedContact.objects.get(member__operation=approved, state="PLANNED")
    started = TimedContact.objects.get(member__operation=running, state="STARTED")
    flag = WindowFlag.objects.get(member__operation=running)

    def deeds(subject: Any, names: str, user: Any) -> list[Any]:
        return [
            sample(arguments={"pk": subject.pk, "name": name}, about=name, user=user)
            for name in names.split()
        ]

    def one(subject: Any, user: Any, about: str = "") -> Any:
        return sample(arguments={"pk": subject.pk}, about=about, user=user)

    all_of_them = (planned, proposed, approved, briefed, running)
    member, undecided = approved.members.get(), proposed.members.get()
    second = walk.second_supervisor(team)
    return {
        "operations:list": [sample(user=manager)],
        "operations:plan": [sample(user=manager)],
        "operations:operation": [one(each, manager, str(each.state)) for each in all_of_them],
        "operations:people": [one(planned, analyst)],
        "operations:run_sheet": [one(briefed, manager), one(briefed, people.officer, "officer")],
        "operations:flags": [one(running, desk, "desk"), one(running, manager)],
        "operations:debrief": [one(running, manager)],
        "operations:do": [
            *deeds(planned, "earlier-event top-list", analyst),
            *deeds(proposed, "move cancel", manager),
            *deeds(briefed, "run", manager),
        ],
        "operations:person": [one(undecided, manager, "undecided"), one(member, sergeant)],
        "operations:do_person": [
            *deeds(undecided, "decide", manager),
            *deeds(member, "package contact flag", sergeant),
            *deeds(member, "rank leave-out", manager),
        ],
        "operations:contact": [one(waiting, second, "to approve"), one(started, sergeant)],
        "operations:do_contact": [
            *deeds(waiting, "approve drop", second),
            *deeds(started, "result", sergeant),
        ],
        "operations:do_flag": deeds(flag, "put-in", desk),
    }


def _new(team: Team) -> Operation:
    case = walk.with_history(team)
    soon = timezone.now() + timedelta(days=12)
    operation = walk.plan(team, people_of(case).manager, event_at=soon)
    analyst = people_of(case).analyst
    actions.add_earlier_event(operation=operation, by=analyst, at=walk.LAST_TIME)
    return operation
