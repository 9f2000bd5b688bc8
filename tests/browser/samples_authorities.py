"""Pages of the register, as whoever may see them; and the pages of a do-not-contact rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Team
from casework.enforcement.authorities import jobs
from casework.enforcement.authorities.actions import name_to_unit
from casework.enforcement.authorities.doing import DOINGS, can_do
from casework.enforcement.authorities.models import Authority
from tests.makers_authorities import cancel, log_application, make_authority, superintendent_of
from tests.makers_cases import make_case, people_of


def samples(team: Team) -> dict[str, list[Any]]:
    """One entry at each stage, and each move on the first entry where it can be made."""
    from tests.browser.samples import Sample

    every = register_of(team)
    officer = superintendent_of(every[0].case)
    colleague = people_of(every[0].case).colleague
    name = name_to_unit(force=team.force, by=officer, user=colleague, reason="Keeps the register")
    moves = {
        move: next(entry for entry in every if move in can_do(officer, entry)) for move in DOINGS
    }
    return {
        "authorities:register": [Sample(user=officer)],
        "authorities:log": [Sample(user=people_of(every[0].case).manager)],
        "authorities:unit": [Sample(user=officer)],
        "authorities:remove": [Sample(arguments={"pk": name.pk}, user=officer)],
        "authorities:entry": [
            Sample(arguments={"pk": each.pk}, about=str(each.state), user=officer) for each in every
        ],
        "authorities:do": [
            Sample(arguments={"pk": entry.pk, "name": move}, about=move, user=officer)
            for move, entry in moves.items()
        ],
    }


def register_of(team: Team) -> list[Authority]:
    """Applied for, live, urgent, cancelled and lapsed."""
    with time_machine.travel(timezone.now() - timedelta(days=5), tick=True):
        lapsed = make_authority(make_case(team=team), urgent=True)
    jobs.watch()
    entries = [
        lapsed,
        log_application(make_case(team=team)),
        make_authority(make_case(team=team)),
        make_authority(make_case(team=team), urgent=True),
        cancel(make_authority(make_case(team=team))),
    ]
    return [Authority.objects.get(pk=each.pk) for each in entries]
