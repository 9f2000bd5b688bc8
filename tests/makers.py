"""Forces, teams and users for tests. Each call makes a new one; give what the test is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

from casework.accounts.models import Force, Rank, Role, RoleGrant, Team, User
from casework.audit.models import Event

# Long before any date a test travels to.
LONG_AGO = date(2000, 1, 1)
PASSWORD = "correct horse battery staple"
_numbers = count(1)

# The rank that usually holds a role, so that a test names a rank only where it matters.
USUAL_RANK = {
    Role.SUPERVISOR: Rank.SERGEANT,
    Role.MANAGER: Rank.INSPECTOR,
    Role.AUTHORISER: Rank.INSPECTOR,
    Role.ANALYST: Rank.STAFF,
    Role.PARTNER: Rank.STAFF,
    Role.ADVOCATE: Rank.STAFF,
    Role.AUDITOR: Rank.STAFF,
    Role.ADMIN: Rank.STAFF,
}


def make_force(**fields: Any) -> Force:
    """A force in England and Wales."""
    number = next(_numbers)
    return Force.objects.create(
        **{"code": f"{number % 10_000:04}", "name": f"Force {number}"} | fields
    )


def make_team(*, force: Force | None = None, name: str = "") -> Team:
    """A team that people can answer, in a new force unless one is given."""
    return Team.objects.create(
        force=force or make_force(),
        name=name or f"Team {next(_numbers)}",
        reply_address="1 Castle Road, Northmoor NM1 1AA",
        reply_phone="01632 960100",
        reply_email="unit@northmoor.example",
    )


def make_user(
    *roles: Role,
    rank: Rank | None = None,
    team: Team | None = None,
    force: Force | None = None,
    **fields: Any,
) -> User:
    """An active user who has held `roles` since long ago: in `team`, else in the whole force.

    The password is PASSWORD. The rank is the usual one of the first role.
    """
    force = force or (team.force if team else make_force())
    number = next(_numbers)
    first_role = roles[0] if roles else Role.OFFICER
    names = {"username": f"user{number}", "first_name": f"First{number}", "last_name": "Tester"}
    user = User.objects.create_user(
        password=PASSWORD,
        force=force,
        rank=rank or USUAL_RANK.get(first_role, Rank.CONSTABLE),
        **names | fields,
    )
    for role in roles:
        give_role(user, role, force=force, team=team)
    return user


def give_role(
    user: User, role: Role, *, force: Force | None = None, team: Team | None = None, **fields: Any
) -> RoleGrant:
    """A grant in force since long ago, for `team`, else for the whole force of the user."""
    grant = RoleGrant.objects.create(
        **{
            "user": user,
            "role": role,
            "force": force or (team.force if team else user.force),
            "team": team,
            "starts_on": LONG_AGO,
            "reason": "Made for a test",
        }
        | fields
    )
    user.forget_grants()
    return grant


@contextmanager
def assert_one_event(verb: str) -> Iterator[list[Event]]:
    """The block writes exactly one event with this verb; it is put into the list given.

    Looks and other verbs written meanwhile do not count.
    """
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found: list[Event] = []
    yield found
    written = list(Event.objects.filter(pk__gt=last).order_by("pk"))
    found.extend(event for event in written if event.verb == verb)
    verbs = [event.verb for event in written]
    assert len(found) == 1, f"expected one event {verb}, found {verbs}"
