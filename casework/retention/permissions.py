"""Who may read how long a record is kept, and decide on it (domain: sections 5.5 and 6).

A check raises NotVisible for what is not theirs to see, else NotAllowed with the sentence.
"""

from __future__ import annotations

from functools import partial

from casework.accounts.absence import stands_in_for
from casework.accounts.access import roles_of
from casework.accounts.models import Role, User
from casework.cases.permissions import MANAGER, SUPERVISOR_OR_MANAGER, Who, is_one_of
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.retention.models import Retention, RetentionReview


def check_can_open_register(user: User) -> None:
    """Raise NotVisible for all but managers."""
    if Role.MANAGER not in roles_of(user):
        raise NotVisible("There is no such page.")


def check_can_see(user: User, row: Retention) -> None:
    """Raise NotVisible unless the user sees the case, and leads where it was worked: what a hold
    is for, such as a complaint, is not for everybody who reads the case."""
    seen = Retention.objects.visible_to(user).filter(pk=row.pk).exists()
    if not seen or not is_one_of(user, row.case, SUPERVISOR_OR_MANAGER):
        raise NotVisible("There is no such record.")


def check_can_review(user: User, row: Retention) -> None:
    """A manager (DI) of the case keeps it or proposes to dispose of it."""
    _only(user, row, MANAGER, "reviews a record")


def check_can_confirm(user: User, row: Retention) -> None:
    """Another manager than the one who proposed it, who does not stand in for them (I7)."""
    _only(user, row, MANAGER, "confirms a disposal")
    proposal = open_proposal(row)
    if proposal is None:
        return
    if user.pk == proposal.reviewed_by_id:
        raise NotAllowed("You proposed the disposal, so another manager (DI) has to confirm it.")
    if stands_in_for(user, proposal.reviewed_by):
        raise NotAllowed(
            "You stand in for the person who proposed it, so another manager (DI) has to confirm."
        )


def check_can_place_hold(user: User, row: Retention) -> None:
    """Whoever leads may stop a disposal."""
    _only(user, row, SUPERVISOR_OR_MANAGER, "places a hold")


def check_can_lift_hold(user: User, row: Retention) -> None:
    """Only a manager (DI) lets one go again."""
    _only(user, row, MANAGER, "lifts a hold")


def open_proposal(row: Retention) -> RetentionReview | None:
    """The proposal to dispose of the record that nobody has settled, if any."""
    found = row.reviews.filter(decision=RetentionReview.Decision.DISPOSE, outcome="")
    proposal: RetentionReview | None = found.select_related("reviewed_by").first()
    return proposal


def _only(user: User, row: Retention, who: Who, does: str) -> None:
    check_can_see(user, row)
    if not is_one_of(user, row.case, who):
        raise NotAllowed(f"Only {who.words} {does}.")


can_open_register = partial(passes, check_can_open_register)
can_see = partial(passes, check_can_see)
