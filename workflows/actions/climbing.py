"""What an outcome proposes to come next, and what a supervisor makes of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.models import Case
from casework.core.errors import Conflict, worded
from letters.correspondence import actions as letters
from letters.correspondence.models import Letter, LetterState
from workflows import permissions
from workflows.actions.tasks import start
from workflows.ladder import REVIEWS, rungs
from workflows.models import Intervention, Proposal

Decision = Proposal.Decision


@transaction.atomic
def propose_next(*, intervention: Intervention, outcome: str = "") -> list[Proposal]:
    """Keep what the outcome of the intervention proposes: the end's doing, or the clock's.

    `outcome` is one that came after the end, such as that a letter expired. May be called twice;
    a case that has ended is left alone.
    """
    came_to, found = rungs(intervention, outcome)
    if not intervention.case.is_open:
        return []
    made = []
    for rung in found:
        row, is_new = Proposal.objects.get_or_create(
            intervention=intervention,
            outcome=came_to,
            what=rung.what,
            defaults={"case": intervention.case, "because": rung.because},
        )
        if is_new:
            after = {"what": row.what, "outcome": came_to}
            record(
                obj=row, verb="proposal.made", by=None, before=None, after=after, reason=row.because
            )
            made.append(row)
    return made


@transaction.atomic
def take_proposal(*, proposal: Proposal, by: User, reason: str) -> Proposal:
    """A supervisor takes it: what is proposed is started, or the review is theirs to hold.

    Raises NotAllowed, Refused where the kind cannot be started now, Conflict for the second.
    """
    row = _undecided(proposal, by=by, reason=reason)
    if row.what not in REVIEWS:
        why = f"{row.because} {reason.strip()}"
        row.started = start(case=row.case, kind=row.what, by=by, reason=why)
    return _decided(row, Decision.TAKEN, "proposal.taken", by=by, reason=reason)


@transaction.atomic
def decline_proposal(*, proposal: Proposal, by: User, reason: str) -> Proposal:
    """A supervisor declines it; the reason stays. Raises NotAllowed, Refused, Conflict."""
    row = _undecided(proposal, by=by, reason=reason)
    return _decided(row, Decision.DECLINED, "proposal.declined", by=by, reason=reason)


@transaction.atomic
def expire_letter(*, letter: Letter) -> bool:
    """Expire a letter whose time is over and propose to look at what is kept: the clock's doing.

    Returns whether it expired now.
    """
    expired = letters.expire_letter(letter=letter, at=timezone.now())
    if letter.state == LetterState.EXPIRED or expired.state != LetterState.EXPIRED:
        return False
    served_by = Intervention.objects.filter(letter=letter).select_related("case").first()
    if served_by is not None:
        propose_next(intervention=served_by, outcome="Expired")
    return True


def _undecided(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """The proposal, its case locked first, if this user may decide it now."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=proposal.case_id)
    permissions.check_can_decide(by, case)
    found = Proposal.objects.select_for_update(of=("self",), no_key=True)
    row: Proposal = found.get(pk=proposal.pk)
    if row.decided_by is not None and row.decided_at is not None:
        who = row.decided_by.display_name
        raise Conflict("Somebody has decided this already.", by=who, at=row.decided_at)
    worded(reason, "Say why you decide so.")
    row.case = case
    return row


def _decided(row: Proposal, decision: str, verb: str, *, by: User, reason: str) -> Proposal:
    row.decision, row.reason = decision, reason.strip()
    row.decided_by, row.decided_at = by, timezone.now()
    row.save()
    after = {"decision": decision, "what": row.what, "started": row.started_id}
    record(obj=row, verb=verb, by=by, before={"decision": ""}, after=after, reason=row.reason)
    return row
