"""Pages of retention: a record at each stage, and each thing that can be done to one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Team, User
from casework.cases.models import State
from casework.core.errors import passes
from casework.retention.doing import DOINGS, check_can_do
from casework.retention.models import Retention
from tests import makers_retention as walk
from tests.makers_cases import make_case

LONG_AGO = timedelta(days=365 * 7)


def samples(team: Team, sample: Any) -> dict[str, list[Any]]:
    """Overdue, held, proposed and confirmed, each as a manager who may act on it."""
    every = records(team)
    manager, second = walk.manager_of(every[0]), walk.second_of(every[0])
    return {
        "retention:register": [sample(user=manager)],
        "retention:record": [
            sample(arguments={"pk": row.pk}, about=about, user=manager)
            for row, about in zip(every, ("overdue", "held", "proposed", "confirmed"), strict=True)
        ],
        "retention:do": [_doable(name, every, (manager, second), sample) for name in DOINGS],
    }


def _doable(name: str, every: list[Retention], users: tuple[User, ...], sample: Any) -> Any:
    row, user = next(
        (row, user) for row in every for user in users if passes(check_can_do, user, row, name)
    )
    return sample(arguments={"pk": row.pk, "name": name}, about=name, user=user)


def records(team: Team) -> list[Retention]:
    """Of cases that were not adopted seven years ago, so that their six years are over."""
    with time_machine.travel(timezone.now() - LONG_AGO, tick=True):
        made = [walk.retention_of(make_case(team=team, state=State.NOT_ADOPTED)) for _ in range(4)]
    _, held, proposed, confirmed = made
    walk.hold(held)
    for row in (proposed, confirmed):
        walk.propose(row)
    walk.confirm(confirmed)
    return [Retention.objects.get(pk=row.pk) for row in made]
