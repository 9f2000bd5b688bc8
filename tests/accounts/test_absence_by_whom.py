"""An absence is recorded by the user, by whoever leads their team, or for the whole force."""

from __future__ import annotations

import pytest

from casework.accounts import permissions
from casework.accounts.actions import record_absence
from casework.accounts.models import Role, Team, User, local_today
from casework.core.errors import NotAllowed
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return makers.make_team(name="North")


@pytest.fixture
def officer(team: Team) -> User:
    return makers.make_user(Role.OFFICER, team=team)


def colleague(role: Role, team: Team, *, where: str) -> User:
    """Somebody with a role in the team, in another of its force, or in all of the force."""
    if where == "force":
        return makers.make_user(role, force=team.force)
    if where == "another team":
        team = makers.make_team(force=team.force)
    return makers.make_user(role, team=team)


@pytest.mark.parametrize(
    ("role", "where", "may"),
    [
        (Role.SUPERVISOR, "team", True),
        (Role.SUPERVISOR, "force", True),
        (Role.SUPERVISOR, "another team", False),
        (Role.MANAGER, "force", True),
        (Role.MANAGER, "another team", False),
        (Role.ADMIN, "force", True),
        (Role.ADMIN, "another team", False),
        (Role.OFFICER, "team", False),
        (Role.ANALYST, "force", False),
    ],
)
def test_who_records_an_absence(
    role: Role, where: str, may: bool, team: Team, officer: User
) -> None:
    by = colleague(role, team, where=where)
    assert permissions.can_record_absence(by, officer) is may


def test_the_user_records_their_own(officer: User) -> None:
    assert permissions.can_record_absence(officer, officer)


def test_a_supervisor_of_a_team_leads_nobody_who_works_for_the_whole_force(team: Team) -> None:
    analyst = makers.make_user(Role.ANALYST, force=team.force)
    supervisor = makers.make_user(Role.SUPERVISOR, team=team)
    assert not permissions.can_record_absence(supervisor, analyst)
    assert permissions.can_record_absence(makers.make_user(Role.MANAGER, force=team.force), analyst)


def test_a_manager_of_another_force_records_nothing_here(officer: User) -> None:
    assert not permissions.can_record_absence(makers.make_user(Role.MANAGER), officer)


def test_a_supervisor_whose_role_ended_leads_nobody(team: Team, officer: User) -> None:
    supervisor = makers.make_user()
    makers.give_role(supervisor, Role.SUPERVISOR, team=team, ends_on=makers.LONG_AGO)
    assert not permissions.can_record_absence(supervisor, officer)


def test_without_the_check_any_supervisor_would_say_who_is_away(
    team: Team, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: the action asks the rule."""
    other = colleague(Role.SUPERVISOR, team, where="another team")
    today = local_today()
    with pytest.raises(NotAllowed, match="a supervisor of their team or a manager"):
        record_absence(user=officer, by=other, starts_on=today, ends_on=today)
    monkeypatch.setattr("casework.accounts.actions.absences.check_can_record_absence", lambda *_: 0)
    assert record_absence(user=officer, by=other, starts_on=today, ends_on=today).user == officer
