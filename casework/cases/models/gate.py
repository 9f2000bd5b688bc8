"""The contact gate: what must be known before anyone contacts the person (domain: section 2.0)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.cases.models.case import Case
from casework.people.models import Person


class ContactGate(models.Model):
    """The six items of the gate, checked once by a named person and good until `valid_until`.

    Item 6, authority, is signed on the letter or the visit itself and looked at again where that
    is released; here is said on what authority the contact will rest. Whether the check still
    stands is worked out each time from what has changed since (I8), never stored. Append-only.
    """

    class IdvaView(models.TextChoices):
        SOUGHT = "SOUGHT", "Sought and taken into account"
        NOT_SOUGHT = "NOT_SOUGHT", "Not sought, with the reason"

    class Authority(models.TextChoices):
        SIGNED = "SIGNED", "Signed already"
        AT_RELEASE = "AT_RELEASE", "Signed before anything is released"
        NONE = "NONE", "There is none"

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
    authority = models.CharField(
        max_length=10, choices=Authority.choices, default=Authority.AT_RELEASE
    )
    # What is special about the person (`Special`), each with what clears it, "" where nothing has.
    special = models.JSONField(default=dict, blank=True)
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
            models.CheckConstraint(
                name="gate_authority_known",
                condition=Q(authority__in=["SIGNED", "AT_RELEASE", "NONE"]),
            ),
        ]

    def __str__(self) -> str:
        return f"gate {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"


class Special(models.TextChoices):
    """What stops ordinary contact with the person (domain: section 2.12)."""

    UNDER_18 = "UNDER_18", "They are under 18"
    CAPACITY = "CAPACITY", "They lack capacity, or are detained under mental health law"
    SELF_HARM = "SELF_HARM", "They are at high risk of harming themselves"
    IN_CUSTODY = "IN_CUSTODY", "They are in custody or prison"
    EMPLOYEE = "EMPLOYEE", "They work for this force, or are related to somebody who uses this"


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
