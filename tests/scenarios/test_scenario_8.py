"""Visit no reply, in the words of the domain (section 10, scenario 8).

"Two officers, check valid; no reply Mon 10:00; re-attempt due by Thu at different time; after 3
attempts incl. evening and weekend supervisor review opens; record after 24 h is late in the team
report."
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from casework.clocks import LONDON
from casework.core.errors import Refused
from casework.visits import actions, rules
from casework.visits.models import VisitRecord, VisitState
from tests import makers_visits
from tests.makers_cases import people_of

pytestmark = pytest.mark.django_db


def november(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=LONDON)


MONDAY, WEDNESDAY_EVENING, SATURDAY = november(23, 10), november(25, 19), november(28, 11)


def test_nobody_answers_three_times_and_the_record_is_late() -> None:
    with time_machine.travel(MONDAY - timedelta(hours=4), tick=False):
        visit = makers_visits.start()

    # Two officers, check valid; no reply Mon 10:00.
    visit = makers_visits.try_the_door_at(visit, MONDAY)
    first = visit.attempts.get()
    assert first.logged_by != first.second_officer
    assert visit.checks_valid_until is not None
    assert visit.checks_valid_until >= MONDAY

    # Re-attempt due by Thu at different time.
    following = rules.next_attempt_rule(visit)
    assert following is not None
    assert following.due.due_at.astimezone(LONDON).date() == november(26, 12).date()
    visit = actions.plan_again(visit=visit)
    with time_machine.travel(november(24, 8), tick=False):
        makers_visits.clear_contact(visit)
        with pytest.raises(Refused, match="Try another time of the week"):
            makers_visits.plan(visit, planned_for=november(24, 10))

    # After 3 attempts incl. evening and weekend supervisor review opens.
    visit = makers_visits.try_the_door_at(visit, WEDNESDAY_EVENING)
    assert not rules.attempts_used_up(visit)
    visit = makers_visits.try_the_door_at(actions.plan_again(visit=visit), SATURDAY)
    assert rules.attempts_used_up(visit)
    with pytest.raises(Refused, match="A supervisor decides"):
        actions.plan_again(visit=visit)

    decided = november(30, 9)
    with time_machine.travel(decided, tick=False):
        visit = actions.review_no_reply(
            visit=visit,
            by=people_of(visit.case).supervisor,
            decision="END",
            reason="Three attempts, and his mother says he is abroad.",
        )
    assert visit.state == VisitState.NO_REPLY

    # Record after 24 h is late in the team report.
    with time_machine.travel(decided + timedelta(hours=24, seconds=1), tick=False):
        makers_visits.submit(visit, present="")
    assert list(VisitRecord.objects.late()) == [visit.records.get()]


def test_without_the_rule_the_same_hour_could_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with time_machine.travel(MONDAY - timedelta(hours=4), tick=False):
        visit = makers_visits.start()
    visit = actions.plan_again(visit=makers_visits.try_the_door_at(visit, MONDAY))
    monkeypatch.setattr(rules, "next_attempt_rule", lambda _: None)
    again = makers_visits.try_the_door_at(visit, MONDAY + timedelta(days=1))
    assert {each.band for each in again.attempts.all()} == {"morning"}
