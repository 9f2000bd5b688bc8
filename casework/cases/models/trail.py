"""What happened to a case: its moves, the flags that joined it, changes of circumstances."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.cases.models.case import Case
from casework.cases.models.states import Reason, State
from casework.identification.models import Flag


class Numbering(models.Model):
    """The last case number given in a year. Locked while the next one is given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.last} of {self.year}"


class Move(models.Model):
    """One move of a case: who, when, from where to where, and why. Append-only.

    `details` keeps what was stated for this move alone, such as the receiving force.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    # Empty when the system moved it, on a date that somebody set.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason_code = models.CharField(max_length=30, choices=Reason.choices, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "at"])]
        constraints = [
            models.CheckConstraint(
                name="move_states_known",
                condition=Q(target__in=State.values) & Q(source__in=["", *State.values]),
            ),
            models.CheckConstraint(name="move_goes_somewhere", condition=~Q(source=F("target"))),
            models.CheckConstraint(
                name="move_reason_listed", condition=Q(reason_code__in=["", *Reason.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} to {self.target}"


class LinkedFlag(models.Model):
    """A flag raised while the person already had an open case: it joins that case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="linked_flags")
    flag = models.OneToOneField(Flag, models.PROTECT, related_name="linked_to")
    linked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"flag {self.flag_id} on case {self.case_id}"


class ChangeKind(models.TextChoices):
    """What may change about somebody's situation (domain: section 3.3)."""

    REPORT = "REPORT", "New report or crime"
    BREACH = "BREACH", "Bail or an order was breached"
    THREAT = "THREAT", "Threats to kill, or of suicide"
    STRANGULATION = "STRANGULATION", "Strangulation"
    WEAPON = "WEAPON", "A weapon or a firearm"
    RELEASED = "RELEASED", "Released from custody"
    RECALLED = "RECALLED", "Recalled to prison"
    WANTED = "WANTED", "Circulated as wanted"
    MISSING_VICTIM = "MISSING_VICTIM", "A victim is missing"
    ORDER_REFUSED = "ORDER_REFUSED", "A court refused an order"
    BAIL = "BAIL", "Bail, licence or an order changed"
    RELATIONSHIP = "RELATIONSHIP", "Separation"
    NEW_PARTNER = "NEW_PARTNER", "A new partner is known"
    PREGNANCY = "PREGNANCY", "A pregnancy"
    COURT = "COURT", "Court date"
    CHILD_CONTACT = "CHILD_CONTACT", "Child-contact hearing"
    CHILD_IN_HOME = "CHILD_IN_HOME", "A child lives with them now"
    VICTIM_MOVED = "VICTIM_MOVED", "A victim moved or came back"
    JOB_LOST = "JOB_LOST", "They lost their job"
    DROPPED_OUT = "DROPPED_OUT", "They left a programme"
    ADDRESS = "ADDRESS", "Address or phone changed"
    PARTNER_INFO = "PARTNER_INFO", "A partner agency told us something"
    RANK_ROSE = "RANK_ROSE", "They rose in the ranking"
    HOSTILE = "HOSTILE", "Hostile when police made contact"
    SAYS_VICTIM = "SAYS_VICTIM", "They say that they are the one who is harmed"
    OTHER = "OTHER", "Something else that bears on risk"


class Change(models.Model):
    """Something about the person's situation changed. Append-only.

    Each asks for a new assessment in its own time (domain: section 3.3) and ends the standing
    of an earlier contact check (I8).
    """

    Kind = ChangeKind

    case = models.ForeignKey(Case, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    note = models.TextField()
    # Nobody where the system heard of it: an import, a clock.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["case", "-noted_at"])]
        constraints = [
            models.CheckConstraint(
                name="change_kind_known",
                condition=Q(kind__in=ChangeKind.values),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
