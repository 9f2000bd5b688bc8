"""Builds the demonstration: people, records as they grew, and the stories of the cases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path

import time_machine
from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Force
from casework.cases.jobs import wake_suspended
from casework.cases.models import Case
from casework.cases.models.states import OWNED
from casework.core.queue import work_off
from casework.enforcement.authorities.jobs import watch as watch_authorities
from casework.retention.jobs import watch as watch_reviews
from letters.correspondence.rules import incidents_for, is_adult
from letters.wording.actions import ensure_wordings
from workflows.demonstration import earlier, kinds, records
from workflows.demonstration.answers import do
from workflows.demonstration.assessing import assess_what_changed, review
from workflows.demonstration.people import Unit, make_unit
from workflows.demonstration.records import Row
from workflows.demonstration.stage import Story, moment, play
from workflows.demonstration.stories import PARTS, Part
from workflows.demonstration.telling import Telling
from workflows.interventions.reassessment import ReassessmentFlow
from workflows.models import Task
from workflows.operations.sweep import start_due_contacts
from workflows.sweep import (
    ask_for_reviews,
    end_holds,
    expire_letters,
    fire_due_timers,
    return_work_of_leavers,
    send_escalations,
)

# How far back the year that is told day by day begins, so that a letter of that time has expired
# since; and how often an export comes in.
FIRST_DAY = 400
EVERY = 40
# How many days ago the unit last reviewed its risk assessments, once in such a while.
REVIEW_DAYS = (92, 52, 12)
SATURDAY = 5


def is_there() -> bool:
    """Whether a demonstration (or a real force) is in the database already."""
    return Force.objects.exists()


@transaction.atomic
def build(*, today: date, people: int = records.PEOPLE) -> Unit:
    """Make everything, or nothing: a set-up that is stopped half-way leaves an empty database.

    `today` is the local day the stories end on; nothing happens after the present moment.
    """
    now = timezone.now()
    with tempfile.TemporaryDirectory(prefix="forestall-demonstration-") as name:
        folder = Path(name)
        with time_machine.travel(earlier.first_day(today=today), tick=True):
            unit = make_unit()
            past = earlier.found(unit, folder, today=today)
        until = earlier.last_day(today=today)
        play(earlier.ends(past), until=until, each_morning=morning)
        with time_machine.travel(moment(FIRST_DAY, "07:00", today=today), tick=True):
            ensure_wordings()
            kinds.set_up(unit)
        rows = records.made_up_rows(folder, force=unit.force, today=today, people=people)
        with time_machine.travel(moment(FIRST_DAY, "08:00", today=today), tick=True):
            first = [row for row in rows if records.known_since(row) <= timezone.now()]
            records.import_rows(first, folder, force=unit.force)
            records.find(unit.force, timezone.localdate())
        stories = [
            exports(rows[len(first) :], folder, unit=unit, today=today),
            assessments(unit, today=today),
            reviews(unit, today=today),
            *earlier.reviews(past),
            *cast(unit, rows, today=today),
        ]
        play(stories, until=now, each_morning=morning)
    ask_for_reviews()
    work_off()
    return unit


def morning() -> None:
    """What the queue does by the clock."""
    fire_due_timers()
    send_escalations()
    end_holds()
    expire_letters()
    return_work_of_leavers()
    start_due_contacts()
    wake_suspended()
    watch_authorities()
    watch_reviews()
    work_off()


def exports(rows: list[Row], folder: Path, *, unit: Unit, today: date) -> Story:
    """What is new in the force's records, every few weeks; the programme runs after each."""
    sent = 0
    for ago in [*range(FIRST_DAY - EVERY, 1, -EVERY), 1]:
        at = moment(ago, "05:00", today=today)
        yield at
        known = sum(records.known_since(row) <= at for row in rows)
        if known > sent:
            records.import_rows(rows[sent:known], folder, force=unit.force)
        records.find(unit.force, timezone.localdate(at))
        sent = known


def assessments(unit: Unit, *, today: date) -> Story:
    """What changed is assessed on the day it is due, and on Monday where that is at a weekend, when
    a sergeant has seen to what is late. What is due since yesterday is still open."""
    for ago in range(FIRST_DAY - 1, 1, -1):
        at = moment(ago, "16:40", today=today)
        if at.weekday() >= SATURDAY:
            continue
        yield at
        late = Task.objects.open().filter(flow_task=ReassessmentFlow.chase)
        for task in late.select_related("case").order_by("pk"):
            do(task.case, "chase", by=unit["supervisor"], reason="It is done today.")
        tonight = moment(ago - 1, "00:00", today=today)
        due = Task.objects.open().filter(
            flow_task=ReassessmentFlow.assess, due_at__lte=tonight, owner__isnull=False
        )
        for case in Case.objects.filter(pk__in=due.values("case")).order_by("pk"):
            assess_what_changed(case, unit)


def reviews(unit: Unit, *, today: date) -> Story:
    """The unit's review days: who answers for a case assesses it again before its review is due.
    What has come up since the last of them waits as a task."""
    for ago in REVIEW_DAYS:
        yield moment(ago, "15:20", today=today)
        next_day = timezone.localdate() + timedelta(days=EVERY)
        coming = Case.objects.filter(state__in=OWNED, review_on__lte=next_day)
        for case in coming.exclude(owner=None).select_related("owner").order_by("pk"):
            review(case, unit)


def cast(unit: Unit, rows: list[Row], *, today: date) -> Iterator[Story]:
    """Give each part to the first case whose person fits it."""
    reported = last_reports(rows)
    officers = cycle(unit[name] for name in ("officer", "officer2", "officer", "officer3"))
    waiting = list(Case.objects.open().select_related("person").order_by("pk"))
    for part in (*PARTS, *kinds.alone(), *kinds.parts()):
        case = next((each for each in waiting if fits(each, part, reported, today)), None)
        if case is not None:
            waiting.remove(case)
            yield from part.tell(Telling(unit, case, next(officers), today))


def fits(case: Case, part: Part, reported: dict[str, datetime], today: date) -> bool:
    """Whether this person can have happened to them what the part tells."""
    person = case.person
    last = reported[person.nominal_id]
    if timezone.localdate(last) > today - timedelta(days=part.quiet):
        return False
    return is_adult(person) and incidents_for(case).exists()


def last_reports(rows: list[Row]) -> dict[str, datetime]:
    """When each person was last heard of in the records."""
    return {row["suspect_nominal_id"]: records.known_since(row) for row in rows}
