"""A referral to another agency and its states, from draft to closing (domain: section 2d)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, transition

from casework.accounts.models import Role
from casework.accounts.outside import desks_of
from casework.cases.models import Case, not_kept_from
from casework.core.fields import StateField
from casework.partners.models.agency import Agency, Service
from casework.partners.models.states import (
    AT_SERVICE,
    BEFORE_SERVICE,
    ENDED,
    NEEDS_NEXT_STEP,
    RECALLABLE,
    TO_ACKNOWLEDGE,
    TO_DECIDE,
    UNSENT,
    DeclineCode,
    ReferralState,
    RiskEffect,
)

REF_OFFSET = 10_000
LATE = {
    ReferralState.SENT: ReferralState.NO_ACK,
    ReferralState.ACKNOWLEDGED: ReferralState.NO_DECISION,
    ReferralState.ACCEPTED: ReferralState.NOT_STARTED,
    ReferralState.IN_SERVICE: ReferralState.FEEDBACK_OVERDUE,
}


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases this user sees, and those sent to the user's own agency's desk."""
        desks = desks_of(user, Role.PARTNER)
        received = Q(service__agency__team__in=desks, sent_at__isnull=False)
        received &= not_kept_from(user)
        return self.filter(Q(case__in=Case.objects.visible_to(user)) | received)


def _user(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", **more
    )


def _both(name: str, other: str) -> Q:
    """Both there or neither."""
    missing = {f"{name}__isnull": True, f"{other}__isnull": True}
    there = {f"{name}__isnull": False, f"{other}__isnull": False}
    return Q(**missing) | Q(**there)


class Referral(ConcurrentTransitionMixin, models.Model):
    """One referral of the person of a case to one service of another agency."""

    class Urgency(models.TextChoices):
        ROUTINE = "ROUTINE", "Routine"
        URGENT = "URGENT", "Urgent"

    class TakesPart(models.TextChoices):
        """Whether the person agrees to take part: apart from the ground for sharing."""

        AGREED = "AGREED", "They agreed"
        REFUSED = "REFUSED", "They did not agree"
        NOT_ASKED = "NOT_ASKED", "They were not asked"
        ORDERED = "ORDERED", "An order requires it"

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    state = StateField(choices=ReferralState.choices, default=ReferralState.DRAFT, protected=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    need = models.TextField(blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE)
    risk_to_staff = models.TextField(blank=True)
    person_told = models.TextField(blank=True)
    takes_part = models.CharField(max_length=10, choices=TakesPart.choices, blank=True)
    author = _user()
    # The frozen set that is asked approval for, then approved, then sent.
    data_set = models.ForeignKey(
        "partners.DataSet", models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField(blank=True)
    approved_by = _user()
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_by = _user()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_sha256 = models.CharField(max_length=64, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_code = models.CharField(max_length=20, choices=DeclineCode.choices, blank=True)
    first_appointment_on = models.DateField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=ReferralState.choices, blank=True)
    order_told = models.CharField(max_length=300, blank=True)
    recalled_by = _user()
    recalled_at = models.DateTimeField(null=True, blank=True)
    recall_reason = models.TextField(blank=True)
    deletion_confirmed_by = _user()
    deletion_confirmed_at = models.DateTimeField(null=True, blank=True)
    breach_assessment = models.TextField(blank=True)
    breach_reportable = models.BooleanField(null=True, blank=True)
    risk_effect = models.CharField(max_length=10, choices=RiskEffect.choices, blank=True)
    risk_note = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    closed_by = _user()
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "state"]),
            models.Index(fields=["service", "sent_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="referral_state_known", condition=Q(state__in=ReferralState.values)
            ),
            models.CheckConstraint(
                name="referral_approver_is_not_its_author",
                condition=Q(approved_by=None) | ~Q(approved_by=F("author")),
            ),
            models.CheckConstraint(
                name="referral_approved_by_and_at_together",
                condition=_both("approved_by", "approved_at"),
            ),
            models.CheckConstraint(
                name="referral_leaves_draft_whole",
                condition=Q(state__in=["DRAFT", "CANCELLED"])
                | (
                    Q(approved_by__isnull=False, data_set__isnull=False, service__isnull=False)
                    & ~Q(risk_to_staff="")
                    & ~Q(need="")
                ),
            ),
            models.CheckConstraint(
                name="referral_sent_with_its_hash",
                condition=Q(sent_at=None, sent_by=None, sent_sha256="")
                & Q(state__in=[*UNSENT, "CANCELLED"])
                | Q(sent_at__isnull=False, sent_by__isnull=False)
                & ~Q(sent_sha256="")
                & ~Q(state__in=[*UNSENT, "CANCELLED"]),
            ),
            models.CheckConstraint(
                name="referral_declined_for_a_coded_reason",
                condition=~Q(state="DECLINED") & ~Q(outcome="DECLINED") | ~Q(decline_code=""),
            ),
            models.CheckConstraint(
                name="referral_in_service_from_a_first_appointment",
                condition=~Q(state__in=[*AT_SERVICE, "COMPLETED", "WITHDRAWN"])
                | Q(first_appointment_on__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_recalled_by_somebody_for_a_reason",
                condition=~Q(state="RECALLED")
                | Q(recalled_by__isnull=False, recalled_at__isnull=False) & ~Q(recall_reason=""),
            ),
            models.CheckConstraint(
                name="referral_deletion_confirmed_by_and_at_together",
                condition=_both("deletion_confirmed_by", "deletion_confirmed_at"),
            ),
            models.CheckConstraint(
                name="referral_closed_with_its_effect_on_risk",
                condition=~Q(state="CLOSED")
                | Q(closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(risk_effect="")
                & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="referral_without_success_has_a_next_step",
                condition=~Q(state="CLOSED") | ~Q(outcome__in=NEEDS_NEXT_STEP) | ~Q(next_step=""),
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("partners:referral", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def ref(self) -> str:
        """The opaque reference, such as RF-10007: it says nothing of the case."""
        return f"RF-{self.pk + REF_OFFSET}"

    @property
    def outside_ref(self) -> str:
        """By what the agency knows it."""
        return self.ref

    @property
    def agency(self) -> Agency:
        """The agency it goes to. Raises ValueError while none is chosen."""
        if self.service is None:
            raise ValueError("No service is chosen yet.")
        return self.service.agency

    @property
    def with_agency(self) -> bool:
        """Whether it was sent and has neither ended nor been taken back."""
        return self.state in RECALLABLE

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(field=state, source=ReferralState.DRAFT, target=ReferralState.APPROVED)
    def approve(self, *, by: Any, at: datetime) -> None:
        """A sergeant who did not write it lets it go out."""
        self.approved_by, self.approved_at, self.return_reason = by, at, ""

    @transition(
        field=state,
        source=(ReferralState.DRAFT, ReferralState.APPROVED),
        target=ReferralState.CANCELLED,
    )
    def cancel(self) -> None:
        """It is not to go out. Possible until it was sent."""

    @transition(field=state, source=ReferralState.APPROVED, target=ReferralState.SENT)
    def send(self, *, by: Any, at: datetime, sha256: str) -> None:
        """The approved set went to the agency."""
        self.sent_by, self.sent_at, self.sent_sha256 = by, at, sha256

    @transition(field=state, source=tuple(LATE), target=RETURN_VALUE(*LATE.values()))
    def run_late(self) -> str:
        """The agency's time is up. Nothing closes; the chase begins."""
        return LATE[ReferralState(self.state)]

    @transition(field=state, source=TO_ACKNOWLEDGE, target=ReferralState.ACKNOWLEDGED)
    def acknowledge(self, *, at: datetime) -> None:
        """The agency has it."""
        self.acknowledged_at = at

    @transition(field=state, source=TO_DECIDE, target=ReferralState.ACCEPTED)
    def accept(self, *, at: datetime) -> None:
        """The agency takes the person on."""
        self.decided_at = at

    @transition(field=state, source=TO_DECIDE, target=ReferralState.DECLINED)
    def decline(self, *, at: datetime, code: str) -> None:
        """The agency does not, for a coded reason."""
        self.decided_at = self.ended_at = at
        self.decline_code, self.outcome = code, ReferralState.DECLINED

    @transition(field=state, source=TO_DECIDE, target=ReferralState.REDIRECTED)
    def redirect(self, *, at: datetime) -> None:
        """The agency points to another one."""
        self.decided_at = self.ended_at = at
        self.outcome = ReferralState.REDIRECTED

    @transition(field=state, source=TO_DECIDE, target=ReferralState.MORE_INFO)
    def ask_for_more(self) -> None:
        """The agency cannot decide on what it has."""

    @transition(field=state, source=ReferralState.MORE_INFO, target=ReferralState.ACKNOWLEDGED)
    def answer(self, *, at: datetime) -> None:
        """The owner answered; the agency's time to decide runs anew."""
        self.acknowledged_at = at

    @transition(field=state, source=BEFORE_SERVICE, target=ReferralState.IN_SERVICE)
    def begin_service(self, *, on: date, at: datetime) -> None:
        """The first appointment took place."""
        self.first_appointment_on, self.reported_at = on, at

    @transition(field=state, source=AT_SERVICE, target=ReferralState.IN_SERVICE)
    def report(self, *, at: datetime) -> None:
        """The agency said how it goes."""
        self.reported_at = at

    @transition(field=state, source=AT_SERVICE, target=ReferralState.COMPLETED)
    def complete(self, *, at: datetime) -> None:
        """They did all of it."""
        self.reported_at = self.ended_at = at
        self.outcome = ReferralState.COMPLETED

    @transition(field=state, source=(*BEFORE_SERVICE, *AT_SERVICE), target=ReferralState.DISENGAGED)
    def disengage(self, *, at: datetime) -> None:
        """They stopped coming, or never came."""
        self.reported_at = self.ended_at = at
        self.outcome = ReferralState.DISENGAGED

    @transition(field=state, source=AT_SERVICE, target=ReferralState.WITHDRAWN)
    def end_service(self, *, at: datetime) -> None:
        """The agency ended it."""
        self.reported_at = self.ended_at = at
        self.outcome = ReferralState.WITHDRAWN

    @transition(field=state, source=RECALLABLE, target=ReferralState.RECALLED)
    def recall(self, *, by: Any, at: datetime, reason: str) -> None:
        """It was sent in error: the agency is to delete it."""
        self.recalled_by, self.recalled_at, self.recall_reason = by, at, reason
        self.outcome = ReferralState.RECALLED

    @transition(field=state, source=ENDED, target=ReferralState.CLOSED)
    def close(self, *, by: Any, at: datetime, effect: str, note: str, next_step: str) -> None:
        """The owner said what it did to the risk and what follows."""
        self.closed_by, self.closed_at = by, at
        self.risk_effect, self.risk_note, self.next_step = effect, note, next_step
