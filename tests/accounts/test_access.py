"""Who holds which role, where, and on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction

from casework.accounts import access
from casework.accounts.absence import stands_in_for
from casework.accounts.models import Absence, Role, RoleGrant, Team, User
from casework.core.errors import NotAllowed
from tests import makers

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        (date(2026, 11, 22), None, True),
        (date(2026, 11, 23), None, False),
        (date(2026, 1, 1), date(2026, 11, 22), True),
        (date(2026, 1, 1), date(2026, 11, 21), False),
        (date(2026, 11, 22), date(2026, 11, 22), True),
    ],
)
def test_a_grant_holds_from_its_first_to_its_last_day_both_included(
    first: date, last: date | None, held: bool
) -> None:
    user = makers.make_user()
    makers.give_role(user, Role.OFFICER, starts_on=first, ends_on=last)
    assert access.has_role(user, Role.OFFICER) is held
    assert (user in access.holders_of(Role.OFFICER, force=user.force)) is held
    assert access.teams_of(user, Role.OFFICER).exists() is False
    makers.make_team(force=user.force)
    assert access.teams_of(user, Role.OFFICER).exists() is held


def test_a_grant_begins_at_midnight_in_london_not_in_greenwich() -> None:
    user = makers.make_user()
    makers.give_role(user, Role.OFFICER, starts_on=date(2026, 6, 2))
    with time_machine.travel(datetime(2026, 6, 1, 22, 59, tzinfo=UTC), tick=False):
        assert not access.has_role(user, Role.OFFICER)
    with time_machine.travel(datetime(2026, 6, 1, 23, 0, tzinfo=UTC), tick=False):
        assert access.has_role(user, Role.OFFICER)


def test_a_role_taken_away_counts_for_nothing_on_that_very_day() -> None:
    user = makers.make_user()
    by = makers.make_user()
    makers.give_role(user, Role.OFFICER, revoked_on=TODAY, revoked_by=by)
    assert not access.has_role(user, Role.OFFICER)
    assert access.roles_of(user, on=date(2026, 11, 21)) == {Role.OFFICER}
    assert not RoleGrant.objects.in_force().exists()


def test_a_grant_for_a_team_counts_in_that_team_and_no_other() -> None:
    team = makers.make_team()
    other = makers.make_team(force=team.force)
    user = makers.make_user(Role.SUPERVISOR, team=team)
    assert access.has_role(user, Role.SUPERVISOR, team=team)
    assert not access.has_role(user, Role.SUPERVISOR, team=other)
    assert access.has_role(user, Role.SUPERVISOR, force=team.force)
    assert list(access.teams_of(user, Role.SUPERVISOR)) == [team]


def test_a_grant_for_a_force_counts_in_each_of_its_teams_and_in_no_other_force() -> None:
    user = makers.make_user(Role.MANAGER)
    teams = {makers.make_team(force=user.force) for _ in range(2)}
    stranger = makers.make_team()
    assert set(access.teams_of(user, Role.MANAGER)) == teams
    assert all(access.has_role(user, Role.MANAGER, team=team) for team in teams)
    assert not access.has_role(user, Role.MANAGER, team=stranger)
    assert not access.has_role(user, Role.MANAGER, force=stranger.force)
    assert not access.has_role(user, Role.MANAGER, force=user.force, team=stranger)


def test_one_role_is_not_another() -> None:
    user = makers.make_user(Role.OFFICER)
    assert access.roles_of(user) == {Role.OFFICER}
    assert not access.teams_of(user, Role.SUPERVISOR).exists()


def test_rank_alone_gives_no_role() -> None:
    user = makers.make_user(rank="SUPERINTENDENT")
    assert access.roles_of(user) == set()


def test_a_leaver_holds_nothing() -> None:
    user = makers.make_user(Role.MANAGER, is_active=False)
    assert access.roles_of(user) == set()
    assert not access.role_scope(user, Role.MANAGER)
    assert user not in access.holders_of(Role.MANAGER, force=user.force)


def test_a_stranger_holds_nothing() -> None:
    assert access.roles_of(AnonymousUser()) == set()
    assert not access.teams_of(AnonymousUser(), *Role).exists()


def test_an_empty_scope_matches_nothing_rather_than_everything() -> None:
    makers.make_team()
    scope = access.role_scope(makers.make_user(), *Role)
    assert not Team.objects.filter(scope.q(force="force", team="pk")).exists()


@pytest.mark.parametrize("role", Role)
def test_a_scope_is_the_same_as_asking_for_each_team(role: Role) -> None:
    force = makers.make_force()
    teams = [makers.make_team(force=force) for _ in range(3)]
    user = makers.make_user(role, team=teams[0])
    makers.give_role(user, role, team=teams[2])
    scope = access.role_scope(user, role)
    found = set(Team.objects.filter(scope.q(force="force", team="pk")))
    assert found == {team for team in Team.objects.all() if access.has_role(user, role, team=team)}
    assert found == {teams[0], teams[2]}


def test_a_refusal_names_who_can() -> None:
    user = makers.make_user(Role.OFFICER)
    with pytest.raises(NotAllowed, match=r"^Only a supervisor or a manager can do this\.$"):
        access.require_role(user, Role.SUPERVISOR, Role.MANAGER, force=user.force)
    with pytest.raises(NotAllowed, match=r"^Only an auditor can do this\.$"):
        access.require_role(user, Role.AUDITOR, force=user.force)
    access.require_role(user, Role.OFFICER, force=user.force)


def test_without_the_check_anybody_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    user = makers.make_user()
    monkeypatch.setattr(access, "roles_of", lambda *_, **__: set(Role))
    access.require_role(user, Role.ADMIN, force=user.force)


def test_grants_are_read_once_for_one_user_object(django_assert_num_queries: Any) -> None:
    user = User.objects.get(pk=makers.make_user(*Role).pk)
    with django_assert_num_queries(1):
        for role in Role:
            assert access.has_role(user, role)


def test_colleagues_are_seen_and_strangers_are_not() -> None:
    user = makers.make_user(Role.OFFICER)
    colleague, stranger = makers.make_user(force=user.force), makers.make_user()
    assert set(User.objects.visible_to(user)) == {user, colleague}
    assert set(User.objects.visible_to(stranger)) == {stranger}


def test_a_deputy_stands_in_on_the_days_of_the_absence_only() -> None:
    user, deputy = makers.make_user(), makers.make_user()
    Absence.objects.create(
        user=user, deputy=deputy, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 22)
    )
    assert stands_in_for(deputy, user)
    assert not stands_in_for(user, deputy)
    assert not stands_in_for(deputy, user, on=date(2026, 11, 23))


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "KING"},
        {"starts_on": TODAY, "ends_on": date(2026, 11, 21)},
        {"revoked_on": TODAY},
    ],
    ids=str,
)
def test_the_database_refuses_a_grant_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    user = makers.make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        makers.give_role(user, wrong.pop("role", Role.OFFICER), **wrong)


def test_the_database_refuses_a_role_given_to_oneself() -> None:
    user = makers.make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        makers.give_role(user, Role.ADMIN, granted_by=user)


def test_nobody_who_ever_worked_here_can_be_deleted() -> None:
    user = makers.make_user(Role.OFFICER)
    with pytest.raises(models.ProtectedError):
        user.delete()
    with pytest.raises(models.ProtectedError):
        User.objects.all().delete()
    with pytest.raises(models.ProtectedError):
        user.force.delete()
