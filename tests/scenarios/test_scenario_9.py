"""Warrant ageing, in the words of the domain (section 10, scenario 9).

"FTA warrant grade A, received Fri 16:00: circulation check due Sat 16:00; first attempt same; day
14 DI alert; arrest entered without cancelling LEDS blocks closure; victim-update task created."
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from casework.accounts.models import Role
from casework.clocks import LONDON
from casework.core.errors import Refused
from casework.enforcement.warrants import actions as warrants
from casework.enforcement.warrants.models import Warrant, WarrantState
from tests.makers_cases import make_case
from tests.makers_reassessment import assessed
from tests.makers_warrant_walk import act, arrested, ended, warrant_of
from tests.makers_work import open_steps, open_task, start
from workflows import sweep

pytestmark = pytest.mark.django_db


def november(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=LONDON)


FRIDAY, SATURDAY = november(20, 16), november(21, 16)
DAY_14 = FRIDAY + timedelta(days=14)


def test_a_warrant_grows_old_and_is_not_closed_while_they_stand_as_wanted() -> None:
    with time_machine.travel(FRIDAY - timedelta(hours=1), tick=False):
        case = make_case()

    # FTA warrant grade A, received Fri 16:00: circulation check due Sat 16:00.
    with time_machine.travel(FRIDAY, tick=False):
        start("warrant", case)
    with time_machine.travel(FRIDAY + timedelta(hours=2), tick=True):
        act(case, "grade", kind="FTA", grade="A")
        assert open_task(case, "circulate").due_at == SATURDAY
        act(case, "circulate")

        # First attempt same.
        act(case, "allocate")
        assert open_task(case, "search").due_at == SATURDAY
        assert warrant_of(case).target_at == DAY_14

    # The risk has been assessed anew since they are wanted.
    assessed(case)

    # Day 14 DI alert.
    with time_machine.travel(DAY_14 - timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 0
        assert "manager_review" not in open_steps(case)
    with time_machine.travel(DAY_14 + timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 1
        alert = open_task(case, "manager_review")
        assert alert.role == Role.MANAGER
        assert warrant_of(case).state == WarrantState.REVIEW

        # Arrest entered without cancelling LEDS blocks closure.
        arrested(case)
        act_and_try_to_close(warrant_of(case))

        # Victim-update task created.
        hear = open_task(case, "tell_victims")
        assert hear.due_at is not None
        assert timezone.localdate(hear.due_at) == datetime(2026, 12, 7).date(), "a working day"
        act(case, "tell_victims")
        with pytest.raises(Refused, match="still stands as wanted on LEDS"):
            warrants.close_warrant(warrant=warrant_of(case))

        act(case, "cancel_circulation")
    assert ended(case) == ("Arrested", "CLOSED")


def act_and_try_to_close(warrant: Warrant) -> None:
    """Neither the action nor the database closes it."""
    with pytest.raises(Refused, match="Cancel the circulation first"):
        warrants.close_warrant(warrant=warrant)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE warrants_warrant SET state = 'CLOSED', victims_told_at = %s, "
            "victims_told_how = 'OFFICER' WHERE id = %s",
            [timezone.now(), warrant.pk],
        )


def test_without_the_guard_the_action_would_close_it_and_the_database_still_would_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin of the guard in words."""
    with time_machine.travel(FRIDAY, tick=True):
        case = make_case()
        start("warrant", case)
        for step in ("grade", "circulate", "allocate"):
            act(case, step)
        arrested(case)
        act(case, "tell_victims")
        monkeypatch.setattr(Warrant, "is_circulated", False)
        with pytest.raises(IntegrityError), transaction.atomic():
            warrants.close_warrant(warrant=warrant_of(case))
