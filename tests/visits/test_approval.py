"""Approving a visit: who may, who never may, and when an inspector is needed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.accounts.models import Absence, Rank, Role
from casework.core.errors import Conflict, NotAllowed, Refused
from casework.visits import permissions, rules
from casework.visits.models import VisitState
from tests import makers, makers_visits
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_visits import approve, make_visit, plan, start

pytestmark = pytest.mark.django_db


def test_a_sergeant_approves_and_the_event_says_so() -> None:
    visit = make_visit(state="CHECKED")
    with assert_one_event("visit.approved") as events:
        visit = approve(visit)
    assert visit.approved_by == people_of(visit.case).supervisor
    assert events[0].payload.body["before"] == {"state": "CHECKED"}
    assert events[0].payload.body["after"] == {"state": "APPROVED"}


def test_a_constable_does_not_approve() -> None:
    visit = make_visit(state="CHECKED")
    acting = makers.make_user(Role.SUPERVISOR, rank=Rank.CONSTABLE, team=visit.case.team)
    with pytest.raises(NotAllowed, match="sergeant or above"):
        approve(visit, by=acting)


def test_whoever_planned_does_not_approve() -> None:
    visit = start()
    supervisor = people_of(visit.case).supervisor
    visit = plan(visit, by=supervisor)
    with pytest.raises(NotAllowed, match="You planned this visit"):
        approve(visit, by=supervisor)


def test_neither_of_the_two_officers_approves() -> None:
    visit = start()
    supervisor = people_of(visit.case).supervisor
    visit = plan(visit, second_officer=supervisor)
    with pytest.raises(NotAllowed, match="one of the two officers"):
        approve(visit, by=supervisor)


def test_whoever_stands_in_for_the_planner_does_not_approve() -> None:
    visit = make_visit(state="CHECKED")
    people = people_of(visit.case)
    today = timezone.localdate()
    Absence.objects.create(
        user=people.officer, deputy=people.supervisor, starts_on=today, ends_on=today
    )
    with pytest.raises(NotAllowed, match="stand in"):
        approve(visit, by=people.supervisor)


def test_without_that_check_the_database_still_refuses_a_planner_who_approves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = start()
    supervisor = people_of(visit.case).supervisor
    visit = plan(visit, by=supervisor)
    monkeypatch.setattr(permissions, "check_can_approve_visit", lambda *_: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        approve(visit, by=supervisor)


@pytest.mark.parametrize("kind", ["VIOLENCE", "WEAPONS", "FIREARMS"])
def test_danger_asks_for_an_inspector(kind: str) -> None:
    visit = start()
    makers_visits.make_marker(visit.case.person, kind)
    visit = plan(visit)
    assert rules.needs_inspector(visit)
    with pytest.raises(NotAllowed, match="inspector or above"):
        approve(visit, by=people_of(visit.case).supervisor)
    assert approve(visit, by=people_of(visit.case).authoriser).state == VisitState.APPROVED


def test_an_authorising_officer_approves_no_visit_without_danger() -> None:
    visit = make_visit(state="CHECKED")
    with pytest.raises(NotAllowed, match="Only a supervisor or a manager approves a visit"):
        approve(visit, by=people_of(visit.case).authoriser)
    assert approve(visit, by=people_of(visit.case).manager).state == VisitState.APPROVED


@pytest.mark.parametrize(
    ("role", "rank", "may"),
    [
        (Role.SUPERVISOR, Rank.INSPECTOR, False),
        (Role.MANAGER, Rank.SERGEANT, False),
        (Role.AUTHORISER, Rank.SERGEANT, False),
        (Role.MANAGER, Rank.INSPECTOR, True),
        (Role.AUTHORISER, Rank.SUPERINTENDENT, True),
    ],
)
def test_in_danger_rank_and_role_are_both_needed(role: Role, rank: Rank, may: bool) -> None:
    visit = start()
    makers_visits.make_marker(visit.case.person, "WEAPONS")
    visit = plan(visit)
    user = makers.make_user(role, rank=rank, force=visit.case.force)
    assert permissions.can_approve_visit(user, visit) is may


def test_an_authorising_officer_asked_in_danger_still_answers_after_the_marker_ended() -> None:
    visit = start()
    marker = makers_visits.make_marker(visit.case.person, "WEAPONS")
    visit = plan(visit)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        marker.ends_on = timezone.localdate() - timedelta(days=1)
        marker.save()
        assert not rules.needs_inspector(visit)
        assert permissions.can_approve_visit(people_of(visit.case).authoriser, visit)


def test_without_the_roles_an_authorising_officer_would_approve_any_visit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = make_visit(state="CHECKED")
    monkeypatch.setattr(permissions, "_check_role_approves", lambda *_: None)
    assert approve(visit, by=people_of(visit.case).authoriser).state == VisitState.APPROVED


@pytest.mark.parametrize("kind", ["DOGS", "SELF_HARM", "MENTAL_HEALTH", "COMMUNICATION"])
def test_other_markers_do_not(kind: str) -> None:
    visit = start()
    makers_visits.make_marker(visit.case.person, kind)
    assert not rules.needs_inspector(visit)


@pytest.mark.parametrize(
    ("starts", "ends", "live"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False), (-9, 9, True)],
)
def test_a_marker_counts_on_its_first_and_last_day_and_no_other(
    starts: int, ends: int | None, live: bool
) -> None:
    visit = start()
    today = timezone.localdate()
    makers_visits.make_marker(
        visit.case.person,
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    assert rules.needs_inspector(visit) is live


def test_without_that_rule_a_sergeant_sends_two_officers_to_a_gun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = start()
    makers_visits.make_marker(visit.case.person, "FIREARMS")
    visit = plan(visit)
    monkeypatch.setattr(permissions, "needs_inspector", lambda _: False)
    assert approve(visit, by=people_of(visit.case).supervisor).state == VisitState.APPROVED


def test_the_second_approver_is_told_who_was_first_and_when() -> None:
    visit = make_visit(state="APPROVED")
    inspector = people_of(visit.case).manager
    with pytest.raises(Conflict) as conflict:
        approve(visit, by=inspector)
    assert conflict.value.by == people_of(visit.case).supervisor.display_name
    assert conflict.value.at == visit.approved_at


def test_sending_back_needs_a_reason_and_shows_it() -> None:
    visit = make_visit(state="CHECKED")
    with pytest.raises(Refused, match="what must change"):
        approve(visit, decision="SEND_BACK", reason=" ")
    visit = approve(visit, decision="SEND_BACK", reason="Go with someone who knows him.")
    assert visit.state == VisitState.PLANNED
    assert visit.return_reason == "Go with someone who knows him."
    assert plan(visit).return_reason == ""


def test_an_approval_falls_when_the_visit_is_planned_again() -> None:
    visit = make_visit(state="CHECKS_EXPIRED")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        visit = plan(visit)
    assert (visit.approved_by, visit.approved_at) == (None, None)
