"""The ends that are not service: the authority lapses, or the letter is called back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from letters.correspondence import permissions
from letters.correspondence.actions.shared import locked, no_such_move
from letters.correspondence.models import ENDED, Letter, LetterState

LAPSES_FROM = (LetterState.AUTHORISED, LetterState.ISSUED_FOR_SERVICE, LetterState.SERVICE_FAILED)


@transaction.atomic
def lapse_letter(*, letter: Letter, at: datetime) -> Letter:
    """End a letter whose authority was over at the aware instant `at`: a timer's doing.

    May be called twice; one that has ended meanwhile is left as it is. Raises Refused while the
    authority stands.
    """
    letter = locked(letter)
    if letter.state in ENDED:
        return letter
    if letter.state not in LAPSES_FROM or letter.authority_lapses_at is None:
        raise no_such_move(letter, "ended by time")
    if at < letter.authority_lapses_at:
        raise Refused("The authority for this letter still stands.")
    before = str(letter.state)
    letter.lapse(at=at)
    return kept(
        letter, "letter.lapsed", by=None, before=before, lapsed_at=letter.authority_lapses_at
    )


@transaction.atomic
def withdraw_letter(*, letter: Letter, by: User, reason: str) -> Letter:
    """Call the letter back, for a reason. Raises NotAllowed, Refused, Conflict once it is served.

    What was written and drawn stays: nothing is erased.
    """
    letter = locked(letter)
    permissions.check_can_withdraw(by, letter)
    reason = worded(reason, "Say why the letter is withdrawn.")
    if letter.state in ENDED:
        raise no_such_move(letter, "withdrawn")
    before = str(letter.state)
    letter.withdraw(at=timezone.now())
    return kept(letter, "letter.withdrawn", by=by, before=before, reason=reason)
