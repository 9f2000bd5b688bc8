"""Forces and their teams."""

from __future__ import annotations

import re

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
def create_team(*, force: Force, name: str, by: User | None, takes_cases: bool = True) -> Team:
    """A new team of a force. `by` is None only until the force has an administrator.

    One that does not take cases is a desk: a control room's, an agency's. No case is opened in it.
    Raises NotAllowed where `by` may not, Refused where the force has a team of that name.
    """
    check_administrator_or_set_up(by, force)
    team = Team(force=force, name=name.strip(), takes_cases=takes_cases)
    _save(team)
    after = {"force": force.code, "name": team.name, "takes_cases": takes_cases}
    record(obj=team, verb="team.created", by=by, after=after)
    return team


@transaction.atomic
def set_replies(*, team: Team, address: str, phone: str, email: str = "", by: User | None) -> Team:
    """Say where people answer the letters of a team: the office's own, printed on each from now.

    `address` is one line, its parts divided by commas. `by` is None only until the force has an
    administrator. Raises NotAllowed where `by` may not, Refused where there is no address or no
    telephone, or where one cannot be read.
    """
    check_administrator_or_set_up(by, team.force)
    row: Team = Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
    before = _replies(row)
    row.reply_address, row.reply_phone = " ".join(address.split()), " ".join(phone.split())
    row.reply_email = email.strip()
    if not row.reply_address or not row.reply_phone:
        raise Refused("Enter the address and the telephone number that people answer to.")
    if not re.fullmatch(r"\+?[0-9 ()]{6,}", row.reply_phone):
        raise Refused("Enter the telephone number in figures, such as 01632 960100.")
    _save(row)
    record(obj=row, verb="team.replies_set", by=by, before=before, after=_replies(row))
    return row


def _replies(team: Team) -> dict[str, str]:
    return {
        "address": team.reply_address,
        "phone": team.reply_phone,
        "email": team.reply_email,
    }


def _save(thing: Force | Team) -> None:
    try:
        thing.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    thing.save()
