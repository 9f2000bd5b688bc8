"""Nobody ever answers, and weekdays alone would go on for ever: the cap, and the untried band."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from casework.clocks import LONDON
from casework.core.errors import Refused
from casework.visits import actions, forms, rules
from casework.visits.models import Visit, VisitState
from tests import makers_visits
from tests.makers_cases import people_of
from tests.makers_visit_walk import nobody_answers_at, visit_of
from tests.makers_visits import local, plan_typed, start, try_the_door_at
from tests.makers_work import open_steps, open_task, visit_at

pytestmark = pytest.mark.django_db


def at(day: int, hour: int) -> datetime:
    """A local time of November 2026; the 23rd is a Monday, the 28th a Saturday."""
    return datetime(2026, 11, day, hour, tzinfo=LONDON)


# Never at a weekend, each in another band than the one before.
WEEKDAYS = (at(23, 10), at(23, 19), at(24, 10), at(25, 19), at(26, 10))


def tried(*times: datetime) -> Visit:
    """Nobody answered at any of these times."""
    with time_machine.travel(at(23, 7), tick=False):
        visit = start()
    for when in times:
        if visit.state == VisitState.NO_REPLY:
            visit = actions.plan_again(visit=visit)
        visit = try_the_door_at(visit, when)
    return visit


def sent_again(visit: Visit) -> Visit:
    return actions.review_no_reply(
        visit=visit, by=people_of(visit.case).supervisor, decision="AGAIN", reason="A car there."
    )


def test_the_fifth_attempt_brings_the_supervisor_whatever_was_tried() -> None:
    visit = tried(*WEEKDAYS[:4])
    assert not rules.attempts_used_up(visit)
    visit = try_the_door_at(actions.plan_again(visit=visit), WEEKDAYS[4])
    assert rules.missing_bands(visit) == ["weekend"]
    assert rules.attempts_used_up(visit)
    with pytest.raises(Refused, match="A supervisor decides"):
        actions.plan_again(visit=visit)


def test_without_the_cap_it_goes_on(settings: Any) -> None:
    settings.POLICY = {"home_visit.most_attempts": 99}
    visit = tried(*WEEKDAYS)
    assert actions.plan_again(visit=visit).state == VisitState.PLANNED


def test_a_cap_below_the_fewest_attempts_does_not_shorten_the_round(settings: Any) -> None:
    settings.POLICY = {"home_visit.most_attempts": 1}
    assert not rules.attempts_used_up(tried(*WEEKDAYS[:2]))
    assert rules.attempts_used_up(tried(*WEEKDAYS[:3]))


def test_after_the_review_the_untried_part_of_the_week_comes_first() -> None:
    visit = tried(*WEEKDAYS)
    with time_machine.travel(at(27, 9), tick=False):
        visit = sent_again(visit)
        makers_visits.clear_contact(visit)
        with pytest.raises(Refused, match=r"Nobody has tried at a weekend\. Choose such a time"):
            makers_visits.plan(visit, planned_for=at(27, 19))
        assert makers_visits.plan(visit, planned_for=at(28, 8)).state == VisitState.CHECKED


def test_without_that_rule_it_is_another_weekday(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = tried(*WEEKDAYS)
    monkeypatch.setattr(rules, "untried_bands", lambda visit: [])
    with time_machine.travel(at(27, 9), tick=False):
        visit = sent_again(visit)
        makers_visits.clear_contact(visit)
        assert makers_visits.plan(visit, planned_for=at(27, 19)).state == VisitState.CHECKED


def test_the_plan_form_says_it_beside_the_time() -> None:
    visit = tried(*WEEKDAYS)
    with time_machine.travel(at(27, 9), tick=False):
        visit = sent_again(visit)
        officer = people_of(visit.case).officer
        typed = plan_typed(visit, planned_for=local(at(27, 19)))
        form = forms.PlanForm(typed, subject=visit, user=officer)
        assert "Choose such a time first" in form.errors["planned_for"][0]
        assert form.fields["planned_for"].help_text == "Nobody has tried at a weekend."
        typed = plan_typed(visit, planned_for=local(at(28, 8)))
        assert forms.PlanForm(typed, subject=visit, user=officer).is_valid()


def test_once_it_was_tried_the_new_round_is_as_free_as_the_first() -> None:
    visit = tried(*WEEKDAYS)
    with time_machine.travel(at(27, 9), tick=False):
        visit = sent_again(visit)
    visit = actions.plan_again(visit=try_the_door_at(visit, at(28, 10)))
    assert rules.untried_bands(visit) == []
    with time_machine.travel(at(29, 22), tick=False):
        makers_visits.clear_contact(visit)
        with pytest.raises(Refused, match="morning or afternoon or evening"):
            makers_visits.plan(visit, planned_for=at(29, 23))
        assert rules.why_not_planned_for(visit, at(30, 10)) == ""


def test_the_first_round_is_free() -> None:
    visit = actions.plan_again(visit=tried(WEEKDAYS[0]))
    assert rules.untried_bands(visit) == []
    assert rules.why_not_planned_for(visit, at(24, 14)) == ""


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        (WEEKDAYS, "Nobody has tried at a weekend."),
        (
            (at(23, 10), at(23, 14), at(24, 10), at(24, 14), at(25, 10)),
            "Nobody has tried in the evening or at a weekend.",
        ),
    ],
)
def test_the_review_page_names_what_nobody_has_tried(
    client: Client, times: tuple[datetime, ...], sentence: str
) -> None:
    with time_machine.travel(at(23, 7), tick=True):
        case = visit_at("plan").case
    for when in times:
        nobody_answers_at(case, when)
    with time_machine.travel(at(27, 9), tick=True):
        assert open_steps(case) == ["review_no_reply"]
        assert visit_of(case).attempts.count() == 5
        client.force_login(people_of(case).supervisor)
        page = client.get(open_task(case, "review_no_reply").get_absolute_url())
        assert sentence in page.content.decode()
