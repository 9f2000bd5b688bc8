"""A record begins when its case ends, its clear period again when the person comes to notice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from casework.audit.queries import changes_in
from casework.cases import actions as cases
from casework.cases import hearing, jobs
from casework.cases.models import State
from casework.clocks import LONDON
from casework.core.invariants import outcomes
from casework.core.queue import work_off
from casework.deadlines.actions import enter_version
from casework.retention import jobs as retention_jobs
from casework.retention.actions import restart_clear_period, restart_for_batch
from casework.retention.models import Because, Retention, RetentionAlert, RetentionState
from tests import makers_retention as walk
from tests.makers import assert_one_event
from tests.makers_cases import make_case, make_flag, make_incident, people_of, reasons, transfer
from tests.makers_incidents import import_rows, make_row
from tests.makers_retention import make_retention, retention_of

pytestmark = pytest.mark.django_db


def due_day(row: Retention) -> datetime:
    return Retention.objects.get(pk=row.pk).review_due_at


def ten_years_from(at: datetime) -> datetime:
    local = at.astimezone(LONDON)
    day = local.date().replace(year=local.year + 10) - timedelta(days=1)
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=LONDON)


def test_a_closed_case_has_its_record_at_once_in_the_group_its_manager_chose() -> None:
    case = make_case(state=State.STEP_DOWN)
    with walk.after_monitoring(case), assert_one_event("retention.begun") as found:
        walk.close(case, group="3")
    row = retention_of(case)
    assert (row.group, row.state, row.clear_from) == ("3", "KEPT", row.case.ended_at)
    assert "Chosen by the manager" in row.why
    assert found[0].actor == people_of(case).manager
    assert [(term.because, term.due_at) for term in row.terms.all()] == [
        (Because.ENDED, row.review_due_at)
    ]


@pytest.mark.parametrize("state", [State.NOT_ADOPTED, State.TRANSFERRED_OUT])
def test_a_case_that_ended_without_a_choice_is_in_group_4_and_says_why(state: State) -> None:
    row = retention_of(make_case(state=state))
    assert row.group == "4"
    assert "group 4" in row.why
    assert row.clear_from == row.case.ended_at


def test_an_open_case_has_none() -> None:
    for state in (State.FLAGGED, State.ACTIVE, State.SUSPENDED, State.LED_BY_MAPPA):
        make_case(state=state)
    assert not Retention.objects.exists()


def test_a_report_after_the_end_counts_from_the_report(tmp_path: Path) -> None:
    row = make_retention()
    before = row.review_due_at
    reported = row.clear_from + timedelta(days=400)
    with time_machine.travel(reported + timedelta(days=3), tick=True):
        with assert_one_event("retention.counted_again") as found:
            brings(row, tmp_path, reported_dt=as_typed(reported))
        again = Retention.objects.get(pk=row.pk)
    assert abs(again.clear_from - reported) < timedelta(minutes=1)
    assert again.review_due_at == ten_years_from(reported)
    newest, first = again.terms.all()
    assert (newest.because, newest.due_at) == (Because.REPORT, again.review_due_at)
    assert (first.because, first.due_at) == (Because.ENDED, before)
    told = changes_in(row.audit_stream).get(pk=found[0].pk).payload.body
    assert told["before"]["review_due_at"] != told["after"]["review_due_at"]
    assert found[0].actor is None


def test_a_report_of_before_the_end_changes_nothing(tmp_path: Path) -> None:
    row = make_retention()
    with time_machine.travel(row.clear_from + timedelta(days=30), tick=True):
        brings(row, tmp_path, reported_dt=as_typed(row.clear_from - timedelta(days=1)))
    assert due_day(row) == row.review_due_at


def test_somebody_else_comes_to_notice_and_nothing_changes(tmp_path: Path) -> None:
    row = make_retention()
    with time_machine.travel(row.clear_from + timedelta(days=30), tick=True):
        brings(row, tmp_path, suspect_nominal_id="N999999")
    assert due_day(row) == row.review_due_at


def test_an_import_heard_twice_counts_once(tmp_path: Path) -> None:
    row = make_retention()
    with time_machine.travel(row.clear_from + timedelta(days=30), tick=True):
        batch = brings(row, tmp_path)
        assert row.terms.count() == 2
        jobs.hear_of_batch(batch=batch.pk)
        assert restart_for_batch(batch=batch) == 0
    assert row.terms.count() == 2


def test_without_the_hearing_an_import_would_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_retention()
    monkeypatch.setattr(hearing, "_OF_BATCHES", {})
    with time_machine.travel(row.clear_from + timedelta(days=30), tick=True):
        brings(row, tmp_path)
    assert due_day(row) == row.review_due_at


def test_a_new_case_of_the_person_begins_it_again_and_so_does_its_end() -> None:
    row = make_retention()
    with time_machine.travel(row.clear_from + timedelta(days=90), tick=True):
        make_incident(suspect=row.case.person)
        flag = make_flag(person=row.case.person)
        opened = timezone.now()
        owner = people_of(row.case).officer
        later = cases.reopen_case(case=row.case, by=walk.manager_of(row), owner=owner, **reasons())
        assert flag.pk == later.flag_id
        assert abs(due_day(row) - ten_years_from(opened)) < timedelta(seconds=1)
    with time_machine.travel(row.clear_from + timedelta(days=200), tick=True):
        ended = timezone.now()
        transfer(later)
    assert [term.because for term in row.terms.all()] == [
        Because.EPISODE_ENDED,
        Because.EPISODE,
        Because.ENDED,
    ]
    assert abs(due_day(row) - ten_years_from(ended)) < timedelta(seconds=1)
    assert retention_of(later).terms.get().because == Because.ENDED


def test_without_the_hearing_an_ended_case_waits_for_the_hourly_watch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin, and how a case that ended before there were records gets its own."""
    with monkeypatch.context() as patched:
        patched.setattr(hearing, "_OF_MOVES", {})
        case = make_case(state=State.NOT_ADOPTED)
    assert not Retention.objects.exists()
    assert retention_jobs.watch() == 1
    assert retention_of(case).clear_from == case.ended_at
    assert retention_jobs.watch() == 0


def test_group_1_is_never_put_off() -> None:
    row = make_retention(group="1")
    since = row.clear_from + timedelta(days=700)
    with time_machine.travel(since, tick=True):
        assert restart(row, since)
    again = Retention.objects.get(pk=row.pk)
    assert again.clear_from == since
    assert again.review_due_at == row.review_due_at


def test_after_a_review_the_later_of_the_two_counts() -> None:
    row = make_retention(group="3")
    with walk.overdue(row):
        walk.keep(row)
    after_review = due_day(row)
    with time_machine.travel(row.review_due_at + timedelta(days=9), tick=True):
        assert restart(row, timezone.now())
    # Six years from the notice end later than five from the review.
    assert due_day(row) > after_review + timedelta(days=360)


def test_an_earlier_notice_is_no_event() -> None:
    row = make_retention()
    assert not restart(row, row.clear_from)
    assert row.terms.count() == 1


@pytest.mark.parametrize("confirmed", [False, True])
def test_what_was_to_go_is_kept_when_the_person_comes_to_notice(confirmed: bool) -> None:
    row = make_retention()
    with walk.overdue(row) as at:
        walk.propose(row)
        if confirmed:
            walk.confirm(row)
        since = at + timedelta(minutes=1)
    with time_machine.travel(since, tick=True):
        assert restart(row, since)
    again = Retention.objects.get(pk=row.pk)
    assert again.state == RetentionState.KEPT
    assert again.review_due_at == ten_years_from(since)
    review = again.reviews.get()
    assert review.outcome == ("CONFIRMED" if confirmed else "OVERTAKEN")


@pytest.mark.usefixtures("versions_of_rules")
def test_a_version_of_a_rule_counts_for_periods_that_begin_later() -> None:
    manager = people_of(make_case()).manager
    day = timezone.localdate() + timedelta(days=10)
    enter_version(
        rule="retention.group_3_clear_months",
        by=manager,
        amount=84,
        starts_on=day,
        reason="The APP was read.",
    )
    row = make_retention(group="3")  # it ends after that day
    assert row.due_proof["rule"]["amount"] == 84
    assert row.due_proof["rule"]["version"] == 2


def test_the_register_is_told_once_of_each_rung_and_of_what_is_late() -> None:
    row = make_retention()
    for days, kinds in ((-91, []), (-89, [90]), (-27, [90, 28]), (1, [90, 28, 0])):
        with time_machine.travel(row.review_due_at + timedelta(days=days), tick=True):
            retention_jobs.watch()
            retention_jobs.watch()
        told = RetentionAlert.objects.order_by("pk").values_list("days_before", flat=True)
        assert list(told) == kinds


def test_a_clear_period_before_the_end_of_the_case_would_be_found() -> None:
    make_retention()
    named = [each for each in outcomes() if "retention record" in each.promise]
    assert [each.rows for each in named] == [()]


def restart(row: Retention, since: datetime) -> bool:
    return restart_clear_period(retention=row, since=since, because=Because.REPORT, by=None)


def as_typed(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"


def brings(row: Retention, folder: Path, **cells: str):
    """An import with one row about the person, reported now, and what the queue does after it."""
    on = timezone.localtime()
    given = {
        "suspect_nominal_id": row.case.person.nominal_id,
        "reported_dt": as_typed(on),
        "offence_from": as_typed(on),
        "suspect_address": "",
        "suspect_postcode": "",
    }
    batch = import_rows(folder / "export.csv", [make_row(**given | cells)], force=row.case.force)
    work_off()
    return batch
