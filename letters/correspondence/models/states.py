"""What a letter may be, and how it may be handed over (domain: section 2a)."""

from __future__ import annotations

from django.db import models


class LetterState(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    AWAITING_AUTHORITY = "AWAITING_AUTHORITY", "Awaiting authority"
    RETURNED = "RETURNED", "Returned to the writer"
    REFUSED = "REFUSED", "Refused"
    AUTHORISED = "AUTHORISED", "Authorised"
    ISSUED_FOR_SERVICE = "ISSUED_FOR_SERVICE", "Issued for service"
    SERVED = "SERVED", "Served"
    SERVICE_FAILED = "SERVICE_FAILED", "Service failed"
    LAPSED = "LAPSED", "Authority lapsed"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    REPRESENTATIONS_RECEIVED = "REPRESENTATIONS_RECEIVED", "Representations received"
    UPHELD = "UPHELD", "Served, upheld"
    AMENDED = "AMENDED", "Served, amended"
    EXPIRED = "EXPIRED", "Expired"


_S = LetterState
# It is in the person's hands and counts.
STANDING = (_S.SERVED, _S.REPRESENTATIONS_RECEIVED, _S.UPHELD, _S.AMENDED)
# It was served and nobody called it back; one that was is withdrawn, and has its day of service.
SERVED_STATES = (*STANDING, _S.EXPIRED)
# It is no longer on its way to the person.
ENDED = (_S.REFUSED, _S.LAPSED, _S.WITHDRAWN, *SERVED_STATES)
# What may become of a served letter; the database knows these too.
AFTER_SERVICE = (
    (_S.SERVED, _S.REPRESENTATIONS_RECEIVED),
    (_S.UPHELD, _S.REPRESENTATIONS_RECEIVED),
    (_S.AMENDED, _S.REPRESENTATIONS_RECEIVED),
    (_S.REPRESENTATIONS_RECEIVED, _S.UPHELD),
    (_S.REPRESENTATIONS_RECEIVED, _S.AMENDED),
    (_S.REPRESENTATIONS_RECEIVED, _S.WITHDRAWN),
    (_S.SERVED, _S.EXPIRED),
    (_S.UPHELD, _S.EXPIRED),
    (_S.AMENDED, _S.EXPIRED),
)


class Method(models.TextChoices):
    """How a letter may be handed over; personal service is preferred."""

    IN_PERSON = "IN_PERSON", "In person"
    IN_CUSTODY = "IN_CUSTODY", "In custody or at a police station"
    SOLICITOR = "SOLICITOR", "Through their solicitor"
    RECORDED_POST = "RECORDED_POST", "Recorded delivery"


# Handed over by someone who is not the police: the proof is theirs.
BY_OTHERS = (Method.SOLICITOR, Method.RECORDED_POST)
