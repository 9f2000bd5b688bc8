"""The states of a briefing and the listed answers it keeps (domain: section 2f)."""

from __future__ import annotations

from django.db import models


class BriefingState(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    AUTHORISED = "AUTHORISED", "Authorised"
    PUBLISHED = "PUBLISHED", "Published"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged"
    RETURN_RECEIVED = "RETURN_RECEIVED", "Return received"
    RECALLED = "RECALLED", "Recalled"
    EXPIRED = "EXPIRED", "Expired"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


S = BriefingState
# The named teams read it.
OUT = (S.PUBLISHED, S.ACKNOWLEDGED, S.RETURN_RECEIVED)
AGREED = (S.AUTHORISED, *OUT, S.RECALLED, S.EXPIRED)
GONE_OUT = (*OUT, S.RECALLED, S.EXPIRED)
ENDED = (S.RECALLED, S.EXPIRED, S.WITHDRAWN)


class Shift(models.TextChoices):
    EARLY = "EARLY", "early shift"
    LATE = "LATE", "late shift"
    NIGHT = "NIGHT", "night shift"


class Ground(models.TextChoices):
    """Why a briefing is recalled."""

    POWERS_ENDED = "POWERS_ENDED", "Bail, a licence or an order changed or ended"
    LETTER_WITHDRAWN = "LETTER_WITHDRAWN", "A letter it cites was withdrawn"
    ADDRESS_CHANGED = "ADDRESS_CHANGED", "An address changed"
    WRONG_PERSON = "WRONG_PERSON", "It is about the wrong person"
    CONTENT_WRONG = "CONTENT_WRONG", "Something in it is wrong"
    COPY_LOST = "COPY_LOST", "A printed copy is lost"
    SUBJECT_KNOWS = "SUBJECT_KNOWS", "The person learned of it"
    NOT_NEEDED = "NOT_NEEDED", "It is not needed any more"


# These a clock or another record finds; a person chooses among the rest.
BY_THE_SYSTEM = (Ground.LETTER_WITHDRAWN, Ground.ADDRESS_CHANGED)
# After these a DI sees to what it may have done.
FOR_A_MANAGER = (Ground.COPY_LOST, Ground.SUBJECT_KNOWS, Ground.WRONG_PERSON)


class Source(models.TextChoices):
    """How reliable the source is: the first part of the 3x5x2 grading of intelligence."""

    RELIABLE = "1", "1: Reliable"
    UNTESTED = "2", "2: Untested"
    NOT_RELIABLE = "3", "3: Not reliable"


class Assessed(models.TextChoices):
    """How the information is assessed: the second part of 3x5x2."""

    A = "A", "A: Known directly to the source"
    B = "B", "B: Known indirectly, but corroborated"
    C = "C", "C: Known indirectly to the source"
    D = "D", "D: Not known"
    E = "E", "E: Suspected to be false"


class Handling(models.TextChoices):
    """Who it may be shared with: the third part of 3x5x2."""

    P = "P", "P: Lawful sharing permitted"
    C = "C", "C: Lawful sharing permitted with conditions"
