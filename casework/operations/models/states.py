"""The states and listed answers of an operation, as data (domain: section 2j)."""

from __future__ import annotations

from django.db import models


class OperationState(models.TextChoices):
    """In the order an operation takes them; the last two at any time before the debrief."""

    PLANNED = "PLANNED", "Planned"
    COHORT_PROPOSED = "COHORT_PROPOSED", "People proposed"
    COHORT_APPROVED = "COHORT_APPROVED", "People approved"
    BRIEFED = "BRIEFED", "Briefed"
    RUNNING = "RUNNING", "Running"
    DEBRIEF = "DEBRIEF", "Debrief"
    CLOSED = "CLOSED", "Closed"
    RESCHEDULED = "RESCHEDULED", "Event moved"
    CANCELLED = "CANCELLED", "Cancelled"


S = OperationState
ENDED = (S.CLOSED, S.CANCELLED)
# The event is still to come or goes on, so that it may move or not take place.
LIVE = (S.PLANNED, S.COHORT_PROPOSED, S.COHORT_APPROVED, S.BRIEFED, S.RUNNING)
# What each state rests on, by the states from it on.
PROPOSED_ON = (S.COHORT_PROPOSED, S.COHORT_APPROVED, S.BRIEFED, S.RUNNING, S.DEBRIEF, S.CLOSED)
APPROVED_ON = PROPOSED_ON[1:]
BRIEFED_ON = PROPOSED_ON[2:]
RUNNING_ON = PROPOSED_ON[3:]
DEBRIEF_ON = PROPOSED_ON[4:]
# Every move there is; the database lets a state change along these alone.
EDGES: tuple[tuple[S, S], ...] = (
    (S.PLANNED, S.COHORT_PROPOSED),
    (S.COHORT_PROPOSED, S.COHORT_APPROVED),
    (S.COHORT_APPROVED, S.BRIEFED),
    (S.BRIEFED, S.RUNNING),
    (S.RUNNING, S.DEBRIEF),
    (S.DEBRIEF, S.CLOSED),
    *((state, S.RESCHEDULED) for state in LIVE),
    *((S.RESCHEDULED, state) for state in LIVE),
    *((state, S.CANCELLED) for state in (*LIVE, S.RESCHEDULED)),
)


class Intensity(models.TextChoices):
    """How much trouble the event is expected to bring."""

    LOW = "LOW", "Low"
    MEDIUM = "MEDIUM", "Medium"
    HIGH = "HIGH", "High"


class Ground(models.TextChoices):
    """Why somebody is proposed. Following a club is on no list: it is no ground."""

    EVENT_HISTORY = "EVENT_HISTORY", "Reported around an earlier event"
    WARRANT = "WARRANT", "Warrant outstanding"
    BAIL = "BAIL", "On bail with conditions"
    ORDER = "ORDER", "Protective order in force"
    TOP_LIST = "TOP_LIST", "On the list of a published run"


class Decision(models.TextChoices):
    """What the manager (DI) decides on one person."""

    APPROVED = "APPROVED", "Approved"
    DECLINED = "DECLINED", "Not in this operation"


class Wave(models.TextChoices):
    BEFORE = "BEFORE", "Before the event"
    DURING = "DURING", "During the event"
    AFTER = "AFTER", "After the event"


class ContactKind(models.TextChoices):
    """Which intervention a contact starts on the case of the person."""

    LETTER = "LETTER", "Warning letter"
    VISIT = "VISIT", "Home visit"
    BAIL_CHECK = "BAIL_CHECK", "Bail check"


class ContactState(models.TextChoices):
    PLANNED = "PLANNED", "To be approved"
    APPROVED = "APPROVED", "Waits for its time"
    STARTED = "STARTED", "Started"
    MISSED = "MISSED", "Not started in time"
    VOIDED = "VOIDED", "Dropped"


UNSTARTED = (ContactState.PLANNED, ContactState.APPROVED)
