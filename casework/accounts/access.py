"""Who holds which role today. Every permission and every `visible_to` asks here.

Roles are dated grants for a team or for a whole force (domain: section 6); rank alone gives
none. Dates are local (Europe/London), first and last day included. A user's grants are read
once for the instance, so once a request: one taken away counts for nothing on the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from casework.accounts.models import Force, Role, RoleGrant, Team, User
from casework.core.errors import NotAllowed

Anybody = User | AnonymousUser


@dataclass(frozen=True)
class Scope:
    """Where somebody holds a role: keys of whole forces, and keys of single teams."""

    forces: frozenset[int]
    teams: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.forces or self.teams)

    def q(self, *, force: str = "force", team: str | None = "team") -> Q:
        """A condition for a queryset, by the names of its force and team fields.

        With `team=None` only whole forces count. An empty scope matches nothing.
        """
        condition = Q(**{f"{force}__in": self.forces})
        if team is not None:
            condition |= Q(**{f"{team}__in": self.teams})
        return condition


def grants_of(user: Anybody, *, on: date | None = None) -> list[RoleGrant]:
    """Grants in force on a local date, today unless told; none for a leaver or a stranger."""
    return user.grants_on(on) if isinstance(user, User) else []


def read_grants(users: Iterable[User]) -> None:
    """Read the grants of all these users in one statement, each once for its instance."""
    unread = {user.pk: user for user in users if not user.has_read_grants}
    if not unread:
        return
    found: dict[int, list[RoleGrant]] = {key: [] for key in unread}
    for grant in RoleGrant.objects.filter(user__in=unread).select_related("force", "team"):
        found[grant.user_id].append(grant)
    for key, user in unread.items():
        user.keep_grants(found[key])


def roles_of(
    user: Anybody, *, force: Force | None = None, team: Team | None = None, on: date | None = None
) -> set[Role]:
    """The roles held on a local date, anywhere or in one force or team.

    A grant for a whole force counts in each of its teams; a grant for a team counts in that
    team, and in the force when no team is asked about.
    """
    return {
        Role(grant.role)
        for grant in grants_of(user, on=on)
        if _covers(grant, force=force, team=team)
    }


def _covers(grant: RoleGrant, *, force: Force | None, team: Team | None) -> bool:
    if force is not None and grant.force_id != force.pk:
        return False
    if team is None:
        return True
    return grant.force_id == team.force_id and grant.team_id in (None, team.pk)


def has_role(
    user: Anybody, role: Role, *, force: Force | None = None, team: Team | None = None
) -> bool:
    """Whether the user holds this role today, anywhere or in one force or team."""
    return role in roles_of(user, force=force, team=team)


def role_scope(user: Anybody, *roles: Role) -> Scope:
    """Where the user holds any of `roles` today, for use in a queryset (`Scope.q`)."""
    held = [grant for grant in grants_of(user) if grant.role in roles]
    return Scope(
        forces=frozenset(grant.force_id for grant in held if grant.team_id is None),
        teams=frozenset(grant.team_id for grant in held if grant.team_id is not None),
    )


def teams_of(user: Anybody, *roles: Role) -> QuerySet[Team]:
    """The teams in which the user holds any of `roles` today, by name."""
    scope = role_scope(user, *roles)
    return Team.objects.filter(Q(force__in=scope.forces) | Q(pk__in=scope.teams)).order_by(
        "name", "pk"
    )


def holders_of(role: Role, *, force: Force, team: Team | None = None) -> QuerySet[User]:
    """Active users who hold a role today in a force, or in one of its teams; by name."""
    grants = RoleGrant.objects.in_force().filter(role=role, force=force)
    if team is not None:
        grants = grants.filter(Q(team=None) | Q(team=team))
    found: QuerySet[User] = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return found.order_by("last_name", "first_name", "pk")


def require_role(
    user: Anybody,
    *roles: Role,
    force: Force,
    team: Team | None = None,
    sentence: str = "",
) -> None:
    """Pass if the user holds one of `roles` there today; raise NotAllowed with the sentence.

    Without a sentence it names who can: "Only a supervisor or a manager can do this."
    """
    if roles_of(user, force=force, team=team) & set(roles):
        return
    raise NotAllowed(sentence or _only(roles))


def _only(roles: tuple[Role, ...]) -> str:
    names = [_with_article(role.label) for role in roles]
    either = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"Only {either} can do this."


def _with_article(label: str) -> str:
    name = label[0].lower() + label[1:]
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
