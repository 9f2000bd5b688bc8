"""The people of an operation: each with the grounds, the decision, and what goes with them."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from casework.cases.models import Case
from casework.incidents.models import Incident
from casework.operations.models.fields import never_the_same, said_by_somebody, when, who
from casework.operations.models.operation import Operation
from casework.operations.models.states import ENDED, Decision, Ground
from casework.ui.times import local_time


class EarlierEvent(models.Model):
    """An earlier event of the kind, in whose window reports are looked for. Append-only."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="earlier_events")
    at = models.DateTimeField()
    named = models.CharField(max_length=80, blank=True)
    added_by = who()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "at"], name="earlier_event_once")
        ]

    def __str__(self) -> str:
        return f"earlier event {self.pk}"

    @property
    def in_words(self) -> str:
        """Such as "Cup tie, Saturday 16 May 2026 at 3pm"."""
        return ", ".join(filter(None, (self.named, local_time(self.at))))


class CohortMemberQuerySet(models.QuerySet["CohortMember"]):
    def visible_to(self, user: Any) -> Self:
        """People of operations that this user plans, on cases that this user sees."""
        planned = Operation.objects.planned_by(user)
        return self.filter(operation__in=planned, case__in=Case.objects.visible_to(user))

    def under_way(self) -> Self:
        """Whoever is in an operation that is not over, or may yet be."""
        wanted = self.filter(left_out_at=None).exclude(decision=Decision.DECLINED)
        return wanted.exclude(operation__state__in=ENDED)


class CohortMember(models.Model):
    """One person of an operation, by their case; decided on one at a time, with reasons."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="members")
    case = models.ForeignKey(Case, models.PROTECT, related_name="operations_in")
    proposed_by = who()
    proposed_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_by = who()
    decided_at = when()
    # Whom to reach first where there are too few to reach all; 1 is the first.
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    # The package: what was looked up about warrants, bail and orders, and who was thought of.
    checks = models.TextField(blank=True)
    victim_cover = models.TextField(blank=True)
    packed_by = who()
    packed_at = when()
    # Approved and yet not to be contacted: why, and who said so.
    left_out_because = models.TextField(blank=True)
    left_out_by = who()
    left_out_at = when()

    objects = CohortMemberQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "case"], name="member_once"),
            models.CheckConstraint(
                name="member_decided_by_somebody_with_reasons",
                condition=Q(decision="", decision_reason="", decided_by=None, decided_at=None)
                | Q(
                    decision__in=Decision.values, decided_by__isnull=False, decided_at__isnull=False
                )
                & ~Q(decision_reason=""),
            ),
            models.CheckConstraint(
                name="member_decided_by_another_than_proposed",
                condition=never_the_same("decided_by", "proposed_by"),
            ),
            models.CheckConstraint(
                name="member_package_is_whole",
                condition=Q(packed_by=None, packed_at=None, checks="", victim_cover="")
                | Q(packed_by__isnull=False, packed_at__isnull=False)
                & ~Q(checks="")
                & ~Q(victim_cover=""),
            ),
            models.CheckConstraint(
                name="member_left_out_by_somebody_for_a_reason",
                condition=said_by_somebody("left_out"),
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def is_in(self) -> bool:
        """Whether the person is to be contacted."""
        return self.decision == Decision.APPROVED and self.left_out_at is None


class MemberGround(models.Model):
    """One ground on which somebody was proposed, as it was found that day. Append-only."""

    member = models.ForeignKey(CohortMember, models.PROTECT, related_name="grounds")
    kind = models.CharField(max_length=14, choices=Ground.choices)
    words = models.CharField(max_length=300)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="+")
    earlier_event = models.ForeignKey(
        EarlierEvent, models.PROTECT, null=True, blank=True, related_name="+"
    )
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="ground_known_and_in_words",
                condition=Q(kind__in=Ground.values) & ~Q(words=""),
            ),
            models.CheckConstraint(
                name="ground_of_event_history_names_its_report",
                condition=~Q(kind="EVENT_HISTORY")
                | Q(incident__isnull=False, earlier_event__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
