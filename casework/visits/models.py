"""A home visit: its plan, the checks before it, each attempt at the door, and the record.

There is no power of entry here: entry is by consent and may be refused (domain: section 2b).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, FSMField, transition

from casework.cases.models import Case


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
    NO_REPLY = "NO_REPLY", "No answer"
    NOT_AT_ADDRESS = "NOT_AT_ADDRESS", "Does not live here"
    ABANDONED_SAFETY = "ABANDONED_SAFETY", "Left for safety"
    ARREST_MADE = "ARREST_MADE", "Arrested"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any) -> Self:
        """Visits of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Visit(ConcurrentTransitionMixin, models.Model):
    """One visit, from plan to reviewed record, over as many attempts as it takes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    state = FSMField(choices=VisitState.choices, default=VisitState.PLANNED, protected=True)
    purpose = models.TextField(blank=True)
    place = models.CharField(max_length=220, blank=True)
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
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
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
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    # --- moves ---------------------------------------------------------------------------------

    @transition(
        field=state,
        source=(VisitState.PLANNED, VisitState.CHECKS_EXPIRED),
        target=VisitState.CHECKED,
    )
    def pass_checks(self, *, at: datetime, valid_until: datetime) -> None:
        """Every check is ticked with its source and time."""
        self.checked_at, self.checks_valid_until = at, valid_until

    @transition(field=state, source=VisitState.CHECKED, target=VisitState.PLANNED)
    def send_back(self) -> None:
        """The approver wants the plan changed, or the checks ran out while it waited."""

    @transition(field=state, source=VisitState.CHECKED, target=VisitState.APPROVED)
    def approve(self, *, by: Any, at: datetime) -> None:
        """Someone who does not visit lets it go ahead."""
        self.approved_by, self.approved_at = by, at

    @transition(field=state, source=VisitState.APPROVED, target=VisitState.CHECKS_EXPIRED)
    def expire_checks(self) -> None:
        """The checks are older than their limit: plan again."""
        self.approved_by = self.approved_at = None

    @transition(field=state, source=VisitState.APPROVED, target=RETURN_VALUE(*VisitState))
    def come_to(self, outcome: str) -> str:
        """What happened at the door decides the state."""
        return VisitState(outcome)

    @transition(field=state, source=VisitState.NO_REPLY, target=VisitState.PLANNED)
    def plan_again(self) -> None:
        """Nobody answered: another attempt, in another band of the day."""
        self.approved_by = self.approved_at = None
        self.checked_at = self.checks_valid_until = None

    @transition(
        field=state,
        source=(*Outcome.values, VisitState.RETURNED),
        target=VisitState.RECORD_SUBMITTED,
    )
    def submit_record(self) -> None:
        """The lead officer's record is complete."""

    @transition(field=state, source=VisitState.RECORD_SUBMITTED, target=VisitState.RETURNED)
    def return_record(self, *, by: Any, at: datetime, reason: str) -> None:
        """The sergeant asks for more."""
        self.reviewed_by, self.reviewed_at, self.return_reason = by, at, reason

    @transition(field=state, source=VisitState.RECORD_SUBMITTED, target=VisitState.CLOSED)
    def close(self, *, by: Any, at: datetime) -> None:
        """The sergeant has read the record and answered the risk question."""
        self.reviewed_by, self.reviewed_at = by, at

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


class VisitCheck(models.Model):
    """One pre-visit check: what was looked at, in which source, when, with what answer."""

    class Kind(models.TextChoices):
        PNC = "PNC", "PNC or LEDS"
        INTELLIGENCE = "INTELLIGENCE", "Local intelligence and PND"
        WARNINGS = "WARNINGS", "Warning markers"
        FIREARMS_LICENCE = "FIREARMS_LICENCE", "Firearms licence"
        DOGS = "DOGS", "Dogs at the address"
        CHILDREN = "CHILDREN", "Children at the address"
        VICTIM_AT_ADDRESS = "VICTIM_AT_ADDRESS", "A victim lives there"
        ORDERS = "ORDERS", "Live orders, bail and licence"
        LAST_VISIT = "LAST_VISIT", "Last visit record"
        MARAC = "MARAC", "MARAC date"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=120)
    answer = models.CharField(max_length=300)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attempt = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "attempt", "kind"], name="visit_check_once_an_attempt"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class VisitAttempt(models.Model):
    """One time at the door. Append-only."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=220)
    band = models.CharField(max_length=12)
    weekend = models.BooleanField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    custody_reference = models.CharField(max_length=40, blank=True)
    said = models.TextField(blank=True)
    worried = models.BooleanField(default=False)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                name="attempt_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="arrest_has_a_custody_reference",
                condition=~Q(outcome="ARREST_MADE") | ~Q(custody_reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}"


class VisitRecord(models.Model):
    """The record of a visit, fact and opinion apart (DPA 2018 s.38(3))."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="records")
    version = models.PositiveSmallIntegerField()
    announced = models.BooleanField()
    present = models.TextField()
    children_present = models.TextField(blank=True)
    demeanour = models.TextField(blank=True)
    alcohol_or_drugs = models.TextField(blank=True)
    injuries_or_damage = models.TextField(blank=True)
    discussed = models.TextField(blank=True)
    support_offered = models.TextField(blank=True)
    changes_seen = models.TextField(blank=True)
    cohabitation_signs = models.TextField(blank=True)
    facts = models.TextField()
    opinion = models.TextField(blank=True)
    safeguarding_referral = models.CharField(max_length=200, blank=True)
    bwv_reference = models.CharField(max_length=60, blank=True)
    risk_trigger = models.BooleanField()
    risk_trigger_note = models.TextField(blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "version"], name="visit_record_version_once")
        ]

    def __str__(self) -> str:
        return f"record {self.version}"
