"""The record of a visit: by whom, by when, returned, read and closed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.accounts.models import Absence, Role
from casework.cases.models import Case
from casework.clocks import LONDON
from casework.core.errors import Conflict, NotAllowed, Refused
from casework.visits import actions, permissions, rules
from casework.visits.models import Outcome, VisitRecord, VisitState
from tests import makers, makers_visits
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_visits import attempt, make_visit, review, start, submit

pytestmark = pytest.mark.django_db


# --- by whom ---


def test_the_lead_officer_writes_the_record() -> None:
    visit = make_visit(state="COMPLETED")
    with assert_one_event("visit.record_submitted") as events:
        visit = submit(visit)
    written = visit.records.get()
    assert (visit.state, written.version) == (VisitState.RECORD_SUBMITTED, 1)
    assert written.submitted_by == people_of(visit.case).officer
    assert "ten minutes" not in str(events[0].payload.body), "its words stay out of the event"


def test_the_supervisor_does_not_write_it() -> None:
    visit = make_visit(state="COMPLETED")
    with pytest.raises(NotAllowed, match="led the visit"):
        submit(visit, by=people_of(visit.case).supervisor)


def test_the_second_officer_writes_it_where_the_lead_has_left_or_is_away() -> None:
    visit = make_visit(state="COMPLETED")
    people = people_of(visit.case)
    makers.give_role(people.colleague, Role.SUPERVISOR, team=visit.case.team)
    with pytest.raises(NotAllowed, match="led the visit"):
        submit(visit, by=people.colleague)
    today = timezone.localdate()
    Absence.objects.create(
        user=people.officer, deputy=people.colleague, starts_on=today, ends_on=today
    )
    assert submit(visit, by=people.colleague).state == VisitState.RECORD_SUBMITTED


# --- what ---


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ({"facts": " "}, "Enter the facts"),
        ({"present": ""}, "who was there"),
        ({"risk_trigger": True}, "what changes the risk"),
    ],
)
def test_what_must_be_written_is(left_out: dict[str, object], sentence: str) -> None:
    visit = make_visit(state="COMPLETED")
    with pytest.raises(Refused, match=sentence):
        submit(visit, **left_out)
    assert not visit.records.exists()


@pytest.mark.parametrize("outcome", [Outcome.NOT_AT_ADDRESS, Outcome.ABANDONED_SAFETY])
def test_nobody_is_asked_who_was_there_where_nobody_was_seen(outcome: Outcome) -> None:
    assert submit(make_visit(state=outcome), present="").state == VisitState.RECORD_SUBMITTED


def test_fact_and_opinion_are_kept_apart() -> None:
    written = submit(make_visit(state="COMPLETED")).records.get()
    assert written.facts == "He opened and talked for ten minutes."
    assert written.opinion == "Calm; seemed willing."


# --- by when ---


def test_the_record_is_due_24_hours_after_the_visit_across_the_change_of_clocks() -> None:
    saturday = datetime(2026, 10, 24, 20, 0, tzinfo=LONDON)
    with time_machine.travel(saturday - timedelta(hours=3), tick=False):
        visit = start()
    visit = makers_visits.try_the_door_at(visit, saturday, Outcome.COMPLETED)
    # The clocks go back that night: 24 hours later it is 7pm, not 8pm.
    assert rules.record_due(visit).due_at == datetime(2026, 10, 25, 19, 0, tzinfo=LONDON)


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, False), (1, True)])
def test_a_record_is_late_only_after_its_time(seconds: int, late: bool) -> None:
    visit = make_visit(state="COMPLETED")
    due = rules.record_due(visit).due_at
    with time_machine.travel(due + timedelta(seconds=seconds), tick=False):
        submit(visit)
    written = visit.records.get()
    assert written.late is late
    assert VisitRecord.objects.late().filter(visit=visit).exists() is late


def test_a_corrected_record_is_not_late_for_coming_after_the_first_one_was_due() -> None:
    visit = make_visit(state="RETURNED")
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        submit(visit)
    assert not VisitRecord.objects.late().filter(visit=visit).exists()
    assert {each.due_at for each in visit.records.all()} == {rules.record_due(visit).due_at}


def test_after_no_reply_the_record_is_due_from_the_supervisors_decision() -> None:
    visit = makers_visits.use_up_attempts(start())
    decided = timezone.now() + timedelta(days=20)
    with time_machine.travel(decided, tick=False):
        visit = actions.review_no_reply(
            visit=visit, by=people_of(visit.case).supervisor, decision="END", reason="Enough."
        )
    assert rules.record_due(visit).due_at == decided + timedelta(hours=24)


def test_the_supervisor_signs_within_two_working_days() -> None:
    visit = make_visit(state="RECORD_SUBMITTED")
    friday = datetime(2026, 11, 27, 15, 0, tzinfo=LONDON)
    assert rules.sign_due(visit, friday).due_at.astimezone(LONDON).date().isoformat() == (
        "2026-12-01"
    )


# --- the review ---


def test_a_returned_record_stays_and_the_next_is_a_new_version() -> None:
    visit = make_visit(state="RECORD_SUBMITTED")
    with assert_one_event("visit.record_returned") as events:
        visit = review(visit, "RETURN")
    assert (visit.state, visit.return_reason) == (VisitState.RETURNED, "Say who was there.")
    assert events[0].payload.body["reason"] == "Say who was there."
    visit = submit(visit, present="The person and his brother")
    assert [(each.version, each.present) for each in visit.records.all()] == [
        (2, "The person and his brother"),
        (1, "The person, alone"),
    ]
    assert review(visit).state == VisitState.CLOSED


def test_returning_needs_a_reason_and_closing_an_answer_about_the_risk() -> None:
    visit = make_visit(state="RECORD_SUBMITTED")
    with pytest.raises(Refused, match="what is missing"):
        review(visit, "RETURN", reason="")
    with pytest.raises(Refused, match="changes the risk"):
        review(visit, risk_answer="")
    with pytest.raises(Refused, match="Decide"):
        review(visit, "LATER")


def test_a_visit_that_changes_the_risk_has_the_case_assessed_again() -> None:
    visit = submit(
        make_visit(state="COMPLETED"), risk_trigger=True, risk_trigger_note="A new partner."
    )
    assert visit.case.assess_by is None
    with assert_one_event("visit.closed"):
        review(visit, risk_answer="REASSESS")
    case = Case.objects.get(pk=visit.case_id)
    assert case.assess_by is not None
    assert "A new partner." in case.changes.get().note


def test_a_visit_that_changes_nothing_leaves_the_case_alone() -> None:
    visit = review(make_visit(state="RECORD_SUBMITTED"))
    assert not visit.case.changes.exists()


def test_an_officer_does_not_review() -> None:
    visit = make_visit(state="RECORD_SUBMITTED")
    with pytest.raises(NotAllowed, match="Only a supervisor or a manager"):
        review(visit, by=people_of(visit.case).officer)


def test_neither_of_the_two_who_went_reviews() -> None:
    visit = make_visit(state="RECORD_SUBMITTED")
    people = people_of(visit.case)
    for officer in (people.officer, people.colleague):
        makers.give_role(officer, Role.SUPERVISOR, team=visit.case.team)
        with pytest.raises(NotAllowed, match="You made this visit"):
            review(visit, by=officer)


def test_whoever_came_along_instead_does_not_review() -> None:
    visit = make_visit(state="APPROVED")
    other = makers.make_user(Role.SUPERVISOR, team=visit.case.team)
    visit = submit(attempt(visit, second_officer=other))
    with pytest.raises(NotAllowed, match="You were at the door"):
        review(visit, by=other)


def test_whoever_stands_in_for_the_lead_does_not_review() -> None:
    visit = make_visit(state="RECORD_SUBMITTED")
    people = people_of(visit.case)
    today = timezone.localdate()
    Absence.objects.create(
        user=people.officer, deputy=people.supervisor, starts_on=today, ends_on=today
    )
    with pytest.raises(NotAllowed, match="stand in"):
        review(visit, by=people.supervisor)


def test_without_that_rule_the_database_still_refuses_a_visitor_who_reviews(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = make_visit(state="RECORD_SUBMITTED")
    monkeypatch.setattr(permissions, "check_can_review", lambda *_: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        review(visit, by=people_of(visit.case).officer)


def test_the_second_reviewer_is_told_who_was_first() -> None:
    visit = make_visit(state="CLOSED")
    with pytest.raises(Conflict) as conflict:
        review(visit, by=people_of(visit.case).manager)
    assert conflict.value.by == people_of(visit.case).supervisor.display_name


def test_a_returned_record_of_somebody_seen_still_says_who_was_there() -> None:
    visit = make_visit(state="RETURNED")
    with pytest.raises(Refused, match="Enter who was there"):
        submit(visit, present=" ")
