"""The check of bail conditions: every way and end, by the forms of its steps."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.models import Case, Change
from casework.clocks import LONDON
from casework.core.errors import NotAllowed, Refused
from casework.enforcement.warrants.models import WarrantState as S
from tests import makers
from tests.makers_cases import people_of
from tests.makers_warrant_walk import act, bail_at, ended, tomorrow, warrant_of
from tests.makers_work import do, intervention_of, open_steps, open_task
from workflows import actions

pytestmark = pytest.mark.django_db


def test_conditions_are_checked_again_and_again_as_often_as_agreed() -> None:
    case = bail_at("check")
    for number in (1, 2):
        act(case, "check", result="KEPT" if number == 1 else "COULD_NOT_TELL")
        assert sorted(open_steps(case)) == ["check", "decide_end"]
        due = open_task(case, "check").due_at
        assert due is not None
        assert (timezone.localdate(due) - timezone.localdate()).days == 7
    assert warrant_of(case).bail_checks.count() == 2


def test_an_arrest_for_breach_ends_it_and_the_victims_hear() -> None:
    case = bail_at("act_on_breach")
    assert case.changes.filter(kind=Change.Kind.BREACH).exists()
    assert open_task(case, "act_on_breach").owner == people_of(case).officer
    act(case, "act_on_breach")
    assert open_steps(case) == ["tell_victims"]
    act(case, "tell_victims")
    assert ended(case) == ("Arrested for breach of bail", "CLOSED")


def test_a_supervisor_agrees_that_nobody_is_arrested() -> None:
    case = bail_at("agree")
    act(case, "agree")
    assert warrant_of(case).state == S.CHECKING
    assert sorted(open_steps(case)) == ["check", "decide_end"]


def test_a_supervisor_who_does_not_agree_sends_it_back_to_be_acted_on() -> None:
    case = bail_at("agree")
    act(case, "agree", decision="no")
    assert sorted(open_steps(case)) == ["act_on_breach", "decide_end"]
    act(case, "act_on_breach")
    act(case, "tell_victims")
    assert ended(case) == ("Arrested for breach of bail", "CLOSED")


@pytest.mark.parametrize("step", ["check", "act_on_breach", "agree"])
@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ("CHARGED", Change.Kind.BAIL),
        ("WITHOUT_BAIL", Change.Kind.RELEASED),
        ("NO_ACTION", Change.Kind.BAIL),
        ("COURT", Change.Kind.BAIL),
    ],
)
def test_bail_may_end_any_day_and_the_case_hears(step: str, way: str, kind: str) -> None:
    case = bail_at(step)
    act(case, "decide_end", way=way)
    assert open_steps(case) == ["tell_victims"], "nobody checks conditions that are gone"
    assert case.changes.filter(kind=kind).exists()
    act(case, "tell_victims")
    assert ended(case) == ("Bail ended", "CLOSED")


def test_bail_that_is_extended_goes_on_with_a_new_last_day() -> None:
    case = bail_at("check")
    extended = {"decision": "EXTENDED", "bail_authority": "INSPECTOR", "way": ""}
    act(case, "decide_end", **extended, bail_until=tomorrow(150), reason="The phone is read.")
    due = open_task(case, "decide_end").due_at
    assert due is not None
    assert timezone.localdate(due).isoformat() == tomorrow(150)
    assert sorted(open_steps(case)) == ["check", "decide_end"]


def test_what_follows_is_due_on_the_last_day_of_bail() -> None:
    case = bail_at("check")
    last = warrant_of(case).bail_until
    assert last is not None
    end = datetime.combine(last, time(23, 59, 59), LONDON)
    assert open_task(case, "decide_end").due_at == end


def test_after_the_last_day_there_is_nothing_to_check_and_nobody_to_arrest() -> None:
    case = bail_at("check")
    with (
        time_machine.travel(timezone.now() + timedelta(days=62), tick=True),
        pytest.raises(Refused, match="Bail ran out"),
    ):
        act(case, "check")


def test_whoever_proposed_no_arrest_does_not_agree_to_it() -> None:
    case = bail_at("act_on_breach")
    people = people_of(case)
    # An officer who is a supervisor too.
    makers.give_role(people.officer, Role.SUPERVISOR, team=case.team)
    act(case, "act_on_breach", decision="no", reason="Seen once.")
    with pytest.raises(NotAllowed, match="Someone else agrees"):
        do(case, "agree", by=people.officer, decision="yes", reason="Fine.")


def stop(case: Case) -> None:
    row = intervention_of(case)
    actions.cancel(intervention=row, by=people_of(case).supervisor, reason="Entered twice.")


def test_it_can_be_turned_away_before_its_conditions_are_entered() -> None:
    case = bail_at("enter")
    stop(case)
    assert ended(case) == ("Withdrawn", "NOT_TAKEN_ON")


def test_once_it_is_checked_it_ends_with_the_bail() -> None:
    case = bail_at("check")
    with pytest.raises(Refused, match="It ends otherwise"):
        stop(case)
