"""The contact gate: what must be known before anyone contacts the person (domain: section 2.0)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.cases.models.case import Case
from casework.people.models import Person


class ContactGate(models.Model):
    """Items 1 to 5 of the gate, checked once by a named person and good until `valid_until`.

    Item 6, authority, belongs to the letter or the visit itself. Whether it still stands is
    worked out each time from what has changed since (I8), never stored. Append-only.
    """

    class IdvaView(models.TextChoices):
        SOUGHT = "SOUGHT", "Sought and taken into account"
        NOT_SOUGHT = "NOT_SOUGHT", "Not sought, with the reason"

    case = models.ForeignKey(Case, models.PROTECT, related_name="gates")
    idva_view = models.CharField(max_length=10, choices=IdvaView.choices)
    idva_note = models.TextField()
    live_investigation = models.BooleanField()
    oic_agrees = models.BooleanField()
    oic_name = models.CharField(max_length=120, blank=True)
    conditions_read = models.BooleanField()
    conditions_note = models.TextField(blank=True)
    deconflicted = models.BooleanField()
    # Victims without a record of their own, a new partner: who, and why it is safe.
    others_note = models.TextField(blank=True)
    warnings_checked = models.BooleanField()
    warnings_note = models.TextField(blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField()

    class Meta:
        ordering = ["-checked_at", "-pk"]
        indexes = [models.Index(fields=["case", "-checked_at"])]
        constraints = [
            models.CheckConstraint(
                name="gate_oic_named_when_investigation_live",
                condition=Q(live_investigation=False) | Q(oic_agrees=False) | ~Q(oic_name=""),
            ),
            models.CheckConstraint(
                name="gate_valid_only_after_it_was_checked",
                condition=Q(valid_until__gt=F("checked_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"gate {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"


class VictimCheck(models.Model):
    """Whether it is safe for one linked victim or partner that contact is made."""

    class Outcome(models.TextChoices):
        SAFE = "SAFE", "Safe to proceed"
        WITH_PLAN = "WITH_PLAN", "Safe to proceed once the named step is done"
        UNSAFE = "UNSAFE", "Not safe to proceed"

    gate = models.ForeignKey(ContactGate, models.PROTECT, related_name="victim_checks")
    victim = models.ForeignKey(Person, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate", "victim"], name="victim_checked_once_a_gate"),
            models.CheckConstraint(
                name="victim_check_outcome_known",
                condition=Q(outcome__in=["SAFE", "WITH_PLAN", "UNSAFE"]),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class ContactHold(models.Model):
    """No contact without the manager. Officers see the same words whatever the kind is, and
    the kinds are in daily use for ordinary reasons, so that a hold reveals nothing.
    """

    class Kind(models.TextChoices):
        MAPPA_LEAD = "MAPPA_LEAD", "MAPPA leads"
        LIVE_INVESTIGATION = "LIVE_INVESTIGATION", "Live investigation"
        COMPLAINT = "COMPLAINT", "Complaint"
        RESTRICTED = "RESTRICTED", "Restricted"

    case = models.ForeignKey(Case, models.PROTECT, related_name="contact_holds")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    note = models.TextField(blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hold_lifted_by_and_at_together",
                condition=Q(lifted_by=None, lifted_at=None)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
