"""Who sees one of many cases, asked of all at once: the same answers for fewer statements."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.accounts.models import User
from casework.cases import permissions
from casework.cases.models import Case, kept_from_anybody
from casework.cases.models.restricted import rows_kept_from
from casework.cases.permissions import asked_together, is_kept_from, sees
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import knows, restrict

pytestmark = pytest.mark.django_db
NAMES = ("officer", "colleague", "supervisor", "manager", "analyst")


def some_cases(seed: int) -> list[Case]:
    """Cases of two teams, of which some are restricted and of some somebody knows the person."""
    chance = random.Random(seed)
    first, other = make_case(), make_case()
    cases = [first, other, *(make_case(team=chance.choice([first, other]).team) for _ in range(4))]
    for case in chance.sample(cases, 2):
        knows(case, people_of(case).analyst)
    for case in chance.sample(cases, 2):
        restrict(case, readers=[case.owner, people_of(case).colleague])
    return cases


def answers(cases: list[Case]) -> list[tuple[bool, bool]]:
    """As somebody's own request would find them: nothing read before counts."""
    people = {getattr(people_of(case), name).pk for case in cases for name in NAMES}
    readers = [User.objects.get(pk=pk) for pk in sorted(people)]
    return [
        (sees(reader, case.pk), is_kept_from(reader, case)) for reader in readers for case in cases
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_asked_together_or_one_by_one_the_answers_are_the_same(seed: int) -> None:
    cases = some_cases(seed)
    one_by_one = answers(cases)
    assert len(set(one_by_one)) > 2
    with asked_together(case.pk for case in cases):
        assert answers(cases) == one_by_one
    with asked_together([cases[0].pk]):  # of a case that is not among them it is asked by itself
        assert answers(cases) == one_by_one


def test_it_takes_as_many_statements_for_many_cases_as_for_two() -> None:
    team = make_case().team
    cases = [make_case(team=team) for _ in range(6)]
    reader = people_of(cases[0]).supervisor
    reader.grants_on()

    def statements(some: list[Case]) -> int:
        with CaptureQueriesContext(connection) as sent, asked_together(one.pk for one in some):
            for one in some:
                sees(reader, one.pk)
                is_kept_from(reader, one)
        return len(sent)

    assert statements(cases) == statements(cases[:2]) == 2
    with CaptureQueriesContext(connection) as sent:  # the red twin
        for one in cases:
            sees(reader, one.pk)
            is_kept_from(reader, one)
    assert len(sent) == 12


def test_nobody_is_kept_from_a_case_that_is_not_among_those_kept_from_anybody() -> None:
    """Or the sweep would take somebody for one who may know of it."""
    cases = some_cases(4)
    some = set(kept_from_anybody(Case.objects.all()).values_list("pk", flat=True))
    for name in NAMES:
        for case in cases:
            user = getattr(people_of(case), name)
            kept = {
                pk
                for rows in rows_kept_from(user)
                for pk in Case.objects.filter(person__in=rows.values("case__person")).values_list(
                    "pk", flat=True
                )
            }
            assert kept <= some
            assert kept == {each.pk for each in cases if is_kept_from(user, each)}


def test_if_it_were_not_so_somebody_would_be_told_of_whom_they_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    case = make_case()
    knows(case, people_of(case).analyst)
    monkeypatch.setattr(permissions, "kept_from_anybody", lambda found: found.none())
    with asked_together([case.pk]):
        assert not is_kept_from(people_of(case).analyst, case)
    assert is_kept_from(people_of(case).analyst, case)
