"""Who says how long a deadline is and which days are bank holidays."""

from __future__ import annotations

from functools import partial

from casework.accounts.absence import stands_in_for
from casework.accounts.access import require_role
from casework.accounts.models import Force, Role, User
from casework.clocks import Source
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.deadlines.models import Entered, NotedDay, RuleVersion

SETTERS = (Role.MANAGER, Role.AUTHORISER)


def check_can_set(user: User, force: Force) -> None:
    """A manager or an authorising officer of the force reads and enters them."""
    require_role(
        user,
        *SETTERS,
        force=force,
        sentence="Only a manager or an authorising officer sets the deadlines of a force.",
    )


def check_can_confirm(user: User, row: Entered) -> None:
    """The second of two people where the law sets it or days of the law hang on it, never the
    first one or their deputy (domain: section 2.13)."""
    _check_sets_in(user, row)
    if not by_two(row):
        return
    if user.pk == row.entered_by_id:
        raise NotAllowed("You entered this, so somebody else has to confirm it.")
    if stands_in_for(user, row.entered_by):
        raise NotAllowed("You stand in for whoever entered this, so somebody else has to confirm.")


def check_can_withdraw(user: User, row: Entered) -> None:
    """Whoever may enter one."""
    _check_sets_in(user, row)


def by_two(row: Entered) -> bool:
    """Whether it takes a second person."""
    return isinstance(row, NotedDay) or (isinstance(row, RuleVersion) and row.tag == Source.LAW)


def _check_sets_in(user: User, row: Entered) -> None:
    if user.force.nation != row.nation:
        raise NotVisible("There is no such entry.")
    check_can_set(user, user.force)


can_set = partial(passes, check_can_set)
can_confirm = partial(passes, check_can_confirm)
can_withdraw = partial(passes, check_can_withdraw)
