"""Each thing that must hold is found broken when somebody goes behind every guard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.models import Event
from casework.cases.models import Case, ContactGate, Move, NamedReader, Restriction, State
from casework.core import invariants, jobs
from casework.core.invariants import Outcome, PromiseBroken, declared
from casework.deadlines.actions import enter_version
from casework.deadlines.models import RuleVersion
from casework.enforcement.orders.models import Service
from casework.incidents.models import ImportBatch
from casework.partners.models import Disclosure, Referral
from casework.retention.models import Retention
from casework.visits.models import Visit, VisitAttempt
from letters.correspondence.models import Letter, ServiceAttempt
from letters.documents.models import Document
from tests import makers_letter_walk, makers_visit_walk
from tests.makers_cases import make_case, people_of
from tests.makers_orders import make_order
from tests.makers_partners import referral_at
from tests.makers_restricted import restrict
from tests.makers_work import letter_at
from tests.superuser import guards_off
from workflows import actions
from workflows.models import Completion, Escalation, Intervention, Pause, Task

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
HEARING = "order.hearing_within_hours"


@pytest.fixture
def year() -> None:
    """A little of everything: a letter served, a visit made, a referral sent, an order served."""
    makers_letter_walk.serve(letter_at("serve").case)
    visit = makers_visit_walk.approved()
    makers_visit_walk.at_the_door(visit)
    referral_at("acknowledge")
    make_order()
    restrict(make_case())
    make_case(state=State.CLOSED)
    moved = letter_at("check_contact")
    people = people_of(moved.case)
    actions.move_due(task=moved, by=people.supervisor, days=7, reason="At court all week.")
    paused = letter_at("check_contact")
    lead = people_of(paused.case).supervisor
    actions.pause_clock(task=paused, by=lead, days=2, reason="The landlord is in hospital.")
    day = timezone.localdate() + timedelta(days=3)
    enter_version(rule=HEARING, by=people.manager, amount=72, starts_on=day, reason="An act.")


@contextmanager
def checks_off(model: type[models.Model]) -> Iterator[None]:
    """Within it the database lets rows of this table be in any state, and none is protected."""
    with guards_off(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait for a table's end
            for each in model._meta.constraints:
                if isinstance(each, models.CheckConstraint):
                    cursor.execute(
                        f'ALTER TABLE {model._meta.db_table} DROP CONSTRAINT "{each.name}"'
                    )
        try:
            yield
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = OFF")


def with_work() -> Case:
    """The case of an intervention that goes on."""
    found: Case = Intervention.objects.open().latest("pk").case
    return found


def arrows() -> Any:
    return Task.previous.through.objects


Break = Callable[[], Any]
# Promise -> the table whose guards somebody goes behind, and what they do there.
BREAKS: dict[str, tuple[type[models.Model], Break]] = {
    "No clear period of a retention record began before its case ended": (
        Retention,
        lambda: Retention.objects.update(clear_from=F("clear_from") - A_DAY),
    ),
    "Every document is the bytes its hash was taken of": (
        Document,
        lambda: Document.objects.update(pdf=b"%PDF-1.7 another"),
    ),
    "Every letter that left the desk has its document": (
        Letter,
        lambda: Letter.objects.update(document=None),
    ),
    "Every served letter has one record of its service, and no other has one": (
        ServiceAttempt,
        lambda: ServiceAttempt.objects.update(outcome="NOT_FOUND"),
    ),
    "Every letter was decided, then issued, then served, in that order": (
        Letter,
        lambda: Letter.objects.update(issued_at=F("decided_at") - A_DAY),
    ),
    "Every open case from assessment on has an owner who works here": (
        User,
        lambda: User.objects.filter(cases_owned__isnull=False).update(is_active=False),
    ),
    "Every finished task of people has one completion, by somebody": (
        Completion,
        lambda: Completion.objects.all().delete(),
    ),
    "Nobody approved a visit that they planned or went on": (
        Visit,
        lambda: Visit.objects.update(approved_by=F("lead_officer")),
    ),
    "Nobody decided on a letter that they wrote or edited": (
        Letter,
        lambda: Letter.objects.update(decided_by=F("author")),
    ),
    "No letter was served while contact was not cleared, or the reason is there": (
        ContactGate,
        lambda: ContactGate.objects.update(deconflicted=False),
    ),
    "Nobody was at a door while contact was not cleared, or the reason is there": (
        VisitAttempt,
        lambda: VisitAttempt.objects.update(at=F("at") - 30 * A_DAY),
    ),
    "We served no order while contact was not cleared, or the reason is there": (
        Service,
        lambda: Service.objects.update(at=F("at") - 30 * A_DAY),
    ),
    "No referral was sent while contact was not cleared": (
        Referral,
        lambda: Referral.objects.update(sent_at=F("sent_at") - 30 * A_DAY),
    ),
    "No case that has ended has an open intervention or task": (
        Case,
        lambda: Case.objects.filter(pk=with_work().pk).update(state="NOT_ADOPTED"),
    ),
    "Every due time is the one its proof works out to": (
        Task,
        lambda: Task.objects.open().update(due_at=F("due_at") + A_DAY),
    ),
    "Every case came to where it is by moves that the table allows": (
        Move,
        lambda: Move.objects.filter(target="ASSESSMENT").update(source="CLOSED"),
    ),
    "Every restricted case has a manager on its list who works here and may see it": (
        Restriction,
        lambda: Restriction.objects.update(manager=Restriction.objects.get().case.owner),
    ),
    "Every restricted case under way is owned by somebody on its list": (
        NamedReader,
        lambda: NamedReader.objects.all().delete(),
    ),
    "Every due time that was moved stands where its last move put it": (
        Task,
        lambda: Task.objects.filter(due_change__isnull=False).update(due_change=None),
    ),
    "Every due time is counted with the pauses of its task, and with no others": (
        Pause,
        lambda: Pause.objects.all().delete(),
    ),
    "Every end of a record that keeps its proof is the one that it works out to": (
        Letter,
        lambda: Letter.objects.update(authority_lapses_at=F("authority_lapses_at") + A_DAY),
    ),
    "Every version of a rule is of one that is declared, and by whom it says": (
        RuleVersion,
        lambda: RuleVersion.objects.update(tag="local"),
    ),
    "Every step of an intervention follows one that leads to it": (
        Task,
        lambda: arrows().update(to_task=F("from_task")),
    ),
    "Every move of a case has one event, by whoever made the move": (
        Move,
        lambda: Move.objects.filter(target="ACTIVE").update(by=None),
    ),
    "Every open task has the whole ladder of its deadline": (
        Escalation,
        lambda: Escalation.objects.filter(settled_at=None).delete(),
    ),
    "Every record is in the state that the log last told of it": (
        Visit,
        lambda: Visit.objects.update(state="CLOSED"),
    ),
    "Everything that was sent to an agency is in the log of what was disclosed": (
        Disclosure,
        lambda: Disclosure.objects.all().delete(),
    ),
    "Every chain of the log is whole": (Event, lambda: Event.objects.update(verb="nothing.done")),
    "Of every file, the rows read are those taken, known and rejected": (
        ImportBatch,
        lambda: ImportBatch.objects.update(read=F("read") + 1),
    ),
}


def outcome_of(promise: str) -> Outcome:
    return next(each for each in invariants.outcomes() if each.promise == promise)


def test_what_must_hold_holds_after_a_year_of_work(year: None) -> None:
    assert [each for each in invariants.outcomes() if each.rows] == []


def test_every_promise_is_broken_here_once() -> None:
    assert {each.promise for each in declared()} == set(BREAKS)


def test_what_somebody_does_behind_the_guards_is_found(year: None) -> None:
    missed = []
    for promise, (model, do) in BREAKS.items():
        with transaction.atomic():
            with checks_off(model):
                do()
            if not outcome_of(promise).rows:
                missed.append(promise)
            transaction.set_rollback(True)
    assert missed == []


def test_the_command_names_the_rows_and_ends_with_one() -> None:
    letter_at("check_contact")
    with checks_off(Task):
        Task.objects.open().update(due_at=F("due_at") + A_DAY)
    told = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("check_invariants", stdout=told)
    task = Task.objects.open().earliest("pk")
    assert f"task {task.pk}: due otherwise than its proof says" in told.getvalue()
    assert "BROKEN  I10" in told.getvalue()


def test_the_command_says_as_data_what_it_says_in_words() -> None:
    told = StringIO()
    call_command("check_invariants", "--json", stdout=told)
    assert [each["number"] for each in json.loads(told.getvalue())] == [
        each.number for each in declared()
    ]


def test_the_nightly_check_fails_with_numbers_and_nobodys_name() -> None:
    letter_at("check_contact")
    jobs.check_invariants()
    with checks_off(Task):
        Task.objects.open().update(due_at=F("due_at") + A_DAY)
    with pytest.raises(PromiseBroken, match=r"^Broken: I10 \(\d+ rows\)\. See which rows"):
        jobs.check_invariants()
