"""What stands in the control room for the window of the event, and what happened in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from casework.cases.models import Change
from casework.operations.models.cohort import CohortMember
from casework.operations.models.fields import both_or_neither, said_by_somebody, when, who

LONGEST_INSTRUCTION = 200


class WindowFlag(models.Model):
    """A line on one person for the control room, live for the window of the event and no longer.

    The window follows from the event. What stands in command and control is what the control room
    says it put in and took out.
    """

    member = models.OneToOneField(CohortMember, models.PROTECT, related_name="window_flag")
    instruction = models.CharField(max_length=LONGEST_INSTRUCTION)
    asked_by = who()
    asked_at = models.DateTimeField(default=timezone.now)
    # Not wanted any more, before its window is over: the operation was cancelled.
    removed_because = models.TextField(blank=True)
    removed_by = who()
    removed_at = when()
    put_in_reference = models.CharField(max_length=40, blank=True)
    put_in_by = who()
    put_in_at = when()
    taken_out_reference = models.CharField(max_length=40, blank=True)
    taken_out_by = who()
    taken_out_at = when()

    class Meta:
        constraints = [
            models.CheckConstraint(name="window_flag_says_what", condition=~Q(instruction="")),
            models.CheckConstraint(
                name="window_flag_put_in_with_a_reference",
                condition=both_or_neither("put_in_by", "put_in_at")
                & (Q(put_in_by=None) | ~Q(put_in_reference="")),
            ),
            models.CheckConstraint(
                name="window_flag_taken_out_with_a_reference",
                condition=both_or_neither("taken_out_by", "taken_out_at")
                & (Q(taken_out_by=None) | ~Q(taken_out_reference="") & Q(put_in_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="window_flag_removed_for_a_reason",
                condition=said_by_somebody("removed"),
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"

    @property
    def audit_stream(self) -> str:
        return self.member.audit_stream


class DebriefLine(models.Model):
    """Something of a person of the operation that the debrief has to speak of. Append-only."""

    member = models.ForeignKey(CohortMember, models.PROTECT, related_name="debrief_lines")
    change = models.ForeignKey(Change, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "change"], name="debrief_line_once")
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"
