"""Subqueries whose words are worked out once: they find what their querysets find."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from casework.accounts.models import Absence, Role, RoleGrant, Team, User, local_today
from casework.core import prepared
from casework.core.prepared import keys
from tests import makers

pytestmark = pytest.mark.django_db

asked: list[str] = []


def _away(deputy: Any, today: Any) -> QuerySet[Any, Any]:
    asked.append("away")
    return Absence.objects.now(today).filter(deputy=deputy).values("user")


def _in_teams(teams: Any) -> QuerySet[Any, Any]:
    asked.append("teams")
    return RoleGrant.objects.filter(team__in=teams).values("user")


@pytest.fixture(autouse=True)
def _nothing_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked.clear()
    monkeypatch.setattr(prepared, "_worked_out", {})


def away_for(deputy: User, today: date) -> list[User]:
    found = User.objects.filter(pk__in=keys(_away, deputy=deputy.pk, today=today))
    return list(found.order_by("pk"))


def test_each_is_answered_with_their_own_values_and_the_words_are_worked_out_once() -> None:
    one, other, third = (makers.make_user() for _ in range(3))
    today = local_today()
    tomorrow = today + timedelta(days=1)
    Absence.objects.create(user=third, deputy=one, starts_on=today, ends_on=today)
    Absence.objects.create(user=one, deputy=other, starts_on=tomorrow, ends_on=tomorrow)
    assert away_for(one, today) == [third]
    assert away_for(one, tomorrow) == []
    assert away_for(other, today) == []
    assert away_for(other, tomorrow) == [one]
    assert asked == ["away"]


def test_a_set_asks_for_any_of_its_numbers_however_many() -> None:
    teams = [makers.make_team() for _ in range(3)]
    people = [makers.make_user(Role.OFFICER, team=each) for each in teams]

    def of(*some: Team) -> set[User]:
        found = keys(_in_teams, teams=frozenset(each.pk for each in some))
        return set(User.objects.filter(pk__in=found))

    assert of(teams[0]) == {people[0]}
    assert of(*teams[1:]) == set(people[1:])
    assert of(teams[2]) == {people[2]}
    assert of() == set()
    assert asked.count("teams") == 3  # for one, for two, and none is asked of nobody


def test_it_stands_within_conditions_that_name_the_same_tables() -> None:
    one, other = makers.make_user(), makers.make_user()
    today = local_today()
    mine = Absence.objects.create(user=other, deputy=one, starts_on=today, ends_on=today)
    theirs = Absence.objects.create(user=one, deputy=other, starts_on=today, ends_on=today)
    away = keys(_away, deputy=one.pk, today=today)
    assert list(Absence.objects.filter(user__in=away)) == [mine]
    assert list(Absence.objects.exclude(user__in=away)) == [theirs]
    inner = Absence.objects.filter(user__in=away).values("user")
    assert list(Absence.objects.filter(deputy__in=inner)) == [theirs]
    assert Absence.objects.filter(user__in=away).update(ends_on=today) == 1
