"""Random lives of a case: whatever people try, what must hold holds after every step."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.accounts.models import User
from casework.audit.models import Event
from casework.cases.doing import PAGES
from casework.cases.gate import gate_status
from casework.cases.models import ENDED, Case, Move, State
from casework.cases.models.states import EDGES, OWNED, UNDER_WAY
from casework.cases.moves import check_move
from casework.cases.table import MOVES
from casework.core.errors import CaseworkError, passes
from tests.case_table import TABLE, answers, cast
from tests.makers_cases import make_case, open_gate

pytestmark = pytest.mark.django_db

ROLES = ("owner", "colleague", "supervisor", "manager", "analyst", "authoriser", "auditor")

MAIN_WAY = (
    "triage",
    "assess",
    "sign-assessment",
    "countersign",
    "adoption-checks",
    "adopt",
    "propose-step-down",
    "step-down",
    "step-up",
    "resume",
    "mappa-ends",
)


class LifeOfACase(RuleBasedStateMachine):
    """One case; at each step somebody tries something, allowed or not."""

    def __init__(self) -> None:
        super().__init__()
        self.wants_checking = False
        self.transaction: Any = transaction.atomic()
        self.transaction.__enter__()
        self.case = make_case(state=State.FLAGGED)
        self.people: dict[str, User] = cast(self.case)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def now(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    @rule(name=st.sampled_from(sorted(TABLE)), role=st.sampled_from(ROLES))
    def somebody_tries(self, name: str, role: str) -> None:
        """A move by whoever; what is refused changes nothing."""
        before = (str(self.now().state), Move.objects.count(), Event.objects.count())
        try:
            with transaction.atomic():
                PAGES[name].act(case=self.now(), by=self.people[role], **answers(name, self.now()))
        except CaseworkError:
            assert before == (str(self.now().state), Move.objects.count(), Event.objects.count())

    @rule(skipped=st.integers(0, 2))
    def the_case_goes_on(self, skipped: int) -> None:
        """One of the moves on the main way that can be made now, so that lives go far."""
        case = self.now()
        possible = (
            (name, role)
            for name in MAIN_WAY
            for role in sorted(TABLE[name][0])[:1]
            if passes(check_move, self.people[role], case, name)
        )
        for name, role in islice(possible, skipped, skipped + 1):
            self.somebody_tries(name, role)

    @precondition(lambda self: self.wants_checking)
    @rule()
    def contact_is_checked(self) -> None:
        try:
            with transaction.atomic():
                open_gate(self.now(), by=self.people["supervisor"])
        except CaseworkError:
            assert self.now().state not in UNDER_WAY

    @invariant()
    def what_must_hold_holds(self) -> None:
        case = self.now()
        # What is checked already, or cannot be, would fill most lives and teach nothing.
        self.wants_checking = case.state in UNDER_WAY and not gate_status(case).open
        self.the_trail_is_one_unbroken_way_to_where_the_case_is(case)
        self.every_move_has_one_event_by_the_same_person(case)
        self.nobody_is_under_way_without_a_manager_who_adopted(case)
        self.somebody_answers_for_it(case)
        self.contact_is_cleared_only_while_under_way_and_not_held(case)

    def the_trail_is_one_unbroken_way_to_where_the_case_is(self, case: Case) -> None:
        way = list(case.moves.order_by("pk"))
        assert way[0].target == State.FLAGGED
        assert way[-1].target == case.state
        for earlier, later in pairwise(way):
            assert earlier.target == later.source
            assert (State(later.source), State(later.target)) in EDGES

    def every_move_has_one_event_by_the_same_person(self, case: Case) -> None:
        verbs = [each.verb for each in MOVES.values() if each.changes_state] + ["case.opened"]
        told = Event.objects.filter(stream=self.case.audit_stream, verb__in=verbs).order_by("seq")
        moved = case.moves.order_by("pk")
        assert [each.actor_id for each in told] == [each.by_id for each in moved]

    def nobody_is_under_way_without_a_manager_who_adopted(self, case: Case) -> None:
        if case.state in (State.ACTIVE, State.STEP_DOWN, State.CLOSED):
            adoption = case.adoption
            assert adoption.recorded_by == self.people["manager"]
            assert adoption.assessment.signed_by != adoption.recorded_by
            assert adoption.assessment.countersigned_by not in (None, adoption.assessment.signed_by)
            assert adoption.checks is not None

    def somebody_answers_for_it(self, case: Case) -> None:
        assert case.state not in OWNED or case.owner is not None
        assert (case.state in ENDED) == (case.ended_at is not None)

    def contact_is_cleared_only_while_under_way_and_not_held(self, case: Case) -> None:
        if gate_status(case).open:
            assert case.state in UNDER_WAY
            assert not case.contact_holds.filter(lifted_at=None).exists()


def live(*, examples: int, steps: int, shrink: bool = True, same: bool = False) -> None:
    """Live so many random lives; `same` ones each time, for what has to be found every time."""
    run_state_machine_as_test(
        LifeOfACase,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=same,
            phases=tuple(Phase) if shrink else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_people_try_what_must_hold_holds() -> None:
    live(examples=6, steps=16)


@pytest.mark.full
@pytest.mark.parametrize("half", ["first", "second"])
def test_whatever_people_try_in_ten_thousand_lives(half: str) -> None:
    """In two halves, which run side by side; the lives of each are drawn anew."""
    live(examples=5_000, steps=16)


def test_a_table_without_guards_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: take the guards off adoption and a life is found that breaks a promise."""
    monkeypatch.setitem(MOVES, "adopt", replace(MOVES["adopt"], guards=(), bars=()))
    with pytest.raises((AssertionError, AttributeError)):
        live(examples=100, steps=12, shrink=False, same=True)
