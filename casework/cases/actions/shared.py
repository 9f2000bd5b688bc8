"""What every action on a case does: lock, check against the table, write down once."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework.accounts.access import has_role
from casework.accounts.models import Role, User
from casework.audit.actions import lock_streams, record
from casework.audit.keeping import kept
from casework.audit.refs import SYSTEM
from casework.cases.hearing import tell_of_move
from casework.cases.models import Case, Move, Reason, StepDownProposal
from casework.cases.moves import check_move
from casework.cases.permissions import is_kept_from
from casework.cases.table import MOVES
from casework.core.errors import Refused


def locked(case: Case) -> Case:
    """The case as it is now, its row locked until the transaction ends."""
    row: Case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    return row


def begin(case: Case, name: str, *, by: User) -> Case:
    """The case under lock, after the move `name` was checked for `by` against its state now."""
    row = locked(case)
    check_move(by, row, name)
    return row


def begin_ending(case: Case, name: str, *, by: User) -> Case:
    """As `begin`, for a move that ends the case and so settles its flags.

    A run of a programme holds the system's chain before it joins a flag to a case, so that
    chain is locked before the case here too: the two wait for each other, never in a circle.
    """
    lock_streams(SYSTEM)
    return begin(case, name, by=by)


def moved(
    case: Case,
    name: str,
    *,
    by: User | None,
    source: str,
    reason: str,
    reason_code: str = "",
    details: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Case:
    """Save a case whose state has just moved, its row in the trail and its one event, and tell
    whoever wants to hear of it."""
    kept(case, MOVES[name].verb, by=by, before=source, reason=reason, **(after or {}))
    move = Move.objects.create(
        case=case,
        name=name,
        source=source,
        target=str(case.state),
        by=by,
        at=case.state_since,
        reason_code=reason_code,
        reason=reason,
        details=details or {},
    )
    tell_of_move(move)
    return case


def noted(
    case: Case,
    name: str,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write the one event of something added to a case that stays in its state."""
    record(obj=case, verb=MOVES[name].verb, by=by, before=before, after=after, reason=reason)


def listed_reason(code: str, allowed: tuple[Reason, ...]) -> Reason:
    """The reason from the list of this move; raises Refused for any other."""
    if code not in allowed:
        raise Refused("Select one of the listed reasons.")
    return Reason(code)


def check_can_own(user: User, case: Case) -> None:
    """Raise Refused unless `user` is an officer of the case's team who works here today."""
    if not user.is_active or not has_role(user, Role.OFFICER, force=case.force, team=case.team):
        raise Refused("The owner must be an officer of the case's team.")
    if is_kept_from(user, case):
        raise Refused("That person may not see this case. Choose somebody who may.")


def lapse_open_proposal(case: Case) -> None:
    """A step-down that nobody decided on ends with the state it was about."""
    open_proposals = StepDownProposal.objects.filter(case=case, decision="")
    open_proposals.update(
        decision=StepDownProposal.Decision.LAPSED,
        decided_at=timezone.now(),
        decision_reason="The case left the state this proposal was about.",
    )
