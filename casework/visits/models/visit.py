"""A home visit and its states, from plan to reviewed record (domain: section 2b).

There is no power of entry here: entry is by consent and may be refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, transition

from casework.cases.models import Case
from casework.core.fields import StateField
from casework.people.models import Contact


class VisitState(models.TextChoices):
    PLANNED = "PLANNED", "Planned"
    CHECKED = "CHECKED", "Checked"
    APPROVED = "APPROVED", "Approved"
    CHECKS_EXPIRED = "CHECKS_EXPIRED", "Checks expired"
    COMPLETED = "COMPLETED", "Completed"
    REFUSED_ENTRY = "REFUSED_ENTRY", "Entry refused"
    NO_REPLY = "NO_REPLY", "No reply"
    NOT_AT_ADDRESS = "NOT_AT_ADDRESS", "Not at this address"
    ABANDONED_SAFETY = "ABANDONED_SAFETY", "Abandoned for safety"
    ARREST_MADE = "ARREST_MADE", "Arrest made"
    RECORD_SUBMITTED = "RECORD_SUBMITTED", "Record submitted"
    RETURNED = "RETURNED", "Record returned"
    CLOSED = "CLOSED", "Closed"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Outcome(models.TextChoices):
    """What happened at the door."""

    COMPLETED = "COMPLETED", "Seen and spoken to"
    REFUSED_ENTRY = "REFUSED_ENTRY", "Refused to let us in or to talk"
    NO_REPLY = "NO_REPLY", "No answer, or they were not in"
    NOT_AT_ADDRESS = "NOT_AT_ADDRESS", "Does not live here"
    ABANDONED_SAFETY = "ABANDONED_SAFETY", "Left for safety"
    ARREST_MADE = "ARREST_MADE", "Arrested"


class RiskAnswer(models.TextChoices):
    """What the reviewer says when asked whether the visit changes the risk."""

    NO_CHANGE = "NO_CHANGE", "Nothing seen or said changes the risk"
    REASSESS = "REASSESS", "The risk must be assessed again"


# Still to be made. One whose checks ran out is not: nobody may go before they are made again, and
# perhaps somebody went in time and is yet to log it.
STILL_TO_MAKE = (VisitState.PLANNED, VisitState.CHECKED, VisitState.APPROVED)

ORIGINS_OF_A_RECORD = tuple(VisitState(outcome) for outcome in Outcome.values)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any) -> Self:
        """Visits of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def to_come(self) -> Self:
        """Visits that are still to be made, with checks that have not run out."""
        return self.filter(state__in=STILL_TO_MAKE)


class Visit(ConcurrentTransitionMixin, models.Model):
    """One visit, from plan to reviewed record, over as many attempts as it takes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    state = StateField(choices=VisitState.choices, default=VisitState.PLANNED, protected=True)
    purpose = models.TextField(blank=True)
    place = models.CharField(max_length=220, blank=True)
    # The recorded address that `place` is, so that it can be marked doubtful; none for elsewhere.
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="visits"
    )
    planned_for = models.DateTimeField(null=True, blank=True)
    lead_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="visits_led"
    )
    second_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    checks_valid_until = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    # A supervisor who sends them out again after no reply begins a new round of attempts.
    round = models.PositiveSmallIntegerField(default=1)
    no_reply_ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    no_reply_ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True)
    risk_answer = models.CharField(max_length=12, choices=RiskAnswer.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = VisitQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "state"])]
        constraints = [
            models.CheckConstraint(
                name="visit_state_known", condition=Q(state__in=VisitState.values)
            ),
            models.CheckConstraint(
                name="visit_by_two_different_officers",
                condition=Q(second_officer=None)
                | Q(lead_officer=None)
                | ~Q(second_officer=F("lead_officer")),
            ),
            models.CheckConstraint(
                name="visit_approver_does_not_visit",
                condition=Q(approved_by=None)
                | (
                    ~Q(approved_by=F("lead_officer"))
                    & ~Q(approved_by=F("second_officer"))
                    & ~Q(approved_by=F("planned_by"))
                ),
            ),
            models.CheckConstraint(
                name="visit_approved_with_two_officers_and_checks",
                condition=~Q(state="APPROVED")
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    lead_officer__isnull=False,
                    second_officer__isnull=False,
                    checks_valid_until__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="visit_approved_by_and_at_together",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_no_reply_ended_by_and_at_together",
                condition=Q(no_reply_ended_by=None, no_reply_ended_at=None)
                | Q(no_reply_ended_by__isnull=False, no_reply_ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_reviewer_did_not_visit",
                condition=Q(reviewed_by=None)
                | (~Q(reviewed_by=F("lead_officer")) & ~Q(reviewed_by=F("second_officer"))),
            ),
            models.CheckConstraint(
                name="visit_closed_only_by_a_reviewer_with_the_risk_answered",
                condition=~Q(state="CLOSED")
                | (Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(risk_answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("visits:visit", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def has_been_at_the_door(self) -> bool:
        """Whether somebody went and the visit can no longer simply be called off."""
        return self.attempts.exists()

    @property
    def came_to(self) -> str:
        """The outcome of the last time at the door, whatever state followed; "" before it."""
        outcomes = self.attempts.order_by("number").values_list("outcome", flat=True)
        return str(outcomes.last() or "")

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(
        field=state,
        source=(VisitState.PLANNED, VisitState.CHECKS_EXPIRED),
        target=VisitState.CHECKED,
    )
    def pass_checks(self, *, at: datetime, valid_until: datetime) -> None:
        """Every check is ticked with its source and time; any earlier approval is void."""
        self.checked_at, self.checks_valid_until = at, valid_until
        self.approved_by = self.approved_at = None
        self.return_reason = ""

    @transition(field=state, source=VisitState.CHECKED, target=VisitState.PLANNED)
    def send_back(self, *, reason: str) -> None:
        """The approver wants the plan changed, or the checks ran out while it waited."""
        self.checked_at = self.checks_valid_until = None
        self.return_reason = reason

    @transition(field=state, source=VisitState.CHECKED, target=VisitState.APPROVED)
    def approve(self, *, by: Any, at: datetime) -> None:
        """Someone who does not visit lets it go ahead."""
        self.approved_by, self.approved_at = by, at

    @transition(field=state, source=VisitState.APPROVED, target=VisitState.CHECKS_EXPIRED)
    def expire_checks(self) -> None:
        """The checks are older than their limit. The approval stays on the row until the checks
        are made again, so that a visit made in time can still be logged."""

    @transition(field=state, source=VisitState.CHECKS_EXPIRED, target=VisitState.PLANNED)
    def say_not_made(self, *, reason: str) -> None:
        """Nobody went while the checks held: the approval is void, and it is planned again."""
        self.approved_by = self.approved_at = None
        self.checked_at = self.checks_valid_until = None
        self.return_reason = reason

    @transition(
        field=state,
        source=(VisitState.APPROVED, VisitState.CHECKS_EXPIRED),
        target=RETURN_VALUE(*ORIGINS_OF_A_RECORD),
    )
    def come_to(self, outcome: str) -> str:
        """What happened at the door decides the state. ValueError for an unknown outcome."""
        return VisitState(Outcome(outcome))

    @transition(field=state, source=VisitState.NO_REPLY, target=VisitState.PLANNED)
    def plan_again(self) -> None:
        """Nobody answered: another attempt, in another band of the week."""
        self.approved_by = self.approved_at = None
        self.checked_at = self.checks_valid_until = None
        self.planned_for = None

    @transition(
        field=state,
        source=(*ORIGINS_OF_A_RECORD, VisitState.RETURNED),
        target=VisitState.RECORD_SUBMITTED,
    )
    def submit_record(self) -> None:
        """The lead officer's record is complete."""

    @transition(field=state, source=VisitState.RECORD_SUBMITTED, target=VisitState.RETURNED)
    def return_record(self, *, by: Any, at: datetime, reason: str) -> None:
        """The sergeant asks for more."""
        self.reviewed_by, self.reviewed_at, self.return_reason = by, at, reason

    @transition(field=state, source=VisitState.RECORD_SUBMITTED, target=VisitState.CLOSED)
    def close(self, *, by: Any, at: datetime, risk_answer: str) -> None:
        """The sergeant has read the record and answered the risk question."""
        self.reviewed_by, self.reviewed_at = by, at
        self.risk_answer, self.return_reason = risk_answer, ""

    @transition(
        field=state,
        source=(
            VisitState.PLANNED,
            VisitState.CHECKED,
            VisitState.APPROVED,
            VisitState.CHECKS_EXPIRED,
            VisitState.NO_REPLY,
        ),
        target=VisitState.WITHDRAWN,
    )
    def withdraw(self) -> None:
        """It is not to happen. Possible until somebody has been seen."""
