"""Forces and their teams."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from casework.accounts.access import role_scope
from casework.accounts.actions.shared import check_administrator_or_set_up
from casework.accounts.models import Force, Role, Team, User
from casework.audit.actions import record
from casework.core.errors import NotAllowed, Refused


@transaction.atomic
def create_force(
    *, code: str, name: str, by: User | None, nation: Force.Nation = Force.Nation.ENGLAND_AND_WALES
) -> Force:
    """A new force, without teams or users. `by` is None at the set-up of an installation.

    Raises NotAllowed where `by` administers no force, Refused where the code is taken or the
    nation unknown.
    """
    if by is not None and not role_scope(by, Role.ADMIN).forces:
        raise NotAllowed("Only a system administrator can add a force.")
    force = Force(code=code.strip(), name=name.strip(), nation=nation)
    _save(force)
    after = {"code": force.code, "name": force.name, "nation": force.nation}
    record(obj=force, verb="force.created", by=by, after=after)
    return force


@transaction.atomic
def create_team(*, force: Force, name: str, by: User | None) -> Team:
    """A new team of a force. `by` is None only until the force has an administrator.

    Raises NotAllowed where `by` may not, Refused where the force has a team of that name.
    """
    check_administrator_or_set_up(by, force)
    team = Team(force=force, name=name.strip())
    _save(team)
    record(obj=team, verb="team.created", by=by, after={"force": force.code, "name": team.name})
    return team


def _save(thing: Force | Team) -> None:
    try:
        thing.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    thing.save()
