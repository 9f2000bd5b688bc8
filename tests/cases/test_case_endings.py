"""Stepping down, setting aside, ending and beginning again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases import actions
from casework.cases.doing import PAGES
from casework.cases.models import Band, Case, LinkedFlag, State, StepDownProposal
from casework.core.errors import NotAllowed, Refused
from tests import makers, makers_cases
from tests.case_table import SUSPENDABLE, TABLE, answers
from tests.makers import assert_one_event
from tests.makers_cases import make_case, people_of

pytestmark = pytest.mark.django_db


def refuses(sentence: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused, match=sentence):
        act()


# --- stepping down --------------------------------------------------------------------------------


def proposing(case: Case) -> Callable[[], object]:
    return lambda: actions.propose_step_down(
        case=Case.objects.get(pk=case.pk),
        by=people_of(case).supervisor,
        reason="Quiet.",
        victim_view="Agrees.",
    )


def test_a_high_risk_does_not_step_down() -> None:
    case = make_case(band=Band.HIGH)
    refuses("The risk is assessed as high", proposing(case))


def test_a_case_steps_down_only_after_the_clear_period() -> None:
    case = make_case()
    today = timezone.localdate()
    makers_cases.make_incident(suspect=case.person, on=today - timedelta(days=89))
    refuses("90 clear days are needed", proposing(case))
    quiet = make_case()
    makers_cases.make_incident(suspect=quiet.person, on=today - timedelta(days=90))
    proposing(quiet)()


def test_what_changed_between_proposal_and_decision_stops_the_step_down() -> None:
    case = make_case()
    people = people_of(case)
    proposing(case)()
    actions.note_change(case=case, by=people.officer, kind="REPORT", note="A new report.")
    refuses(
        "A new risk assessment is due",
        lambda: actions.decide_step_down(
            case=case, by=people.manager, decision="AGREED", reason="Fine."
        ),
    )
    assert StepDownProposal.objects.get().decision == ""


def test_a_refused_step_down_leaves_the_case_under_way_and_may_be_proposed_again() -> None:
    case = make_case()
    people = people_of(case)
    proposing(case)()
    refuses("already proposed", proposing(case))
    with assert_one_event("step_down.refused"):
        actions.decide_step_down(
            case=case, by=people.manager, decision="REFUSED", reason="Too soon."
        )
    assert Case.objects.get(pk=case.pk).state == State.ACTIVE
    proposing(case)()


def test_who_proposed_the_step_down_does_not_decide_on_it() -> None:
    case = make_case()
    supervisor = people_of(case).supervisor
    makers.give_role(supervisor, Role.MANAGER, force=case.force)
    proposing(case)()
    with pytest.raises(NotAllowed, match="You proposed the step-down"):
        actions.decide_step_down(case=case, by=supervisor, decision="AGREED", reason="Fine.")


def test_suspending_lets_an_open_proposal_lapse() -> None:
    case = make_case()
    proposing(case)()
    makers_cases.suspend(case)
    assert StepDownProposal.objects.get().decision == "LAPSED"


def test_a_case_is_not_closed_before_its_monitoring_is_over() -> None:
    case = make_case(state=State.STEP_DOWN)
    refuses(
        "Monitoring goes on until",
        lambda: PAGES["close"].act(case=case, by=people_of(case).manager, **answers("close", case)),
    )


def test_step_up_asks_for_a_new_assessment_within_a_day() -> None:
    case = make_case(state=State.STEP_DOWN)
    stepped = actions.step_up(case=case, by=people_of(case).supervisor, reason="A new report.")
    assert stepped.state == State.ACTIVE
    assert stepped.monitoring_until is None
    assert stepped.assess_by == pytest.approx(
        timezone.now() + timedelta(hours=24), abs=timedelta(minutes=1)
    )


# --- suspending, waking, MAPPA --------------------------------------------------------------------


@pytest.mark.parametrize("state", sorted(SUSPENDABLE))
def test_a_suspended_case_comes_back_to_where_it_was(state: str) -> None:
    case = make_case(state=state)
    makers_cases.suspend(case)
    back = actions.resume_case(case=case, by=people_of(case).supervisor, reason="Released.")
    assert back.state == (State.ACTIVE if state == "STEP_DOWN" else state)
    assert (back.wake_on, back.returns_to) == (None, "")
    assert (back.assess_by is not None) == (back.owner is not None)


def test_suspending_needs_a_day_in_the_future_and_a_listed_reason() -> None:
    case = make_case()
    given = {"case": case, "by": people_of(case).supervisor, "reason": "Remanded."}
    today = timezone.localdate()
    refuses(
        "must be in the future",
        lambda: actions.suspend_case(**given, reason_code="IN_CUSTODY", wake_on=today),
    )
    refuses(
        "listed reasons",
        lambda: actions.suspend_case(
            **given, reason_code="PLAN_COMPLETE", wake_on=today + timedelta(days=1)
        ),
    )


def test_handing_the_lead_to_mappa_holds_contact_and_taking_it_back_lifts_that_hold_only() -> None:
    case = make_case(state=State.LED_BY_MAPPA)
    people = people_of(case)
    mappa = case.contact_holds.get()
    refuses(
        "There is no hold to lift here",
        lambda: actions.lift_hold(case=case, by=people.manager, hold=mappa, reason="Done."),
    )
    other = actions.place_hold(case=case, by=people.manager, kind="COMPLAINT", note="A complaint.")
    actions.take_lead_back(case=case, by=people.manager, reason="Level 1 now.")
    assert list(case.contact_holds.filter(lifted_at=None)) == [other]


# --- transferring, ending, reopening --------------------------------------------------------------


def test_an_ended_case_settles_its_flags_and_a_new_flag_opens_another_episode() -> None:
    case = make_case(state=State.NOT_ADOPTED)
    assert case.flag.settled_at is not None
    later = actions.open_case(flag=makers_cases.make_flag(person=case.person), by=None)
    assert (later.episode, later.previous_episode) == (2, case)
    assert later.state == State.FLAGGED


def test_a_closed_case_is_reopened_on_a_new_flag_as_a_new_episode() -> None:
    case = make_case(state=State.CLOSED)
    people = people_of(case)
    reopening = answers("reopen", case)
    refuses(
        "reopened on a new flag",
        lambda: actions.reopen_case(case=case, by=people.manager, **reopening),
    )
    with time_after(case):
        flag = makers_cases.make_flag(person=case.person)
        again = actions.reopen_case(case=case, by=people.manager, **reopening)
    assert (again.state, again.episode, again.flag) == (State.ACTIVE, 2, flag)
    assert again.assess_by is not None
    assert Case.objects.get(pk=case.pk).state == State.CLOSED
    with pytest.raises(Refused, match=r"no|already"):
        actions.reopen_case(case=case, by=people.manager, **reopening)


def time_after(case: Case) -> time_machine.travel:
    assert case.ended_at is not None
    return time_machine.travel(case.ended_at + timedelta(days=3), tick=True)


def test_a_second_flag_joins_the_open_case() -> None:
    case = make_case()
    other = makers_cases.make_other_flag(case.person)
    with assert_one_event("case.flag_joined"):
        assert actions.open_case(flag=other, by=None) == case
    assert LinkedFlag.objects.get().case == case
    assert actions.open_case(flag=other, by=None) == case
    assert Case.objects.count() == 1


def test_a_case_is_opened_once_for_a_flag() -> None:
    case = make_case(state=State.FLAGGED)
    assert actions.open_case(flag=case.flag, by=None) == case
    assert Case.objects.count() == 1


def test_numbers_run_through_the_year_without_gap() -> None:
    team = makers.make_team()
    cases = [make_case(state=State.FLAGGED, team=team) for _ in range(3)]
    first = cases[0].number
    assert [case.number for case in cases] == [first, first + 1, first + 2]


def test_the_case_goes_to_the_team_that_the_newest_record_names() -> None:
    team = makers.make_team(name="Zeta")
    makers.make_team(force=team.force, name="Alpha")
    assert make_case(state=State.FLAGGED, team=team).team == team


@pytest.mark.parametrize(
    ("state", "name"), [("TRIAGE", "decline"), ("ACTIVE", "transfer"), ("STEP_DOWN", "close")]
)
def test_a_move_that_settles_flags_locks_the_systems_chain_before_the_case(
    state: str, name: str, django_assert_max_num_queries: Any
) -> None:
    case = make_case(state=state)
    who = sorted(TABLE[name][0])[0]
    by = people_of(case).supervisor if who == "supervisor" else people_of(case).manager
    later = time_machine.travel(timezone.now() + timedelta(days=91), tick=True)
    with later, django_assert_max_num_queries(200) as seen:
        PAGES[name].act(case=case, by=by, **answers(name, case))
    asked = [each["sql"] for each in seen.captured_queries]
    chain = next(n for n, sql in enumerate(asked) if "audit_stream" in sql and "'system'" in sql)
    row = next(n for n, sql in enumerate(asked) if 'FROM "cases_case"' in sql)
    assert chain < row
