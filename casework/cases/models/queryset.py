"""Which cases there are, and which of them somebody sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from casework.accounts.access import Scope, role_scope
from casework.accounts.models import Absence, Role, Team, User, local_today
from casework.cases.models.restricted import Restriction, not_kept_from
from casework.cases.models.states import OPEN, OWNED, State
from casework.core.prepared import keys

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from casework.accounts.access import Anybody
    from casework.cases.models.case import Case  # noqa: F401

    Rows = QuerySet[Any, Any]

# Roles whose work is the teams or the force that their grant names. An officer sees what is
# theirs to do; an adviser looks cases up; an auditor reads the log of what was done to them; a
# partner, an advocate and an administrator see no case (domain: section 6).
BY_SCOPE = (
    Role.SUPERVISOR,
    Role.MANAGER,
    Role.AUTHORISER,
    Role.ANALYST,
)


# As it is written (IC-0417/26) or stands in an address (ic-0417-26).
_REFERENCE = re.compile(r"IC[-/](\d{1,9})[-/](\d{2})", re.ASCII | re.IGNORECASE)


def number_and_year(reference: str) -> tuple[int, int] | None:
    """What the reference of a case says: its number and its year; None where it is no reference."""
    said = _REFERENCE.fullmatch(reference)
    return (int(said[1]), 2000 + int(said[2])) if said else None


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        """Cases someone must still answer for."""
        return self.filter(state__in=OPEN)

    def needing_an_owner(self) -> Self:
        """Open cases from assessment on, suspended ones included once they had an owner."""
        had_one = Q(state=State.SUSPENDED, returns_to__in=OWNED)
        return self.filter(Q(state__in=OWNED) | had_one)

    def by_ref(self, slug: str) -> Self:
        """The case whose reference is `slug` ("ic-0417-26", any case), or none."""
        said = number_and_year(slug)
        return self.filter(number=said[0], year=said[1]) if said else self.none()

    def visible_to(self, user: Anybody) -> Self:
        """The cases this user sees today, through any of the roles they hold.

        An officer: the cases they own, those of which they hold an open task or are asked to help
        with one, those of a colleague who is away and for whom they stand in, and those with an
        open task nobody has taken in the queue of a team they work in. Every other role with
        cases in its work: those of the teams or the whole force its grant names. Whoever a
        restricted case names sees it in any team of their force; nobody sees one of a person who
        is kept from them.
        """
        by_role = role_scope(user, *BY_SCOPE).q() | self._worked_by(user)
        return self.filter(by_role | _let_in(user), not_kept_from(user, case="pk"))

    def looked_up_by(self, user: Anybody) -> Self:
        """The cases this user may know to be there, at a call, and may not read."""
        return self.filter(role_scope(user, Role.ADVISER).q(), not_kept_from(user, case="pk"))

    def listed_for(self, user: Anybody) -> Self:
        """What stands in a list of cases: those this user sees and those they look up."""
        seen = self.visible_to(user)
        return seen | self.looked_up_by(user) if role_scope(user, Role.ADVISER) else seen

    def _worked_by(self, user: Anybody) -> Q:
        """What the officer role shows: the officer's own work and their teams' untaken tasks."""
        scope = role_scope(user, Role.OFFICER)
        if not scope:
            return Q(pk__in=[])
        assert user.pk is not None  # whoever holds a role has a key
        # Of colleagues who are away at this moment and for whom the officer stands in.
        covering: dict[str, Any] = {"deputy": user.pk, "today": local_today()}
        mine = Q(owner=user.pk) | Q(owner__in=keys(_away, **covering))
        for found in (
            keys(_held_by, user=user.pk),
            keys(_asked_of, user=user.pk),
            keys(_untaken, forces=scope.forces, teams=scope.teams),
            keys(_covered_by, **covering),
        ):
            mine |= Q(pk__in=found)
        inside = Team.objects.filter(pk__in=scope.teams).values("force")
        return mine & (Q(force__in=scope.forces) | Q(force__in=inside))


# --- what an officer works on, each worked out once (casework/core/prepared.py) -------------------


def _cases() -> Rows:
    found: Rows = apps.get_model("cases", "Case")._default_manager.all()
    return found


def _held_by(user: Any) -> Rows:
    held = _cases().filter(tasks__owner=user, tasks__finished=None, tasks__role=Role.OFFICER)
    return held.values("pk")


def _asked_of(user: Any) -> Rows:
    # In the words of the partial index, so that it is used.
    asked = _cases().filter(
        tasks__also_for__isnull=False,
        tasks__also_for=user,
        tasks__finished=None,
        tasks__due_at__isnull=False,
    )
    return asked.values("pk")


def _untaken(forces: Any, teams: Any) -> Rows:
    queue = Scope(forces, teams).q(force="tasks__team__force", team="tasks__team")
    # What stands in the queue of another team for its supervisor shows its officers nothing.
    untaken = _cases().filter(
        queue, tasks__owner=None, tasks__finished=None, tasks__role=Role.OFFICER
    )
    return untaken.values("pk")


def _away(deputy: Any, today: Any) -> Rows:
    return Absence.objects.now(today).filter(deputy=deputy).values("user")


def _covered_by(deputy: Any, today: Any) -> Rows:
    covered = _cases().filter(
        tasks__owner__in=_away(deputy, today), tasks__finished=None, tasks__role=Role.OFFICER
    )
    return covered.values("pk")


def _let_in(user: Anybody) -> Q:
    """Restricted cases that name the user, where their own grants are for single teams: a grant
    for the whole force shows them anyhow."""
    roles = (Role.OFFICER, *BY_SCOPE)
    if not isinstance(user, User) or not role_scope(user, *roles).teams:
        return Q()
    named = Restriction.objects.letting_in(user).values("case__person")
    return Q(person__in=named, force__in=user.forces_served(*roles))
