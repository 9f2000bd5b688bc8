"""The review of a signed assessment is somebody's task before it is due (domain: section 3.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.cases import actions as cases
from casework.cases.models import Band, Case, ChangeKind, RiskAssessment
from casework.cases.numbers import ASK_FOR_REVIEW, assess_due, review_asked, review_due
from casework.core import schedules
from casework.core.queue import work_off
from tests.makers_cases import assess, assessment_of, make_case, people_of, suspend
from tests.makers_reassessment import assesses, at, something_changes, steps, waiting
from workflows import actions, sweep
from workflows.actions import reviewing
from workflows.models import Escalation, Intervention, Notice, Rung

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def newest(case: Case) -> RiskAssessment:
    found: RiskAssessment = case.assessments.select_related("case__force")[0]
    return found


def looked(moment: datetime) -> int:
    """How many reviews the clock asks for at that instant."""
    with time_machine.travel(moment, tick=False):
        return sweep.ask_for_reviews()


def test_a_review_is_the_owners_task_some_days_before_it_is_due_and_once() -> None:
    case = make_case(band=Band.MEDIUM)
    assessment = newest(case)
    asked = review_asked(assessment)
    assert looked(asked - SECOND) == 0
    assert waiting(case) == []
    assert looked(asked) == 1
    assert looked(asked + SECOND) == 0
    (task,) = waiting(case)
    assert (task.owner, task.flow_task.name) == (people_of(case).officer, "assess")
    assert timezone.localdate(task.due_at) == assessment.review_due_on
    assert task.due_at == review_due(assessment).due_at
    assert task.due_proof["rule"]["name"] == "case.review_medium_days"
    assert timezone.localdate(asked) == assessment.review_due_on - timedelta(
        days=ASK_FOR_REVIEW.amount_in("E")
    )


def test_a_sweep_that_is_weeks_late_asks_once_and_everybody_on_the_ladder_is_told_once() -> None:
    case = make_case()
    late = review_due(newest(case)).due_at + timedelta(days=20)
    assert looked(late) == 1
    assert looked(late) == 0
    (task,) = waiting(case)
    assert task.due_at < late
    with time_machine.travel(late + SECOND, tick=False):
        sweep.send_escalations()
        told = Notice.objects.filter(task=task)
        before = {(row.escalation_id, row.recipient_id) for row in told}
        sweep.send_escalations()
        sweep.ask_for_reviews()
    assert {(row.escalation_id, row.recipient_id) for row in told.all()} == before
    sent = Escalation.objects.filter(task=task, how=Escalation.How.SENT)
    assert {row.rung for row in sent} == set(Rung.values)
    people = people_of(case)
    assert {user for _, user in before} >= {people.officer.pk, people.supervisor.pk}


def test_a_day_that_was_chosen_is_the_day() -> None:
    case = make_case()
    chosen = timezone.localdate() + timedelta(days=9)
    officer = people_of(case).officer
    cases.sign_assessment(case=case, by=officer, **assessment_of(), review_due_on=chosen)
    asked = review_asked(newest(case))
    assert timezone.localdate(asked) == chosen - timedelta(days=3)
    assert looked(asked) == 1
    (task,) = waiting(case)
    assert timezone.localdate(task.due_at) == chosen
    assert task.due_proof["rule"]["name"] == "clock.same_day_days"


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_over_both_changes_of_the_clocks_it_is_the_end_of_the_day(day: date) -> None:
    assessment = RiskAssessment(review_due_on=day, band=Band.MEDIUM, case=make_case())
    due_at = timezone.localtime(review_due(assessment).due_at)
    assert (due_at.date(), due_at.hour, due_at.minute) == (day, 23, 59)
    asked = timezone.localtime(review_asked(assessment))
    assert (asked.date(), asked.hour, asked.minute) == (day - timedelta(days=3), 23, 59)


def test_an_assessment_ends_the_task_and_the_next_review_counts_from_it() -> None:
    case = make_case()
    asked = review_asked(newest(case))
    looked(asked)
    with time_machine.travel(asked + timedelta(hours=2), tick=True):
        assess(case, Band.HIGH)
        work_off()
        assert waiting(case) == []
        assert sweep.ask_for_reviews() == 0
        assert Intervention.objects.get(case=case, kind="reassessment").finished
    assert review_due(newest(case)).due_at > asked + timedelta(days=27)


def test_the_task_itself_signs_the_next_assessment() -> None:
    case = make_case()
    asked = review_asked(newest(case))
    looked(asked)
    with time_machine.travel(asked + timedelta(hours=2), tick=True):
        assesses(case, "STANDARD")
        assert waiting(case) == []
        assert newest(case).band == "STANDARD"


def test_a_late_review_is_seen_to_by_the_supervisor_and_a_day_later_by_the_manager() -> None:
    case = make_case()
    due_at = review_due(newest(case)).due_at
    looked(due_at - timedelta(hours=3))
    at(due_at + SECOND)
    assert steps(case) == ["assess", "chase"]
    at(due_at + timedelta(hours=24, seconds=1))
    assert sorted(steps(case)) == ["assess", "chase", "chase_again"]


def test_what_is_asked_for_no_later_is_not_asked_for_twice() -> None:
    case = make_case()
    asked = review_asked(newest(case))
    with time_machine.travel(asked - timedelta(hours=1), tick=True):
        change = something_changes(case, ChangeKind.RELEASED)
    assert assess_due(change).due_at < review_due(newest(case)).due_at
    assert looked(asked) == 0
    assert len(waiting(case)) == 1


def test_a_task_that_leaves_more_time_does_not_stand_for_the_review() -> None:
    case = make_case()
    last = review_due(newest(case)).due_at
    with time_machine.travel(last - timedelta(hours=2), tick=True):
        change = something_changes(case, ChangeKind.RELEASED)
    assert assess_due(change).due_at > last
    assert looked(last - timedelta(hours=1)) == 1
    assert [task.due_at for task in waiting(case)] == [last, assess_due(change).due_at]


def test_a_case_that_is_set_aside_is_not_reviewed() -> None:
    case = make_case()
    late = review_due(newest(case)).due_at + timedelta(days=1)
    suspend(case)
    assert looked(late) == 0
    assert actions.ask_for_review(case=case.pk, at=late) is False


def test_the_page_of_the_case_asks_for_the_review_once(client: Client) -> None:
    case = make_case()
    asked = review_asked(newest(case))
    with time_machine.travel(asked, tick=True):
        client.force_login(people_of(case).officer)
        assert client.get(case.get_absolute_url()).content.decode().count("Review the risk") == 1
        sweep.ask_for_reviews()
        page = client.get(case.get_absolute_url()).content.decode()
        (task,) = waiting(case)
        asks = client.get(task.get_absolute_url()).content.decode()
    assert "Review the risk" not in page
    assert "Assess the risk again" in page
    assert "It is time for its review." in asks
    assert "What changed" not in asks


def test_without_the_look_at_what_is_asked_every_sweep_would_make_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case()
    asked = review_asked(newest(case))
    monkeypatch.setattr(reviewing, "is_asked", lambda _: False)
    assert looked(asked) + looked(asked) == 2
    assert len(waiting(case)) == 2


def test_one_that_fails_is_logged_by_number_and_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = make_case(), make_case()
    asked = max(review_asked(newest(first)), review_asked(newest(second)))
    ask = actions.ask_for_review

    def fails_for_the_first(*, case: int, at: datetime) -> bool:
        if case == first.pk:
            raise RuntimeError("Somebody Named")
        return ask(case=case, at=at)

    monkeypatch.setattr(sweep, "ask_for_review", fails_for_the_first)
    assert looked(asked) == 1
    assert (waiting(first), len(waiting(second))) == ([], 1)
    assert f"review of case {first.pk} was not asked for: RuntimeError" in caplog.text
    assert "Somebody" not in caplog.text


def test_the_clock_looks_every_hour() -> None:
    job = next(each for each in schedules.declared() if each.name == "reviews")
    assert (job.job, job.minutes) == ("workflows.sweep.ask_for_reviews", 60)
