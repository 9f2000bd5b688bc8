"""Planning a visit: who, when, which checks, who approves, and when the checks run out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.actions import place_contact_rule, place_hold
from casework.cases.models import State
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.people.models import Contact
from casework.visits import actions
from casework.visits.actions import planning
from casework.visits.models import Visit, VisitCheck, VisitState
from tests import makers, makers_cases, makers_visits
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_visits import approve, checks, make_visit, plan, start

pytestmark = pytest.mark.django_db


# --- starting ---


@pytest.mark.parametrize("state", [State.ACTIVE, State.STEP_DOWN])
def test_a_visit_can_be_started_on_a_case_under_way(state: State) -> None:
    case = makers_cases.make_case(state=state)
    actions.check_visit_may_be_started(case)


@pytest.mark.parametrize(
    "state", [s for s in State if s not in (State.ACTIVE, State.STEP_DOWN, State.CLOSED)]
)
def test_a_visit_is_refused_on_any_other_case(state: State) -> None:
    case = makers_cases.make_case(state=state)
    with pytest.raises(Refused, match="adopted"):
        actions.check_visit_may_be_started(case)


def test_starting_a_visit_writes_one_event() -> None:
    case = makers_cases.make_case()
    with assert_one_event("visit.started") as events:
        visit = actions.start_visit(case=case, by=people_of(case).officer)
    assert events[0].object == f"visits.visit:{visit.pk}"
    assert events[0].stream_id == f"case:{case.pk}"


def test_nobody_plans_a_visit_on_a_case_they_do_not_see() -> None:
    visit = start()
    stranger = makers.make_user(Role.OFFICER)
    with pytest.raises(NotVisible):
        plan(visit, by=stranger)


def test_an_analyst_does_not_plan_a_visit() -> None:
    visit = start()
    with pytest.raises(NotAllowed, match="officer, a supervisor or a manager"):
        plan(visit, by=people_of(visit.case).analyst)


# --- two officers ---


def test_nobody_visits_alone() -> None:
    visit = start()
    officer = people_of(visit.case).officer
    with pytest.raises(Refused, match="Nobody visits alone"):
        plan(visit, lead_officer=officer, second_officer=officer)


def test_without_that_check_the_database_still_refuses_one_officer_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db import IntegrityError, transaction

    visit = start()
    officer = people_of(visit.case).officer
    monkeypatch.setattr(planning, "_check_officers", lambda *_: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        plan(visit, lead_officer=officer, second_officer=officer)


def test_an_officer_of_another_team_is_not_sent() -> None:
    visit = start()
    elsewhere = makers.make_user(Role.OFFICER)
    with pytest.raises(Refused, match="of this team"):
        plan(visit, second_officer=elsewhere)


def test_a_supervisor_may_go_along_but_does_not_lead() -> None:
    visit = start()
    supervisor = people_of(visit.case).supervisor
    with pytest.raises(Refused, match="officer of this team leads"):
        plan(visit, lead_officer=supervisor)
    assert plan(visit, second_officer=supervisor).second_officer == supervisor


def test_without_that_check_an_officer_of_another_team_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = start()
    elsewhere = makers.make_user(Role.OFFICER)
    monkeypatch.setattr(planning, "_check_officers", lambda *_: None)
    assert plan(visit, second_officer=elsewhere).second_officer == elsewhere


# --- the contact gate ---


def test_nothing_is_planned_while_contact_is_not_checked() -> None:
    case = makers_cases.make_case()
    visit = actions.start_visit(case=case, by=people_of(case).officer)
    with pytest.raises(Refused, match="Nobody has checked"):
        plan(visit)


def test_nothing_is_planned_or_approved_while_contact_is_held() -> None:
    planned, checked = make_visit(state="PLANNED"), make_visit(state="CHECKED")
    for visit in (planned, checked):
        place_hold(
            case=visit.case, by=people_of(visit.case).manager, kind="COMPLAINT", note="A complaint"
        )
    with pytest.raises(Refused, match=r"Refer to DI before contact\."):
        plan(planned)
    with pytest.raises(Refused, match=r"Refer to DI before contact\."):
        approve(checked)


def test_without_the_gate_a_held_contact_is_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = make_visit(state="CHECKED")
    place_hold(
        case=visit.case, by=people_of(visit.case).manager, kind="COMPLAINT", note="A complaint"
    )
    monkeypatch.setattr(planning, "require_open_gate", lambda *_, **__: None)
    monkeypatch.setattr(planning, "require_no_hold", lambda *_, **__: None)
    assert approve(visit).state == VisitState.APPROVED


def test_nothing_is_planned_or_approved_into_a_window_of_no_contact() -> None:
    planned, checked = make_visit(state="PLANNED"), make_visit(state="CHECKED")
    assert checked.planned_for is not None
    for visit in (planned, checked):
        day = timezone.localdate() + timedelta(days=1)
        by = people_of(visit.case).manager
        rule = makers_cases.a_rule(starts_on=day, ends_on=day + timedelta(days=5))
        place_contact_rule(case=visit.case, by=by, **rule)
    with pytest.raises(Refused, match=r"Refer to DI before contact\."):
        plan(planned, planned_for=timezone.now() + timedelta(days=2))
    Visit.objects.filter(pk=checked.pk).update(planned_for=timezone.now() + timedelta(days=2))
    with pytest.raises(Refused, match=r"Refer to DI before contact\."):
        approve(checked)


def test_a_hold_says_the_same_whatever_it_is_for() -> None:
    said = set()
    for kind in ("MAPPA_LEAD", "LIVE_INVESTIGATION", "COMPLAINT", "RESTRICTED"):
        visit = make_visit(state="CHECKED")
        place_hold(case=visit.case, by=people_of(visit.case).manager, kind=kind, note="Why")
        with pytest.raises(Refused) as refused:
            approve(visit)
        said.add(str(refused.value))
    assert said == {"Refer to DI before contact."}


# --- checks ---


@pytest.mark.parametrize("kind", list(VisitCheck.Kind))
def test_every_check_must_be_made_with_its_source_and_answer(kind: VisitCheck.Kind) -> None:
    visit = start()
    given = checks()
    given[kind] = {"source": "PNC", "answer": "  "}
    with pytest.raises(Refused, match=kind.label):
        plan(visit, checks=given)
    del given[kind]
    with pytest.raises(Refused, match=kind.label):
        plan(visit, checks=given)
    assert not visit.checks.exists()


def test_checks_hold_for_a_day() -> None:
    visit = make_visit(state="CHECKED")
    assert visit.checked_at is not None
    assert visit.checks_valid_until == visit.checked_at + timedelta(hours=24)


def test_a_force_may_set_how_long_checks_hold(settings: object) -> None:
    settings.POLICY = {"visit.checks_valid_hours": 6}  # type: ignore[attr-defined]
    visit = make_visit(state="CHECKED")
    assert visit.checked_at is not None
    assert visit.checks_valid_until == visit.checked_at + timedelta(hours=6)


def test_the_visit_must_be_within_the_time_the_checks_hold() -> None:
    visit = start()
    with pytest.raises(Refused, match="before the visit"):
        plan(visit, planned_for=timezone.now() + timedelta(hours=25))


def test_checks_older_than_a_day_are_refused() -> None:
    visit = start()
    with pytest.raises(Refused, match="more than a day old"):
        plan(visit, checked_at=timezone.now() - timedelta(hours=25))


def test_checks_from_the_future_are_refused() -> None:
    visit = start()
    with pytest.raises(Refused, match="now or in the past"):
        plan(visit, checked_at=timezone.now() + timedelta(hours=1))


def test_a_visit_in_the_past_is_refused() -> None:
    visit = start()
    with pytest.raises(Refused, match="in the future"):
        plan(visit, planned_for=timezone.now() - timedelta(minutes=5))


def test_a_visit_nobody_planned_cannot_be_checked() -> None:
    visit = start()
    with pytest.raises(Refused, match="Plan the visit first"):
        actions.pass_checks(visit=visit, by=people_of(visit.case).officer, checks=checks())


def test_checks_made_again_leave_the_earlier_ones() -> None:
    visit = make_visit(state="CHECKS_EXPIRED")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        plan(visit)
    made = visit.checks.order_by("attempt").values_list("attempt", flat=True)
    assert set(made) == {1, 2}
    assert len(made) == 2 * len(VisitCheck.Kind)


@pytest.mark.parametrize(
    ("state", "after"), [("CHECKED", "PLANNED"), ("APPROVED", "CHECKS_EXPIRED")]
)
def test_checks_run_out_for_a_visit_that_waits(state: str, after: str) -> None:
    visit = make_visit(state=state)
    assert visit.checks_valid_until is not None
    with time_machine.travel(visit.checks_valid_until, tick=False):
        with assert_one_event("visit.checks_expired"):
            visit = actions.expire_checks(visit=visit)
        assert visit.state == after
        # A timer may fire twice.
        assert actions.expire_checks(visit=visit).state == after


def test_checks_do_not_run_out_a_moment_early() -> None:
    visit = make_visit(state="APPROVED")
    assert visit.checks_valid_until is not None
    just_before = visit.checks_valid_until - timedelta(microseconds=1)
    assert actions.expire_checks(visit=visit, at=just_before).state == "APPROVED"


def test_a_visit_that_was_made_is_not_touched_when_its_checks_run_out() -> None:
    visit = make_visit(state="COMPLETED")
    later = timezone.now() + timedelta(days=3)
    assert actions.expire_checks(visit=visit, at=later).state == "COMPLETED"


def test_a_visit_whose_checks_ran_out_is_not_approved() -> None:
    visit = make_visit(state="CHECKED")
    with (
        time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1), tick=False),
        pytest.raises(Refused, match="run out"),
    ):
        approve(visit)


def test_without_that_check_stale_checks_are_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = make_visit(state="CHECKED")
    monkeypatch.setattr(planning, "_check_ready", lambda *_: None)
    with time_machine.travel(timezone.now() + timedelta(hours=30), tick=False):
        assert approve(visit).state == VisitState.APPROVED


# --- places, calling off ---


def test_only_an_address_of_the_person_can_be_chosen() -> None:
    visit = start()
    other = makers_visits.make_address(makers_cases.make_person(force=visit.case.force))
    with pytest.raises(Refused, match="person's own addresses"):
        plan(visit, place=other)
    phone = Contact.objects.create(
        person=visit.case.person,
        kind=Contact.Kind.PHONE,
        value="0141 496 0000",
        normal="01414960000",
        first_seen_on=timezone.localdate(),
        last_seen_on=timezone.localdate(),
    )
    with pytest.raises(Refused, match="person's own addresses"):
        plan(visit, place=phone)


def test_an_address_is_kept_as_it_read_when_it_was_planned() -> None:
    visit = start()
    own = makers_visits.make_address(visit.case.person)
    makers_visits.clear_contact(visit)
    visit = plan(visit, place=own)
    assert (visit.contact, visit.place) == (own, "14 Alder Court, Eastbrook, EB1 4AC")


@pytest.mark.parametrize("state", ["PLANNED", "CHECKED", "APPROVED", "CHECKS_EXPIRED", "NO_REPLY"])
def test_a_visit_can_be_called_off_until_somebody_was_seen(state: str) -> None:
    visit = make_visit(state=state)
    by = people_of(visit.case).officer
    with assert_one_event("visit.withdrawn") as events:
        visit = actions.withdraw_visit(visit=visit, by=by, reason="He has moved force.")
    assert visit.state == VisitState.WITHDRAWN
    assert events[0].payload.body["reason"] == "He has moved force."


def test_a_visit_that_was_made_ends_with_its_record() -> None:
    visit = make_visit(state="REFUSED_ENTRY")
    with pytest.raises(Refused, match="ends with its record"):
        actions.withdraw_visit(visit=visit, by=people_of(visit.case).officer, reason="Enough.")


def test_calling_off_needs_a_reason() -> None:
    visit = make_visit(state="PLANNED")
    with pytest.raises(Refused, match="why the visit is called off"):
        actions.withdraw_visit(visit=visit, by=people_of(visit.case).officer, reason="")


def test_visits_are_listed_only_with_cases_that_are_seen() -> None:
    visit = make_visit(state="PLANNED")
    people = people_of(visit.case)
    assert visit in Visit.objects.visible_to(people.officer)
    assert visit in Visit.objects.visible_to(people.manager)
    assert visit not in Visit.objects.visible_to(people.colleague)
    assert visit not in Visit.objects.visible_to(makers.make_user(Role.MANAGER))
    assert visit not in Visit.objects.visible_to(people.advocate)
