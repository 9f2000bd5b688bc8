"""The letter and its states, from draft to its end (domain: section 2a)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, transition

from casework.cases.models import Case
from casework.core.fields import StateField
from casework.people.models import Contact
from letters.correspondence.models.states import (
    AFTER_SERVICE,
    ENDED,
    SERVED_STATES,
    LetterState,
    Method,
)
from letters.documents.models import Document

REF_OFFSET = 10_000
_BEFORE_REVIEW = tuple(old for old, new in AFTER_SERVICE if new == "REPRESENTATIONS_RECEIVED")
_BEFORE_EXPIRY = tuple(old for old, new in AFTER_SERVICE if new == "EXPIRED")


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Any) -> Self:
        """Letters of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def by_ref(self, ref: str) -> Self:
        """The letter whose reference is `ref` ("L-10482", any case), or none."""
        digits = ref.upper().removeprefix("L-")
        if not digits.isdecimal() or len(digits) > 12:
            return self.none()
        return self.filter(pk=int(digits) - REF_OFFSET)


class Letter(ConcurrentTransitionMixin, models.Model):
    """One letter to the person a case is about."""

    kind = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    state = StateField(choices=LetterState.choices, default=LetterState.DRAFT, protected=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    service_address = models.CharField(max_length=220, blank=True)
    # The recorded address that is printed; none where it is handed over without an address.
    service_contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveSmallIntegerField(default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    redaction_checked = models.BooleanField(default=False)
    authority_lapses_at = models.DateTimeField(null=True, blank=True)
    # How authority_lapses_at was worked out, so that it can be worked out again.
    authority_proof = models.JSONField(null=True, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="letter"
    )
    # The advocate hears of it before anything is served where a victim lives (domain: 10, no. 6).
    advocate_told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    advocate_told_at = models.DateTimeField(null=True, blank=True)
    advocate_note = models.TextField(blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    # How and where it is to be handed over; what was done is in the attempts.
    service_method = models.CharField(max_length=20, choices=Method.choices, blank=True)
    service_place = models.CharField(max_length=220, blank=True)
    # A supervisor who agrees to another way of serving begins a new round of attempts.
    service_round = models.PositiveSmallIntegerField(default=1)
    served_at = models.DateTimeField(null=True, blank=True)
    # How it came to be served after its authority was over; empty where it stood.
    no_authority_reason = models.TextField(blank=True)
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
                | (
                    ~Q(decided_by=F("author"))
                    & (Q(last_editor=None) | ~Q(decided_by=F("last_editor")))
                ),
            ),
            models.CheckConstraint(
                name="letter_decided_by_and_at_together",
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_issued_only_with_authority_and_document",
                condition=~Q(state__in=["ISSUED_FOR_SERVICE", "SERVICE_FAILED", *SERVED_STATES])
                | Q(
                    decided_by__isnull=False,
                    authority_lapses_at__isnull=False,
                    document__isnull=False,
                    issued_by__isnull=False,
                    issued_at__isnull=False,
                )
                & ~Q(service_method="")
                & ~Q(service_place=""),
            ),
            models.CheckConstraint(
                name="letter_authorised_only_after_the_redaction_check",
                condition=~Q(
                    state__in=[
                        "AUTHORISED",
                        "ISSUED_FOR_SERVICE",
                        "SERVICE_FAILED",
                        *SERVED_STATES,
                    ]
                )
                | Q(
                    redaction_checked=True,
                    decided_by__isnull=False,
                    authority_lapses_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="letter_served_after_it_was_issued_after_it_was_decided",
                condition=(Q(issued_at=None) | Q(issued_at__gte=F("decided_at")))
                & (Q(served_at=None) | Q(served_at__gte=F("issued_at"))),
            ),
            models.CheckConstraint(
                name="letter_advocate_told_by_and_at_together",
                condition=Q(advocate_told_by=None, advocate_told_at=None)
                | Q(advocate_told_by__isnull=False, advocate_told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_ended_at_exactly_when_ended",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="letter_served_at_exactly_when_served",
                condition=Q(state__in=SERVED_STATES, served_at__isnull=False)
                | Q(state="WITHDRAWN")
                | (~Q(state__in=SERVED_STATES) & Q(served_at=None)),
            ),
            models.CheckConstraint(
                name="letter_served_under_its_authority_or_says_why_not",
                condition=Q(no_authority_reason="")
                & (Q(served_at=None) | Q(served_at__lte=F("authority_lapses_at")))
                | ~Q(no_authority_reason="")
                & Q(served_at__isnull=False, served_at__gt=F("authority_lapses_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("correspondence:letter", args=[self.pk])

    @property
    def ref(self) -> str:
        """The reference printed on it, which says nothing about anybody: L-10482."""
        return f"L-{self.pk + REF_OFFSET}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    # --- moves: each changes this row and nothing else ---------------------------------------

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

    @transition(field=state, source=LetterState.AWAITING_AUTHORITY, target=LetterState.RETURNED)
    def return_to_writer(self, *, by: Any, at: datetime, reason: str) -> None:
        self.decided_by, self.decided_at, self.decision_reason = by, at, reason

    @transition(field=state, source=LetterState.AWAITING_AUTHORITY, target=LetterState.REFUSED)
    def refuse(self, *, by: Any, at: datetime, reason: str) -> None:
        self.decided_by, self.decided_at, self.decision_reason = by, at, reason
        self.ended_at = at

    @transition(field=state, source=LetterState.AWAITING_AUTHORITY, target=LetterState.AUTHORISED)
    def authorise(self, *, by: Any, at: datetime, lapses_at: datetime, proof: Any) -> None:
        """An inspector or above who neither wrote nor edited it lets it go out."""
        self.decided_by, self.decided_at, self.redaction_checked = by, at, True
        self.authority_lapses_at, self.authority_proof = lapses_at, proof

    @transition(field=state, source=LetterState.AUTHORISED, target=LetterState.ISSUED_FOR_SERVICE)
    def issue(self, *, by: Any, at: datetime, how: str, where: str) -> None:
        """Handed to an officer to serve, its document sealed, its gate still standing."""
        self.issued_by, self.issued_at = by, at
        self.service_method, self.service_place = how, where

    @transition(
        field=state,
        source=(LetterState.ISSUED_FOR_SERVICE, LetterState.LAPSED),
        target=LetterState.SERVED,
    )
    def serve(self, *, at: datetime, no_authority_reason: str = "") -> None:
        """Handed over, with proof, at `at`; written down, perhaps, only after the authority."""
        self.served_at = self.ended_at = at
        self.no_authority_reason = no_authority_reason

    @transition(
        field=state, source=LetterState.ISSUED_FOR_SERVICE, target=LetterState.SERVICE_FAILED
    )
    def fail_service(self) -> None:
        """The last permitted attempt failed."""

    @transition(
        field=state, source=LetterState.SERVICE_FAILED, target=LetterState.ISSUED_FOR_SERVICE
    )
    def plan_service_again(self, *, how: str, where: str) -> None:
        """A supervisor agrees another way to serve it."""
        self.service_round += 1
        self.service_method, self.service_place = how, where

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

    @transition(field=state, source=_BEFORE_REVIEW, target=LetterState.REPRESENTATIONS_RECEIVED)
    def receive_representations(self) -> None:
        """Something is said against it: in time, or that it reached the wrong person."""

    @transition(field=state, source=LetterState.REPRESENTATIONS_RECEIVED, target=LetterState.UPHELD)
    def uphold(self) -> None:
        """An inspector who did not authorise it finds that it stands."""

    @transition(
        field=state, source=LetterState.REPRESENTATIONS_RECEIVED, target=LetterState.AMENDED
    )
    def amend(self) -> None:
        """It stands as the answer reads it. What was served stays word for word."""

    @transition(
        field=state, source=LetterState.REPRESENTATIONS_RECEIVED, target=LetterState.WITHDRAWN
    )
    def call_back(self, *, at: datetime) -> None:
        """It was served and counts no longer; whatever cites it is recalled."""
        self.ended_at = at

    @transition(field=state, source=_BEFORE_EXPIRY, target=LetterState.EXPIRED)
    def expire(self, *, at: datetime) -> None:
        """Twelve months after service (domain: section 2a)."""
        self.ended_at = at
