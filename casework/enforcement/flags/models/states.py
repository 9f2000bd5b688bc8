"""The states of an address flag and the listed answers it keeps (domain: section 2g)."""

from __future__ import annotations

from django.db import models


class AddressFlagState(models.TextChoices):
    PROPOSED = "PROPOSED", "Proposed"
    APPROVED = "APPROVED", "Approved"
    REFUSED = "REFUSED", "Refused"
    NOT_HELD = "NOT_HELD", "Control room cannot hold it"
    LIVE = "LIVE", "Live"
    HIT = "HIT", "Call at the address"
    REVIEW_DUE = "REVIEW_DUE", "Review due"
    RENEWED = "RENEWED", "Renewed"
    REMOVAL_REQUESTED = "REMOVAL_REQUESTED", "Removal requested"
    EXPIRED_UNCONFIRMED = "EXPIRED_UNCONFIRMED", "Expired, not confirmed removed"
    REMOVED = "REMOVED", "Removed"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


S = AddressFlagState
# Command and control shows it, or may: a call to the address is answered by it.
IN_FORCE = (
    S.LIVE,
    S.HIT,
    S.REVIEW_DUE,
    S.RENEWED,
    S.REMOVAL_REQUESTED,
    S.EXPIRED_UNCONFIRMED,
)
# What a control room has to do with; before approval and after the end it sees nothing.
FOR_THE_DESK = (S.APPROVED, *IN_FORCE)
ENDED = (S.REFUSED, S.REMOVED, S.WITHDRAWN)
# Somebody other than the author has agreed to it.
AGREED = (S.APPROVED, S.NOT_HELD, *IN_FORCE, S.REMOVED)


class VictimView(models.TextChoices):
    """Whether those it protects were asked what they think of it."""

    SOUGHT = "SOUGHT", "Yes: they or their advocate were asked"
    NOT_SAFE = "NOT_SAFE", "No: it is not safe to ask now"


class Ground(models.TextChoices):
    """Why a flag comes out of command and control."""

    OCCUPANT_MOVED = "OCCUPANT_MOVED", "The person no longer lives there"
    WRONG_ADDRESS = "WRONG_ADDRESS", "It is the wrong address"
    VICTIM_ASKS = "VICTIM_ASKS", "A victim asks, or says that the flag endangers them"
    CASE_CLOSES = "CASE_CLOSES", "The case is to close"
    NOT_NEEDED = "NOT_NEEDED", "It is not needed any more"
    BASIS_GONE = "BASIS_GONE", "What it rests on was withdrawn"
    EXPIRED = "EXPIRED", "It ran out"


# After these the question is whether another address needs a flag.
ASKS_FOR_ANOTHER = (Ground.OCCUPANT_MOVED, Ground.WRONG_ADDRESS)
