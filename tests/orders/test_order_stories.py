"""The demonstration's stories of protective orders, played: every state has its example."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import User
from casework.cases import actions as cases
from casework.cases.models import Case
from casework.enforcement.orders.models import Breach, BreachState, Order, OrderState
from tests.makers_records import make_flag, make_incident, make_person
from workflows import sweep
from workflows.demonstration.kinds.order import PARTS, set_up
from workflows.demonstration.people import Unit, make_unit
from workflows.demonstration.stage import moment, play
from workflows.demonstration.telling import Telling

pytestmark = pytest.mark.django_db


def flagged(unit: Unit) -> Case:
    """A case of the unit, reported long ago and flagged just now."""
    person = make_person(force=unit.force)
    for _ in range(3):
        victim = make_person(force=unit.force)
        make_incident(suspect=person, victim=victim, team=unit.team.name)
    return cases.open_case(flag=make_flag(person=person), by=None)


def test_the_stories_leave_an_order_and_a_breach_in_every_state_worth_looking_at() -> None:
    now = timezone.localtime().replace(hour=13, minute=5)
    today = now.date()
    with time_machine.travel(moment(100, "07:00", today=today), tick=True):
        unit = make_unit()
        set_up(unit)
        told = [(part, flagged(unit)) for part in PARTS]
    officer: User = unit["officer"]
    stories = [
        story for part, case in told for story in part.tell(Telling(unit, case, officer, today))
    ]
    with time_machine.travel(now, tick=True):
        play(stories, until=now, each_morning=sweep.fire_due_timers)
    states = set(Order.objects.values_list("state", flat=True))
    assert states == set(OrderState.values)
    found = set(Breach.objects.values_list("state", flat=True))
    assert found == {*BreachState.values} - {BreachState.ARRESTED, BreachState.NOT_ARRESTED}
    assert Order.objects.filter(notice_lapsed_at__isnull=False).exists()
