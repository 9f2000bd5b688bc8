"""Every change to forces, teams, users, roles and absences: who may, and its one event."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from casework.accounts import actions, permissions, sessions
from casework.accounts.access import Scope
from casework.accounts.actions import forces
from casework.accounts.models import Force, Rank, Role, RoleGrant, Team, User, local_today
from casework.audit.models import Event
from casework.core.errors import CaseworkError, NotAllowed, Refused
from tests import makers
from tests.makers_leavers import calls_about_leaving

pytestmark = pytest.mark.django_db
TODAY = local_today()


@dataclass
class Staff:
    """An administrator, somebody they look after, and a deputy, all of one force."""

    force: Force = field(default_factory=makers.make_force)

    def __post_init__(self) -> None:
        self.admin = makers.make_user(Role.ADMIN, force=self.force)
        self.user = makers.make_user(Role.OFFICER, force=self.force)
        self.deputy = makers.make_user(force=self.force)
        self.grant = RoleGrant.objects.get(user=self.user)


@pytest.fixture
def staff() -> Staff:
    return Staff()


NEW_USER = {
    "username": "a.khan",
    "password": makers.PASSWORD,
    "first_name": "Amina",
    "last_name": "Khan",
}


def request_of(user: User) -> Any:
    """A request as the sign-in gets it."""
    from django.contrib.sessions.backends.db import SessionStore

    request = RequestFactory().post("/sign-in/", REMOTE_ADDR="192.0.2.1")
    request.session = SessionStore()
    request.user = user
    return request


def sitting_of(user: User) -> Any:
    request = request_of(user)
    actions.sign_in(request=request, username=user.username, password=makers.PASSWORD)
    return request


def closed(staff: Staff) -> User:
    return actions.deactivate_user(user=staff.user, by=staff.admin, reason="Left")


@dataclass(frozen=True)
class Call:
    """How to do one action: the verb of its event, what must be there first, and the doing."""

    verb: str
    act: Callable[[Staff, Any], Any]
    ready: Callable[[Staff], Any] = field(default=lambda staff: None)

    def do(self, staff: Staff) -> Any:
        return self.act(staff, self.ready(staff))


def own_sitting(staff: Staff) -> Any:
    return sitting_of(staff.user)


CALLS = {
    "create_force": Call(
        "force.created",
        lambda s, _: actions.create_force(code="44", name="Hampshire", by=s.admin),
    ),
    "create_team": Call(
        "team.created",
        lambda s, _: actions.create_team(force=s.force, name="North", by=s.admin),
    ),
    "set_replies": Call(
        "team.replies_set",
        lambda s, team: actions.set_replies(
            team=team, address="1 Mill Lane", phone="01632 960200", by=s.admin
        ),
        lambda s: makers.make_team(force=s.force),
    ),
    "create_user": Call(
        "user.created",
        lambda s, _: actions.create_user(**NEW_USER, force=s.force, by=s.admin),
    ),
    "grant_role": Call(
        "role.granted",
        lambda s, _: actions.grant_role(
            user=s.user, role=Role.ANALYST, force=s.force, by=s.admin, reason="New post"
        ),
    ),
    "end_grant": Call(
        "role.ended",
        lambda s, _: actions.end_grant(grant=s.grant, by=s.admin, reason="Moved"),
    ),
    "deactivate_user": Call("user.deactivated", lambda s, _: closed(s)),
    "reactivate_user": Call(
        "user.reactivated",
        lambda s, user: actions.reactivate_user(user=user, by=s.admin, reason="Back"),
        closed,
    ),
    "record_absence": Call(
        "absence.recorded",
        lambda s, _: actions.record_absence(
            user=s.user, starts_on=TODAY, ends_on=TODAY, by=s.user, deputy=s.deputy
        ),
    ),
    "set_password": Call(
        "password.set",
        lambda s, _: actions.set_password(
            user=s.user, password="another long password", by=s.admin, reason="Forgotten"
        ),
    ),
    "change_password": Call(
        "password.changed",
        lambda s, request: actions.change_password(
            request=request, by=s.user, present=makers.PASSWORD, new="another long password"
        ),
        own_sitting,
    ),
    "sign_in": Call("user.signed_in", lambda s, _: sitting_of(s.user)),
    "sign_out": Call(
        "user.signed_out",
        lambda s, request: actions.sign_out(request=request),
        own_sitting,
    ),
    "end_sitting": Call(
        "user.signed_out",
        lambda s, request: actions.end_sitting(request=request, ending=sessions.Ending.IDLE),
        own_sitting,
    ),
}
CALLS |= {name: Call(*parts) for name, parts in calls_about_leaving().items()}


@pytest.mark.parametrize("name", actions.__all__)
def test_every_change_writes_exactly_one_event(name: str, staff: Staff) -> None:
    call = CALLS[name]
    ready = call.ready(staff)
    before = Event.objects.count()
    with makers.assert_one_event(call.verb):
        call.act(staff, ready)
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize("name", actions.__all__)
def test_every_action_takes_its_arguments_by_name(name: str) -> None:
    parameters = inspect.signature(getattr(actions, name)).parameters.values()
    assert {each.kind for each in parameters} == {inspect.Parameter.KEYWORD_ONLY}


BY_ADMIN = ["create_team", "create_user", "grant_role", "end_grant", "deactivate_user"]
BY_ADMIN += ["set_password", "set_replies", "create_force"]


@pytest.mark.parametrize("name", BY_ADMIN)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_administrator_changes_who_may_do_what(name: str, role: Role, staff: Staff) -> None:
    staff.admin = makers.make_user(role, force=staff.force)
    before = Event.objects.count()
    with pytest.raises(NotAllowed):
        CALLS[name].do(staff)
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", [name for name in BY_ADMIN if name != "create_force"])
def test_an_administrator_of_another_force_changes_nothing_here(name: str, staff: Staff) -> None:
    staff.admin = makers.make_user(Role.ADMIN)
    with pytest.raises(NotAllowed):
        CALLS[name].do(staff)


@pytest.mark.parametrize("name", BY_ADMIN)
def test_an_administrator_of_one_team_is_none_of_the_force(name: str, staff: Staff) -> None:
    staff.admin = makers.make_user(Role.ADMIN, team=makers.make_team(force=staff.force))
    with pytest.raises(NotAllowed):
        CALLS[name].do(staff)


@pytest.mark.parametrize("name", BY_ADMIN)
def test_without_the_check_anybody_could(
    name: str, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = Scope(forces=frozenset({staff.force.pk}), teams=frozenset())
    monkeypatch.setattr(permissions, "role_scope", lambda *_: everywhere)
    monkeypatch.setattr(forces, "role_scope", lambda *_: everywhere)
    staff.admin = makers.make_user(Role.OFFICER, force=staff.force)
    CALLS[name].do(staff)


def test_nobody_gives_themselves_a_role(staff: Staff) -> None:
    with pytest.raises(NotAllowed, match="themselves"):
        actions.grant_role(
            user=staff.admin, role=Role.MANAGER, force=staff.force, by=staff.admin, reason="Why not"
        )


def test_nobody_closes_their_own_account(staff: Staff) -> None:
    with pytest.raises(Refused):
        actions.deactivate_user(user=staff.admin, by=staff.admin, reason="Leaving")


def test_nobody_sets_their_own_password_anew_without_the_old_one(staff: Staff) -> None:
    with pytest.raises(NotAllowed):
        actions.set_password(
            user=staff.admin, password="another long password", by=staff.admin, reason="Forgot"
        )


def test_the_first_user_of_a_force_is_its_administrator_and_then_the_door_shuts() -> None:
    force = actions.create_force(code="44", name="Hampshire", by=None)
    team = actions.create_team(force=force, name="North", by=None)
    first = actions.create_user(**NEW_USER, force=force, by=None)
    with pytest.raises(NotAllowed, match="first role"):
        actions.grant_role(user=first, role=Role.OFFICER, force=force, by=None, reason="Set-up")
    actions.grant_role(user=first, role=Role.ADMIN, force=force, by=None, reason="Set-up")
    with pytest.raises(NotAllowed, match="has an administrator"):
        actions.create_user(**NEW_USER | {"username": "second"}, force=force, by=None)
    with pytest.raises(NotAllowed, match="has an administrator"):
        actions.create_team(force=force, name="South", by=None)
    assert team.force == force


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "A Khan"}, "small letters"),
        ({"username": ""}, "blank"),
        ({"password": "short"}, "12 characters"),
        ({"password": "password12345"}, "common"),
        ({"username": "amina.khan.44", "password": "amina.khan.444"}, "similar"),
        ({"first_name": ""}, "blank"),
    ],
    ids=str,
)
def test_a_user_that_does_not_hold_is_refused_with_the_reason(
    change: dict[str, str], words: str, staff: Staff
) -> None:
    with pytest.raises(Refused, match=words):
        actions.create_user(**NEW_USER | change, force=staff.force, by=staff.admin)


def test_one_user_name_is_given_once(staff: Staff) -> None:
    actions.create_user(**NEW_USER, force=staff.force, by=staff.admin)
    with pytest.raises(Refused):
        actions.create_user(
            **NEW_USER | {"username": " A.KHAN "}, force=staff.force, by=staff.admin
        )


def test_a_force_and_a_team_are_named_once(staff: Staff) -> None:
    actions.create_force(code="44", name="Hampshire", by=None)
    with pytest.raises(Refused):
        actions.create_force(code="44", name="Another", by=None)
    actions.create_team(force=staff.force, name="North", by=staff.admin)
    with pytest.raises(Refused):
        actions.create_team(force=staff.force, name="North", by=staff.admin)


def test_no_event_holds_a_password(staff: Staff) -> None:
    for name in ("create_user", "set_password", "sign_in"):
        CALLS[name].do(Staff())
    for event in Event.objects.select_related("payload"):
        said = str(event.payload.body)
        assert makers.PASSWORD not in said
        assert "another long password" not in said
        assert "$" not in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": " "}, "reason"),
        ({"ends_on": TODAY - timedelta(1)}, "last day"),
        ({"team": "another force's"}, "same force"),
    ],
    ids=str,
)
def test_a_role_that_does_not_hold_is_refused(
    change: dict[str, Any], words: str, staff: Staff
) -> None:
    if "team" in change:
        change = {"team": makers.make_team()}
    given: dict[str, Any] = {"user": staff.user, "role": Role.ANALYST, "force": staff.force}
    given |= {"by": staff.admin, "reason": "New post"} | change
    with pytest.raises(Refused, match=words):
        actions.grant_role(**given)


def test_a_role_can_be_taken_away_once_at_once_or_on_a_day(staff: Staff) -> None:
    later = TODAY + timedelta(7)
    ended = actions.end_grant(grant=staff.grant, by=staff.admin, reason="Moves", on=later)
    assert (ended.ends_on, ended.revoked_on) == (later, None)
    with pytest.raises(Refused):
        actions.end_grant(
            grant=staff.grant, by=staff.admin, reason="Moves", on=TODAY - timedelta(1)
        )
    ended = actions.end_grant(grant=staff.grant, by=staff.admin, reason="Moves")
    assert (ended.revoked_on, ended.revoked_by) == (TODAY, staff.admin)
    with pytest.raises(Refused, match="already"):
        actions.end_grant(grant=staff.grant, by=staff.admin, reason="Moves")


def test_an_account_is_closed_once(staff: Staff) -> None:
    closed(staff)
    with pytest.raises(Refused, match="already closed"):
        closed(staff)


@pytest.mark.parametrize("deputy", ["self", "leaver", "stranger"])
def test_a_deputy_is_a_colleague_with_an_open_account(deputy: str, staff: Staff) -> None:
    who = {
        "self": staff.user,
        "leaver": makers.make_user(force=staff.force, is_active=False),
        "stranger": makers.make_user(),
    }[deputy]
    with pytest.raises(Refused):
        actions.record_absence(
            user=staff.user, starts_on=TODAY, ends_on=TODAY, by=staff.user, deputy=who
        )


def test_an_absence_is_recorded_by_the_user_or_who_gives_out_the_work(staff: Staff) -> None:
    manager = makers.make_user(Role.MANAGER, force=staff.force)
    actions.record_absence(user=staff.user, starts_on=TODAY, ends_on=TODAY, by=manager)
    with pytest.raises(NotAllowed):
        actions.record_absence(user=staff.user, starts_on=TODAY, ends_on=TODAY, by=staff.deputy)
    with pytest.raises(Refused, match="last day"):
        actions.record_absence(
            user=staff.user, starts_on=TODAY, ends_on=TODAY - timedelta(1), by=staff.user
        )


def test_every_refusal_is_a_sentence(staff: Staff) -> None:
    with pytest.raises(CaseworkError) as refusal:
        actions.deactivate_user(user=staff.user, by=staff.admin, reason="")
    assert str(refusal.value) == "Enter the reason."


def test_ranks_compare_and_are_shown_in_short() -> None:
    sergeant = makers.make_user(rank=Rank.SERGEANT, first_name="Amina", last_name="Khan")
    inspector = makers.make_user(rank=Rank.INSPECTOR)
    assert sergeant.seniority < inspector.seniority
    assert str(sergeant) == "Sgt Amina Khan"


def test_teams_belong_to_one_force() -> None:
    assert Team.objects.filter(force=makers.make_team().force).count() == 1
