"""When the agency is late: who there is to be asked, and what came of asking. Nothing closes."""

from __future__ import annotations

from django.db import transaction

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.partners import permissions, rules
from casework.partners.actions.shared import locked
from casework.partners.models import Call, Chase, Referral, Rung
from casework.partners.models.referral import LATE


@transaction.atomic
def run_late(*, referral: Referral, rung: Rung) -> Referral:
    """The agency's time is up, or it still says nothing: the next rung is to be asked.

    A clock's doing. May be called twice; a referral that is not late any more is left alone.
    """
    row = locked(referral)
    stage = rules.stage_of(row)
    if stage is None or row.sent_at is None:
        return row
    since = rules.agency_due(row).due_at
    chased = row.chases.filter(stage=stage, rung=rung, at__gte=since)
    if chased.exists():
        return row
    before = row.state
    if row.state in LATE:
        row.run_late()
    chase = Chase.objects.create(
        referral=row, stage=stage, rung=rung, whom=row.agency.at_rung(rung)
    )
    return kept(row, "referral.chased", by=None, before=before, stage=chase.stage, rung=chase.rung)


@transaction.atomic
def note_call(*, referral: Referral, by: User, said: str) -> Referral:
    """What came of asking the person the ladder names. Raises NotAllowed, Refused."""
    row = locked(referral)
    permissions.check_can_send(by, row)
    said = worded(said, "Say what they answered.")
    chase = row.chases.filter(call=None).order_by("pk").first()
    if chase is None:
        raise Refused("Nobody there is to be asked now.")
    Call.objects.create(chase=chase, said=said, by=by)
    return kept(
        row, "referral.chase_noted", by=by, before=row.state, stage=chase.stage, rung=chase.rung
    )
