"""A machine whose clock can be set wrong while time goes on, and a world that hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db.models import Q
from django.utils import timezone

from casework.accounts.models import User
from casework.core import clock, jobs
from tests.makers_cases import people_of
from tests.makers_escalations import HOUR, a_task
from tests.makers_work import letter_at
from workflows import actions
from workflows.models import Escalation, Notice, Task, TaskHold

BY_THE_CLOCK = ("sweep", "escalations", "holds", "mail", "digests")
STARTED = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Machine:
    """`true` is what time it is; what the machine's clock shows may be `ahead` of it."""

    true: datetime
    travel: Any
    ahead: timedelta = timedelta()
    database: bool = False

    def passes(self, span: timedelta) -> None:
        """Time passes, for every clock."""
        self.true += span
        self.travel.move_to(self.true + self.ahead, tick=False)

    def is_set(self, ahead: timedelta) -> None:
        """Somebody sets the clock of the machine alone."""
        self.ahead = ahead
        self.passes(timedelta())

    def read(self) -> clock.Reading:
        return clock.Reading("a machine", self.true - STARTED, self.true + self.ahead)

    def of_database(self) -> datetime | None:
        return self.true if self.database else None


@contextmanager
def a_machine(at: datetime, *, database: bool = False) -> Iterator[Machine]:
    """Inside, the machine tells the time; its `database` may have a clock of its own."""
    with time_machine.travel(at, tick=False) as travel, pytest.MonkeyPatch.context() as patch:
        machine = Machine(at, travel, database=database)
        patch.setattr(clock, "read", machine.read)
        patch.setattr(clock, "of_database", machine.of_database)
        yield machine


@dataclass
class World:
    """A task with its ladder, a hold, an authority that lapses, users with addresses."""

    task: Task
    held: Task
    timer: Task
    begins: datetime
    early: list[str] = field(default_factory=list)

    @property
    def ends(self) -> datetime:
        assert self.task.due_at is not None
        return max(self.task.due_at, self.timer.scheduled) + 26 * HOUR

    def minute(self, machine: Machine) -> None:
        """One run of everything by the clock; whatever came before its time is noted."""
        waited = self._waiting(machine.true)
        for name in BY_THE_CLOCK:
            jobs.run_scheduled(name)
        self.early += sorted(waited - self._waiting(machine.true))

    def until(self, moment: datetime, machine: Machine, *, step: timedelta = 3 * HOUR) -> None:
        """Time passes until `moment`, with a run at each step."""
        while machine.true < moment:
            machine.passes(step)
            self.minute(machine)

    @staticmethod
    def _waiting(now: datetime) -> set[str]:
        """What is not to happen before a moment that lies ahead, as the rows say, and has not."""
        rungs = Escalation.objects.filter(settled_at=None, send_at__gt=now)
        timers = Task.objects.filter(finished=None, scheduled__gt=now)
        holds = TaskHold.objects.filter(ended_at=None, until__gt=now)
        return {f"{type(row).__name__} {row.pk}" for row in (*rungs, *timers, *holds)}

    def assert_all_was_done_once(self, machine: Machine) -> None:
        """Nothing early, nothing missed, nobody told twice, and what is overdue is read right."""
        assert self.early == []
        assert not Escalation.objects.filter(settled_at=None, send_at__lte=machine.true).exists()
        assert not Task.objects.filter(finished=None, scheduled__lte=machine.true).exists()
        assert not TaskHold.objects.filter(ended_at=None, until__lte=machine.true).exists()
        sent = Escalation.objects.filter(task=self.task, how=Escalation.How.SENT)
        assert sent.count() == 5
        for each in sent:
            told = list(each.notices.values_list("recipient", flat=True))
            assert told
            assert len(told) == len(set(told))
        assert_no_message_twice()
        late = Q(due_at__lt=machine.true, finished=None)
        assert {row.pk for row in Task.objects.filter(late)} >= {self.task.pk, self.held.pk}


def assert_no_message_twice() -> None:
    """Each message left once, and each user was written to."""
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == len(set(ids))
    told = User.objects.filter(pk__in=Notice.objects.values("recipient")).exclude(email="")
    assert {user.email for user in told} == {message.to[0] for message in mail.outbox}


def a_world() -> World:
    """Whose rungs, hold and timer all have their moment within some days of each other."""
    timer = Task.objects.get(
        process=letter_at("issue").process_id, finished=None, scheduled__isnull=False
    )
    begins = timer.scheduled - timedelta(days=1)
    with time_machine.travel(begins, tick=False):
        task, held = a_task(), letter_at("check_contact")
        people = people_of(held.case)
        tomorrow = timezone.localdate() + timedelta(days=1)
        actions.hold_task(task=held, by=people.supervisor, until_on=tomorrow, reason="Away.")
    for user in User.objects.all():
        user.email = f"{user.username}@force.example"
        user.save()
    return World(task=task, held=held, timer=timer, begins=begins)
