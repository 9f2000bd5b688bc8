"""Leaving and being away for the browser: before, after, and what whoever gets the work sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.accounts.models import Role
from tests import makers
from tests.makers_cases import People
from tests.makers_leavers import client_handed_over, handed_over_with_kept
from tests.makers_leavers import pages as made
from workflows import actions
from workflows.models import Task


def pages(sample: Callable[..., Any], people: People) -> dict[str, list[Any]]:
    """What to visit of each route: the person's work, what became of it, absences, priorities."""
    receiver = makers.make_user(Role.OFFICER, team=people.team)
    lead = people.supervisor
    arguments = made(people.team, receiver=receiver, by=lead)
    tasks = Task.objects.open().filter(owner=people.officer).order_by("pk")
    task, paused = tasks.first(), tasks.last()
    assert task is not None
    assert paused is not None
    assert task != paused
    actions.pause_clock(task=paused, by=lead, days=4, reason="The landlord is in hospital.")
    handed = arguments["workflows:handed_over"]
    kept = handed_over_with_kept(people.team, receiver=receiver, by=lead)
    client, advocate = client_handed_over(people.team)
    return {
        "workflows:hand_over": [sample(arguments={"pk": people.officer.pk}, user=lead)],
        "workflows:handed_over": [
            sample(arguments=handed, about="by whom", user=lead),
            sample(arguments=handed, about="to whom", user=receiver),
            sample(arguments={"pk": kept.pk}, about="kept from who gave it", user=people.manager),
            sample(arguments={"pk": client.pk}, about="at a desk", user=advocate),
        ],
        "workflows:pack": [sample(arguments=handed, user=receiver)],
        "workflows:priority": [sample(arguments={"pk": task.pk}, user=lead)],
        "workflows:reminders": [sample(arguments={"pk": task.pk}, user=lead)],
        "workflows:pause": [
            sample(arguments={"pk": task.pk}, user=lead),
            sample(arguments={"pk": paused.pk}, about="paused", user=lead),
        ],
        "accounts:end_absence": [
            sample(arguments=arguments["accounts:end_absence"], user=receiver)
        ],
    }
