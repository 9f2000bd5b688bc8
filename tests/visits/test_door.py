"""At the door: what is kept of each attempt, and what follows when nobody answers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.actions import place_hold
from casework.cases.models import Case
from casework.clocks import LONDON
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.visits import actions, rules
from casework.visits.actions import door
from casework.visits.invariants import visits_were_cleared
from casework.visits.models import Outcome, Visit, VisitState
from tests import makers, makers_cases, makers_visits
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_visits import attempt, make_visit, send_out, start, try_the_door_at

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


# --- what is kept ---


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_becomes_the_state_and_writes_one_event(outcome: Outcome) -> None:
    visit = make_visit(state="APPROVED")
    with assert_one_event("visit.attempted") as events:
        visit = attempt(visit, outcome)
    assert visit.state == outcome
    body = events[0].payload.body
    assert body["before"] == {"state": "APPROVED"}
    assert (body["after"]["state"], body["after"]["attempt"]) == (outcome, 1)
    assert "What was seen" not in str(body), "words from the door stay out of the event"


def test_an_attempt_keeps_when_where_who_and_in_which_part_of_the_week() -> None:
    with time_machine.travel(at(24, 17), tick=False):
        visit = send_out(start(), planned_for=at(24, 18, 5))
    with time_machine.travel(at(24, 18, 30), tick=False):
        attempt(visit, at=at(24, 18, 5), left_at=at(24, 18, 25), worried=True)
    kept = visit.attempts.get()
    people = people_of(visit.case)
    assert (kept.at, kept.left_at, kept.logged_at) == (
        at(24, 18, 5),
        at(24, 18, 25),
        at(24, 18, 30),
    )
    assert (kept.band, kept.weekend, kept.worried) == ("evening", False, True)
    assert (kept.logged_by, kept.second_officer) == (people.officer, people.colleague)
    assert (kept.number, kept.round, kept.place) == (1, 1, visit.place)


@pytest.mark.parametrize(
    ("when", "band", "weekend"),
    [
        (at(23, 11, 59), "morning", False),
        (at(23, 12), "afternoon", False),
        (at(23, 17, 59), "afternoon", False),
        (at(23, 18), "evening", False),
        (at(28, 10), "weekend", True),
        (at(29, 23, 59), "weekend", True),
    ],
)
def test_the_part_of_the_week_is_local(when: datetime, band: str, weekend: bool) -> None:
    with time_machine.travel(when - timedelta(hours=4), tick=False):
        visit = start()
    kept = try_the_door_at(visit, when).attempts.get()
    assert (kept.band, kept.weekend) == (band, weekend)


def test_an_arrest_needs_its_custody_reference() -> None:
    visit = make_visit(state="APPROVED")
    with pytest.raises(Refused, match="custody reference"):
        attempt(visit, Outcome.ARREST_MADE, custody_reference=" ")


def test_what_was_seen_must_be_said() -> None:
    visit = make_visit(state="APPROVED")
    with pytest.raises(Refused, match="saw, heard and said"):
        attempt(visit, said="\n ")


def test_an_unknown_outcome_is_refused() -> None:
    visit = make_visit(state="APPROVED")
    with pytest.raises(Refused, match="what happened at the door"):
        attempt(visit, "CLOSED")


# --- who ---


def test_the_second_officer_may_log_it_while_they_see_the_case() -> None:
    visit = make_visit(state="APPROVED")
    people = people_of(visit.case)
    makers.give_role(people.colleague, Role.SUPERVISOR, team=visit.case.team)
    visit = attempt(visit, by=people.colleague, second_officer=people.officer)
    assert visit.attempts.get().logged_by == people.colleague


def test_nobody_else_logs_it() -> None:
    visit = make_visit(state="APPROVED")
    people = people_of(visit.case)
    with pytest.raises(NotAllowed, match="one of the two officers"):
        attempt(visit, by=people.supervisor)
    with pytest.raises(NotVisible):
        attempt(visit, by=makers.make_user(Role.OFFICER))


def test_nobody_logs_a_visit_made_alone() -> None:
    visit = make_visit(state="APPROVED")
    officer = people_of(visit.case).officer
    with pytest.raises(Refused, match="Nobody visits alone"):
        attempt(visit, by=officer, second_officer=officer)


def test_another_officer_of_the_team_may_have_come_along() -> None:
    visit = make_visit(state="APPROVED")
    other = makers.make_user(Role.OFFICER, team=visit.case.team)
    assert attempt(visit, second_officer=other).attempts.get().second_officer == other


def test_whoever_approved_does_not_come_along() -> None:
    visit = make_visit(state="APPROVED")
    with pytest.raises(Refused, match="approved the visit does not make it"):
        attempt(visit, second_officer=people_of(visit.case).supervisor)


def test_without_that_check_the_approver_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = make_visit(state="APPROVED")
    monkeypatch.setattr(door, "_check_who", lambda *_: None)
    assert attempt(visit, second_officer=people_of(visit.case).supervisor).state == "COMPLETED"


def test_someone_from_elsewhere_did_not_come_along() -> None:
    visit = make_visit(state="APPROVED")
    with pytest.raises(Refused, match="of this team"):
        attempt(visit, second_officer=makers.make_user(Role.OFFICER))


# --- when ---


def test_a_visit_is_not_logged_before_it_was_approved_or_made() -> None:
    visit = make_visit(state="APPROVED")
    assert visit.approved_at is not None
    with pytest.raises(Refused, match="approved after that time"):
        attempt(visit, at=visit.approved_at - timedelta(minutes=2))
    with pytest.raises(Refused, match="now or in the past"):
        attempt(visit, at=timezone.now() + timedelta(minutes=2))
    with pytest.raises(Refused, match="after you arrived"):
        attempt(visit, left_at=timezone.now() - timedelta(minutes=2))


def test_a_time_typed_without_seconds_counts_from_the_minute_of_the_approval() -> None:
    visit = make_visit(state="APPROVED")
    assert visit.approved_at is not None
    typed = visit.approved_at.replace(second=0, microsecond=0)
    assert attempt(visit, at=typed, left_at=typed).state == VisitState.COMPLETED
    kept = visit.attempts.get()
    assert (kept.at, kept.left_at) == (visit.approved_at, visit.approved_at)
    # Check, approval and door in one minute: what must hold judges by the same moment.
    assert list(visits_were_cleared()) == []


def test_a_visit_made_in_time_is_logged_after_the_checks_ran_out() -> None:
    visit = make_visit(state="APPROVED")
    made_at = timezone.now() + timedelta(hours=23)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        visit = actions.expire_checks(visit=visit)
        assert attempt(visit, at=made_at).state == VisitState.COMPLETED


def test_a_visit_made_on_checks_that_had_run_out_is_refused() -> None:
    visit = make_visit(state="CHECKS_EXPIRED")
    with (
        time_machine.travel(timezone.now() + timedelta(hours=25), tick=False),
        pytest.raises(Refused, match="checks ran out"),
    ):
        attempt(visit)


def test_without_that_check_stale_checks_carry_a_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = make_visit(state="CHECKS_EXPIRED")
    monkeypatch.setattr(door, "_check_when", lambda *_: None)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert attempt(visit).state == VisitState.COMPLETED


# --- the contact gate ---


def test_a_visit_is_refused_where_contact_was_held_meanwhile() -> None:
    visit = _approved_then_held()
    with pytest.raises(Refused, match=r"Refer to DI before contact\."):
        attempt(visit)
    assert not visit.attempts.exists()


def test_what_happened_all_the_same_is_kept_with_the_reason() -> None:
    visit = _approved_then_held()
    with assert_one_event("visit.attempted") as events:
        attempt(visit, not_cleared_reason="We had knocked before the hold was placed.")
    assert visit.attempts.get().not_cleared_reason.startswith("We had knocked")
    assert events[0].payload.body["after"]["contact_cleared"] is False


def test_no_reason_is_kept_where_contact_was_cleared() -> None:
    visit = attempt(make_visit(state="APPROVED"), not_cleared_reason="Not needed")
    assert visit.attempts.get().not_cleared_reason == ""


def test_without_the_gate_a_held_contact_is_logged_like_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = _approved_then_held()
    monkeypatch.setattr(door, "require_open_gate", lambda *_, **__: None)
    assert attempt(visit).state == VisitState.COMPLETED


def _approved_then_held() -> Visit:
    visit = make_visit(state="APPROVED")
    place_hold(
        case=visit.case, by=people_of(visit.case).manager, kind="RESTRICTED", note="For the DI."
    )
    return visit


# --- nobody there, nobody lives there ---


def test_someone_who_has_moved_makes_the_address_doubtful_since_that_day() -> None:
    with time_machine.travel(at(24, 9), tick=False):
        visit = start()
        own = makers_visits.make_address(visit.case.person)
        makers_visits.clear_contact(visit)
        visit = send_out(visit, place=own, planned_for=at(24, 10))
    with time_machine.travel(at(24, 10), tick=False):
        attempt(visit, Outcome.NOT_AT_ADDRESS)
    own.refresh_from_db()
    assert own.doubtful_since == at(24, 10).date()


def test_looking_for_someone_who_has_moved_is_kept_and_asks_for_an_assessment() -> None:
    visit = make_visit(state="NOT_AT_ADDRESS")
    by = people_of(visit.case).officer
    with assert_one_event("visit.located") as events:
        actions.record_located(visit=visit, by=by, found=True, note="Housing says Easter Road.")
    assert events[0].payload.body["reason"] == "Housing says Easter Road."
    assert Case.objects.get(pk=visit.case_id).assess_by is not None


def test_nobody_is_looked_for_who_was_at_home() -> None:
    visit = make_visit(state="COMPLETED")
    with pytest.raises(Refused, match="Nobody was found to have moved"):
        actions.record_located(
            visit=visit, by=people_of(visit.case).officer, found=False, note="Asked around."
        )


def test_another_attempt_is_planned_by_itself_while_there_are_attempts_left() -> None:
    visit = make_visit(state="NO_REPLY")
    with assert_one_event("visit.planned_again") as events:
        visit = actions.plan_again(visit=visit)
    assert visit.state == VisitState.PLANNED
    assert (visit.approved_by, visit.checks_valid_until, visit.planned_for) == (None, None, None)
    assert events[0].actor_id is None


def test_the_next_attempt_is_in_another_part_of_the_week() -> None:
    with time_machine.travel(at(23, 8), tick=False):
        visit = start()
    visit = actions.plan_again(visit=try_the_door_at(visit, at(23, 10)))
    with time_machine.travel(at(24, 8), tick=False):
        makers_visits.clear_contact(visit)
        with pytest.raises(Refused, match="afternoon or evening or weekend"):
            makers_visits.plan(visit, planned_for=at(24, 10))
        assert makers_visits.plan(visit, planned_for=at(24, 14)).state == VisitState.CHECKED


def test_a_saturday_evening_is_both_evening_and_weekend() -> None:
    with time_machine.travel(at(28, 12), tick=False):
        visit = start()
    visit = try_the_door_at(visit, at(28, 19))
    assert rules.missing_bands(visit) == []


def test_three_attempts_without_an_evening_or_a_weekend_are_not_enough() -> None:
    with time_machine.travel(at(23, 8), tick=False):
        visit = start()
    for when in (at(23, 10), at(24, 14), at(25, 10)):
        if visit.state == VisitState.NO_REPLY:
            visit = actions.plan_again(visit=visit)
        visit = try_the_door_at(visit, when)
    assert not rules.attempts_used_up(visit)
    assert rules.missing_bands(visit) == ["evening", "weekend"]


def test_a_force_may_ask_for_more_attempts(settings: object) -> None:
    settings.POLICY = {"visit.attempts_before_review": 5}  # type: ignore[attr-defined]
    visit = makers_visits.use_up_attempts(start())
    assert visit.attempts.count() == 5


def test_a_supervisor_decides_only_when_the_attempts_are_used_up() -> None:
    visit = make_visit(state="NO_REPLY")
    with pytest.raises(Refused, match="attempts left"):
        _decide(visit, "END")


def test_the_officer_does_not_decide_on_their_own_attempts() -> None:
    visit = makers_visits.use_up_attempts(start())
    officer = people_of(visit.case).officer
    makers.give_role(officer, Role.SUPERVISOR, team=visit.case.team)
    with pytest.raises(NotAllowed, match="You made this visit"):
        actions.review_no_reply(visit=visit, by=officer, decision="END", reason="Enough.")


def test_a_new_round_begins_with_no_attempt_made() -> None:
    visit = makers_visits.use_up_attempts(start())
    tried = visit.attempts.count()
    visit = _decide(visit, "AGAIN")
    assert (visit.state, visit.round) == (VisitState.PLANNED, 2)
    assert not rules.attempts_used_up(visit)
    when = _next_morning_or_afternoon(visit)
    assert try_the_door_at(visit, when).attempts.last().number == tried + 1


def test_at_the_end_the_visit_waits_for_its_record() -> None:
    visit = _decide(makers_visits.use_up_attempts(start()), "END")
    assert visit.state == VisitState.NO_REPLY
    assert visit.no_reply_ended_by == people_of(visit.case).supervisor
    with pytest.raises(Refused):
        actions.plan_again(visit=visit)
    with pytest.raises(Refused, match="ends with its record"):
        actions.withdraw_visit(visit=visit, by=people_of(visit.case).officer, reason="Enough.")
    assert makers_visits.submit(visit, present="").state == VisitState.RECORD_SUBMITTED


def test_no_record_is_written_while_attempts_are_left() -> None:
    visit = make_visit(state="NO_REPLY")
    with pytest.raises(Refused, match="attempts to make before the record"):
        makers_visits.submit(visit)


def _decide(visit: Visit, decision: str) -> Visit:
    return actions.review_no_reply(
        visit=visit, by=people_of(visit.case).supervisor, decision=decision, reason="Because."
    )


def _next_morning_or_afternoon(visit: Visit) -> datetime:
    last = visit.attempts.last()
    assert last is not None
    day = timezone.localtime(last.at) + timedelta(days=1)
    while day.weekday() > 4 or not _allowed(visit, day):
        day += timedelta(hours=1)
    return day


def _allowed(visit: Visit, when: datetime) -> bool:
    following = rules.next_attempt_rule(visit)
    return following is None or rules.fits(when, following.allowed)


def test_makers_leave_no_clock_standing() -> None:
    before = timezone.now()
    makers_cases.make_case()
    assert timezone.now() > before
