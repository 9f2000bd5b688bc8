"""Random lives of interventions: whatever anybody of the unit, or of another agency, tries.

A world begins with interventions that have come to any step of any kind. Many lives are lived from
there, each from the very same rows and instant: people try things, allowed or not, with whatever
they type; clocks run on; work is killed half-way. After each thing everything that must hold is
asked (`tests.promises`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import time_machine
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from casework.accounts.models import User
from casework.audit.models import Event
from casework.cases.actions import note_change
from casework.cases.doing import PAGES
from casework.cases.models import Case, ChangeKind
from casework.core.errors import CaseworkError, passes
from casework.core.queue import work_off
from tests.browser.walks import WALKS, doer_of, walk
from tests.case_table import TABLE
from tests.case_table import answers as typed_for
from tests.makers_cases import people_of
from tests.promises import Promises
from tests.random_answers import fill
from workflows import actions, permissions, sweep
from workflows.models import Completion, Intervention, Task
from workflows.registry import kinds

PLACES = sorted((kind, step) for kind in WALKS for step in WALKS[kind])
CASE_MOVES = sorted(TABLE)
# Who tries what is drawn from a seed, so that what Hypothesis draws hangs on no row.
SEEDS = st.integers(0, 2**32 - 1)
# Each life begins at some hour of this week, so that no life hangs on when the tests run.
A_MONDAY = datetime(2026, 8, 24, tzinfo=UTC)
SPANS = (timedelta(hours=1), timedelta(hours=25), timedelta(days=4), timedelta(days=32))
# Where what is done leaves rows, whatever it is.
KEPT = (Event, Task, Completion, Intervention)
COUNTS = [f"(SELECT count(*) FROM {model._meta.db_table})" for model in KEPT]


class Killed(BaseException):
    """Nobody catches it: as if the process were gone."""


@contextmanager
def killed_after(writes: int) -> Iterator[None]:
    """Whatever is done inside is killed after its n-th write."""
    left = writes

    def count(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        nonlocal left
        done = execute(sql, *args)
        left -= sql.startswith(("INSERT", "UPDATE", "DELETE"))
        if not left:
            raise Killed
        return done

    with suppress(Killed), connection.execute_wrapper(count):
        yield


Place = tuple[str, str]


@dataclass(frozen=True)
class World:
    """Where lives begin: at `at`, with what must hold known to; and what may befall its cases."""

    at: datetime
    promises: Promises
    case_moves: tuple[str, ...]


@contextmanager
def world(
    places: Sequence[Place],
    *,
    hour: int,
    case_moves: Sequence[str] = CASE_MOVES,
    then: Callable[[], None] = lambda: None,
) -> Iterator[World]:
    """Interventions walked to these places from this hour of the week, and what is done `then`;
    all is undone at the end."""
    with transaction.atomic():
        with time_machine.travel(A_MONDAY + timedelta(hours=hour), tick=True):
            for kind, step in places:
                walk(kind, step)
            then()
            # Somebody may have walked ahead of the clock; nobody lives before what has happened,
            # and a time typed without seconds comes after it.
            last = Event.objects.aggregate(Max("at"))["at__max"]
            begins = max(timezone.now(), last) + timedelta(minutes=1)
            made = World(begins, Promises(), tuple(case_moves))
            must_hold(made.promises)
        yield made
        transaction.set_rollback(True)


class LifeOfWork(RuleBasedStateMachine):
    """What everybody does who has to do with the interventions of a world, or has not."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.case_moves = world.case_moves
        self.promises = world.promises.copy()
        self.undone = ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.undone.callback(transaction.set_rollback, True)
        self.undone.enter_context(self.promises.watching())
        self.clock: Any = nullcontext()
        self.set_clock(world.at)

    def teardown(self) -> None:
        self.clock.__exit__(None, None, None)
        self.undone.close()

    def set_clock(self, at: datetime) -> None:
        self.clock.__exit__(None, None, None)
        self.clock = time_machine.travel(at, tick=True)
        self.clock.__enter__()

    def tasks(self) -> list[Task]:
        return list(Task.objects.open().order_by("pk"))

    def somebody(self, chance: random.Random, task: Task | None = None) -> User:
        """Half of the time whoever is meant to do it, else anybody at all."""
        if task is not None and chance.random() < 0.5:
            return User.objects.get(pk=doer_of(task).pk)
        return chance.choice(list(User.objects.order_by("pk")))

    def tries(self, act: Callable[[], object]) -> None:
        """What is refused changes nothing and leaves no event; each action sees to it itself."""
        before = self.count()
        try:
            act()
        except CaseworkError:
            self.nothing_was_kept(before)

    def nothing_was_kept(self, before: tuple[int, ...]) -> None:
        if connection.needs_rollback:
            raise AssertionError(
                f"left half of its work, which nothing undid, beside {before} rows"
            )
        if (now := self.count()) != before:
            raise AssertionError(f"left {now}, where there had been {before} rows")

    @staticmethod
    def count() -> tuple[int, ...]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(COUNTS)}")
            counted: tuple[int, ...] = cursor.fetchone()
        return counted

    @rule(seed=SEEDS, killed=st.sampled_from([0, 0, 0, 1, 2, 4, 7]))
    def somebody_does_a_task(self, seed: int, killed: int) -> None:
        chance = random.Random(seed)
        task = chance.choice(self.tasks() or [None])
        if task is None:
            return
        by = self.somebody(chance, task)
        answers = answered(task, by, chance)
        if answers is None:
            return
        if not killed:
            self.tries(lambda: do(task, by, answers))
            return
        before = self.count()
        with killed_after(killed), suppress(CaseworkError):
            do(task, by, answers)
            before = self.count()  # so short that it was done before
        self.nothing_was_kept(before)

    @rule(seed=SEEDS, steps=st.integers(1, 4))
    def the_work_goes_on(self, seed: int, steps: int) -> None:
        """Whoever is meant to do a task does it, and so on, so that lives go far."""
        chance = random.Random(seed)
        for _ in range(steps):
            if self.tasks():
                task = chance.choice(self.tasks())
                by = User.objects.get(pk=doer_of(task).pk)
                answers = answered(task, by, chance)
                if answers is not None:
                    self.tries(lambda t=task, b=by, a=answers: do(t, b, a))
        work_off()

    @rule(seed=SEEDS)
    def the_case_moves(self, seed: int) -> None:
        chance = random.Random(seed)
        name = chance.choice(self.case_moves)
        case = chance.choice(list(Case.objects.order_by("pk")))
        given = typed_for(name, case)
        by = chance.choice(who_may(name, case) if chance.random() < 0.5 else people_of_unit(case))
        self.tries(lambda: PAGES[name].act(case=case, by=by, **given))

    @rule(seed=SEEDS)
    def a_task_changes_hands(self, seed: int) -> None:
        chance = random.Random(seed)
        task = chance.choice(self.tasks() or [None])
        if task is None:
            return
        by, to = self.somebody(chance, task), self.somebody(chance)
        ways: list[Callable[[], object]] = [
            lambda: actions.take(task=task, by=by),
            lambda: actions.put_back(task=task, by=by, reason="On leave from tomorrow"),
            lambda: actions.assign(task=task, to=to, by=by, over_limit="Nobody else is there"),
            lambda: actions.hold_task(task=task, by=by, reason="In hospital", days=2),
            lambda: actions.end_hold(task=task, by=by, reason="Home again"),
            lambda: actions.pause_clock(task=task, by=by, days=2, reason="The court is shut"),
            lambda: actions.end_pause(task=task, by=by, reason="It is open again"),
        ]
        self.tries(chance.choice(ways))

    @rule(seed=SEEDS)
    def an_intervention_starts_or_stops(self, seed: int) -> None:
        chance = random.Random(seed)
        by = self.somebody(chance)
        case = chance.choice(list(Case.objects.order_by("pk")))
        kind = chance.choice(sorted(kinds()))
        running = list(Intervention.objects.open().order_by("pk"))
        if running and chance.random() < 0.5:
            stopped = chance.choice(running)
            self.tries(lambda: actions.cancel(intervention=stopped, by=by, reason="Not now"))
        else:
            self.tries(lambda: actions.start(case=case, kind=kind, by=by, reason="It is needed"))

    @rule(seed=SEEDS, kind=st.sampled_from(ChangeKind.values))
    def something_changes(self, seed: int, kind: str) -> None:
        chance = random.Random(seed)
        case = chance.choice(list(Case.objects.order_by("pk")))
        by = self.somebody(chance)
        self.tries(lambda: note_change(case=case, by=by, kind=kind, note="It was told to us."))

    @rule(span=st.sampled_from(SPANS))
    def time_goes_by(self, span: timedelta) -> None:
        self.set_clock(timezone.now() + span)
        self.promises.forget()
        sweep.fire_due_timers()
        sweep.send_escalations()
        sweep.end_holds()
        work_off()

    @rule()
    def the_queue_does_its_work(self) -> None:
        work_off()

    @invariant()
    def everything_that_must_hold_holds(self) -> None:
        must_hold(self.promises)


def must_hold(promises: Promises) -> None:
    if found := promises.broken():
        raise AssertionError(found)


def do(task: Task, by: User, answers: dict[str, Any]) -> None:
    actions.complete(task=task, by=by, answers=answers)


def who_may(name: str, case: Case) -> list[User]:
    """Whoever a move of the case is meant for."""
    people = people_of(case)
    return [
        getattr(people, "officer" if role == "owner" else role) for role in sorted(TABLE[name][0])
    ]


def people_of_unit(case: Case) -> tuple[User, ...]:
    people = people_of(case)
    return people.officer, people.supervisor, people.manager, people.analyst, people.authoriser


def answered(task: Task, by: User, chance: random.Random) -> dict[str, Any] | None:
    """What the step's form makes of something typed at random; None where it takes nothing, or
    where the task is not shown to them."""
    if not passes(permissions.check_can_see, by, task):
        return None
    step = task.flow_task
    about = {"subject": step.subject(task.process), "user": by, **step.given(task)}
    shown = step.form(**about)
    for _ in range(8):
        form = step.form(fill(shown, chance), **about)
        if form.is_valid():
            found: dict[str, Any] = form.cleaned_data
            return found
    return None


def live(
    *,
    worlds: int,
    lives: int,
    places: Sequence[Place] = PLACES,
    case_moves: Sequence[str] = CASE_MOVES,
    shrink: bool = True,
    same: bool = False,
    then: Callable[[], None] = lambda: None,
) -> None:
    """So many lives of twelve steps in each of so many worlds.

    Every place comes in its turn, alone or beside another. `same` lives the same lives each time;
    `then` is done when a world is made, before its lives.
    """
    chance = random.Random(1 if same else None)
    for begin in islice(in_turn(places, chance), worlds):
        hour = chance.randrange(7 * 24)
        with world(begin, hour=hour, case_moves=case_moves, then=then) as made:
            try:
                live_in(made, lives=lives, shrink=shrink, same=same)
            except BaseException as error:
                error.add_note(f"In the world({begin}, hour={hour})")
                raise


def in_turn(places: Sequence[Place], chance: random.Random) -> Iterator[list[Place]]:
    """Every place in its turn, again and again; every other time with one more beside it."""
    while True:
        for place in chance.sample(places, k=len(places)):
            yield [place, *chance.choices(places, k=chance.randrange(2))]


def live_in(world: World, *, lives: int, shrink: bool, same: bool) -> None:
    run_state_machine_as_test(
        lambda: LifeOfWork(world),
        settings=settings(
            max_examples=lives,
            stateful_step_count=12,
            deadline=None,
            database=None,
            derandomize=same,
            report_multiple_bugs=False,
            phases=tuple(Phase) if shrink else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
