"""The demonstration's cases of earlier years, played: every state of a record has its example."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Force
from casework.cases.models import Case, State
from casework.core.invariants import outcomes
from casework.people.models import Person
from casework.retention import rules
from casework.retention.jobs import watch
from casework.retention.models import Group, Retention, RetentionAlert, RetentionState
from casework.retention.queries import register_of
from workflows.demonstration import earlier, records
from workflows.demonstration.people import Unit, make_unit
from workflows.demonstration.stage import moment, play

pytestmark = pytest.mark.django_db
S = RetentionState
NATION = Force.Nation.ENGLAND_AND_WALES
DAYS = (date(2026, 11, 23), date(2027, 3, 31), date(2028, 2, 29), date(2028, 7, 1))


def told(folder: Path) -> Unit:
    """The three cases, from their first day to this noon."""
    now = timezone.localtime().replace(hour=13, minute=5)
    today = now.date()
    with time_machine.travel(earlier.first_day(today=today), tick=True):
        unit = make_unit()
        past = earlier.found(unit, folder, today=today)
    until = earlier.last_day(today=today)
    play(earlier.ends(past), until=until, each_morning=lambda: None)
    play(earlier.reviews(past), until=now, each_morning=watch)
    return unit


def test_three_records_of_earlier_years_come_to_the_three_states(tmp_path: Path) -> None:
    unit = told(tmp_path)
    found = register_of(unit["manager2"], timezone.now())
    lists = {"proposed": found.proposed, "overdue": found.overdue, "confirmed": found.confirmed}
    assert {name: [row.case.person.surname for row in rows] for name, rows in lists.items()} == {
        "proposed": ["Elmstone"],
        "overdue": ["Candlemere"],
        "confirmed": ["Quillby"],
    }
    assert {*Retention.objects.values_list("state", flat=True)} == {*S}
    review = found.confirmed[0].reviews.get()
    assert (review.reviewed_by, review.settled_by) == (unit["manager"], unit["manager2"])
    told_of = RetentionAlert.objects.filter(retention=found.overdue[0])
    assert told_of.filter(kind=RetentionAlert.Kind.OVERDUE).exists()


def test_their_cases_ended_years_ago_and_nothing_of_them_breaks_an_invariant(
    tmp_path: Path,
) -> None:
    told(tmp_path)
    assert Case.objects.count() == Person.objects.filter(cases__isnull=False).count() == 3
    assert {*Case.objects.values_list("state", flat=True)} == {State.NOT_ADOPTED}
    assert all((timezone.now() - row.ended_at).days > 6 * 365 for row in Case.objects.all())
    assert [each for each in outcomes() if each.rows] == []


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_each_review_came_up_when_it_is_told_whatever_day_it_is(today: date) -> None:
    for person in earlier.PEOPLE:
        ended = moment(earlier.ended_ago(person, today), "11:00", today=today)
        due = rules.next_review(Group.BY_TIME, clear_from=ended, kept_at=None, nation=NATION)
        late = moment(0, "12:00", today=today) - due.due_at
        assert person.came_up - 1 <= late.days <= person.came_up + 3


def test_they_share_no_number_with_the_made_up_force(tmp_path: Path) -> None:
    unit = make_unit()
    numbers = ("suspect_nominal_id", "victim_nominal_id", "occurrence_no")
    today = timezone.localdate()
    theirs = records.made_up_rows(tmp_path, force=unit.force, today=today, people=300)
    ours = [row for each in earlier.PEOPLE for row in earlier.rows_of(each, "44", today)]
    for number in numbers:
        assert not {row[number] for row in ours} & {row[number] for row in theirs}
    assert len({row["occurrence_no"] for row in ours}) == len(ours) == 9
    assert len({row["victim_nominal_id"] for row in ours}) == 9
