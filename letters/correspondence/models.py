"""The letter: its states, its versions, its authority, and how it was served (domain: 2a)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from casework.cases.models import Case
from casework.incidents.models import Incident
from letters.documents.models import Document


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


ENDED = (LetterState.REFUSED, LetterState.SERVED, LetterState.LAPSED, LetterState.WITHDRAWN)


class Method(models.TextChoices):
    """How a letter may be handed over; personal service is preferred."""

    IN_PERSON = "IN_PERSON", "In person"
    IN_CUSTODY = "IN_CUSTODY", "In custody or at a police station"
    SOLICITOR = "SOLICITOR", "Through their solicitor"
    RECORDED_POST = "RECORDED_POST", "Recorded delivery"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Any) -> Self:
        """Letters of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Letter(ConcurrentTransitionMixin, models.Model):
    """One letter to the person a case is about."""

    kind = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    state = FSMField(choices=LetterState.choices, default=LetterState.DRAFT, protected=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    service_address = models.CharField(max_length=220, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    authority_lapses_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="letter"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "state"])]
        constraints = [
            models.CheckConstraint(
                name="letter_state_known", condition=Q(state__in=LetterState.values)
            ),
            models.CheckConstraint(
                name="letter_never_decided_by_its_author",
                condition=Q(decided_by=None)
                | (~Q(decided_by=F("author")) & (Q(last_editor=None) | ~Q(decided_by=F("last_editor")))),
            ),
            models.CheckConstraint(
                name="letter_decided_by_and_at_together",
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_issued_only_with_authority_and_document",
                condition=~Q(state__in=["ISSUED_FOR_SERVICE", "SERVED", "SERVICE_FAILED"])
                | Q(
                    decided_by__isnull=False,
                    authority_lapses_at__isnull=False,
                    document__isnull=False,
                    issued_by__isnull=False,
                    issued_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="letter_served_at_exactly_when_served",
                condition=Q(state="SERVED", served_at__isnull=False)
                | (~Q(state="SERVED") & Q(served_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    # --- moves ---------------------------------------------------------------------------------

    @transition(
        field=state,
        source=(LetterState.DRAFT, LetterState.RETURNED),
        target=LetterState.AWAITING_AUTHORITY,
    )
    def submit(self, *, by: Any) -> None:
        """A new version, free of anyone else's particulars, goes to the authoriser."""
        self.version += 1
        self.last_editor = by
        self.decided_by = self.decided_at = None
        self.decision_reason = ""

    @transition(
        field=state, source=LetterState.AWAITING_AUTHORITY, target=LetterState.RETURNED
    )
    def return_to_writer(self, *, by: Any, at: datetime, reason: str) -> None:
        self.decided_by, self.decided_at, self.decision_reason = by, at, reason

    @transition(field=state, source=LetterState.AWAITING_AUTHORITY, target=LetterState.REFUSED)
    def refuse(self, *, by: Any, at: datetime, reason: str) -> None:
        self.decided_by, self.decided_at, self.decision_reason = by, at, reason
        self.ended_at = at

    @transition(
        field=state, source=LetterState.AWAITING_AUTHORITY, target=LetterState.AUTHORISED
    )
    def authorise(self, *, by: Any, at: datetime, lapses_at: datetime) -> None:
        """An inspector or above who neither wrote nor edited it lets it go out."""
        self.decided_by, self.decided_at, self.authority_lapses_at = by, at, lapses_at

    @transition(
        field=state, source=LetterState.AUTHORISED, target=LetterState.ISSUED_FOR_SERVICE
    )
    def issue(self, *, by: Any, at: datetime) -> None:
        """Handed to an officer to serve, its document sealed, its gate still standing."""
        self.issued_by, self.issued_at = by, at

    @transition(field=state, source=LetterState.ISSUED_FOR_SERVICE, target=LetterState.SERVED)
    def serve(self, *, at: datetime) -> None:
        """Handed over, with proof, at `at`."""
        self.served_at = self.ended_at = at

    @transition(
        field=state, source=LetterState.ISSUED_FOR_SERVICE, target=LetterState.SERVICE_FAILED
    )
    def fail_service(self) -> None:
        """The last permitted attempt failed."""

    @transition(
        field=state, source=LetterState.SERVICE_FAILED, target=LetterState.ISSUED_FOR_SERVICE
    )
    def plan_service_again(self) -> None:
        """A supervisor agrees another way to serve it."""

    @transition(
        field=state,
        source=(
            LetterState.AUTHORISED,
            LetterState.ISSUED_FOR_SERVICE,
            LetterState.SERVICE_FAILED,
        ),
        target=LetterState.LAPSED,
    )
    def lapse(self, *, at: datetime) -> None:
        """Not served in the time the authority gave."""
        self.ended_at = at

    @transition(
        field=state,
        source=tuple(state for state in LetterState if state not in ENDED),
        target=LetterState.WITHDRAWN,
    )
    def withdraw(self, *, at: datetime) -> None:
        """It is not to go out."""
        self.ended_at = at


class FactLine(models.Model):
    """One neutral line of what was reported, tied to the record it rests on."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="fact_lines")
    version = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "version", "order"], name="fact_line_once_in_its_place"
            )
        ]

    def __str__(self) -> str:
        return f"fact line {self.order}"


class LetterVersion(models.Model):
    """What was submitted, word for word. Append-only."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    wording_version = models.CharField(max_length=60)
    inputs = models.JSONField()
    html = models.TextField()
    text = models.TextField()
    draft_document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="letter_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class ServiceAttempt(models.Model):
    """One attempt to hand the letter over, with its proof. Append-only."""

    class Outcome(models.TextChoices):
        SERVED = "SERVED", "Served"
        NOT_FOUND = "NOT_FOUND", "Not found"
        WRONG_ADDRESS = "WRONG_ADDRESS", "Not at this address"
        UNSAFE = "UNSAFE", "Not safe to go on"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="service_attempts")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    method = models.CharField(max_length=20, choices=Method.choices)
    place = models.CharField(max_length=220)
    at = models.DateTimeField()
    server = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    identity_check = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=200, blank=True)
    bwv_reference = models.CharField(max_length=60, blank=True)
    delivery_reference = models.CharField(max_length=60, blank=True)
    said = models.TextField(blank=True)
    note = models.TextField(blank=True)
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="service_attempt_once"),
            models.UniqueConstraint(
                fields=["letter"], condition=Q(outcome="SERVED"), name="letter_served_once"
            ),
            models.CheckConstraint(
                name="service_has_proof",
                condition=~Q(outcome="SERVED")
                | (
                    ~Q(place="")
                    & (
                        (~Q(identity_check="") & ~Q(signature=""))
                        | (Q(method__in=["RECORDED_POST", "SOLICITOR"]) & ~Q(delivery_reference=""))
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}"
