"""The groups and states of a retention record and the ways between them (domain: section 5.5)."""

from __future__ import annotations

from django.db import models


class Group(models.TextChoices):
    """Retention groups of police information management. The first three are chosen when a case
    is closed; the fourth stands where a case ended and nobody chose."""

    PUBLIC_PROTECTION = "1", "Group 1: certain public protection matters"
    SERIOUS = "2", "Group 2: other sexual, violent or serious offences"
    OTHER = "3", "Group 3: all other offences"
    BY_TIME = "4", "Group 4: kept for a fixed time"


class RetentionState(models.TextChoices):
    """That a review is due is no state: it is so from a moment on, whoever looks."""

    KEPT = "KEPT", "Kept"
    PROPOSED = "PROPOSED", "Disposal proposed"
    CONFIRMED = "CONFIRMED", "Confirmed for disposal"


S = RetentionState

# Every way there is; the database lets a state change along these alone.
EDGES: tuple[tuple[RetentionState, RetentionState], ...] = (
    (S.KEPT, S.PROPOSED),
    (S.PROPOSED, S.CONFIRMED),
    (S.PROPOSED, S.KEPT),
    (S.CONFIRMED, S.KEPT),
)


class Because(models.TextChoices):
    """Why the next review was counted."""

    ENDED = "ENDED", "The case ended"
    REPORT = "REPORT", "A report names the person"
    EPISODE = "EPISODE", "A new case of the person was opened"
    EPISODE_ENDED = "EPISODE_ENDED", "A later case of the person ended"
    REVIEWED = "REVIEWED", "Reviewed and kept"


class HoldKind(models.TextChoices):
    CPIA = "CPIA", "Criminal procedure (CPIA 1996)"
    INQUIRY = "INQUIRY", "An inquiry"
    COMPLAINT = "COMPLAINT", "A complaint"
    LITIGATION = "LITIGATION", "Litigation"
