"""One breach of an order, from the report to what came of it (domain: section 2i)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, transition

from casework.cases.models import Case
from casework.core.fields import StateField
from casework.enforcement.orders.models.names import BREACH_ENDED, BREACH_OPEN, BreachState
from casework.enforcement.orders.models.order import Order, when, who

B = BreachState


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases this user sees."""
        return self.filter(order__case__in=Case.objects.visible_to(user))

    def open(self) -> Self:
        """Nobody knows yet what came of them."""
        return self.filter(state__in=BREACH_OPEN)


class Breach(ConcurrentTransitionMixin, models.Model):
    """One breach. Whoever it protects broke nothing: the order binds the person alone."""

    class Kind(models.TextChoices):
        TERM = "TERM", "A term was broken"
        NOTIFICATION = "NOTIFICATION", "They did not notify the police in time"

    class Grade(models.TextChoices):
        A = "A", "A: arrest at once"
        B = "B", "B: arrest within days"
        C = "C", "C: arrest when found"

    order = models.ForeignKey(Order, models.PROTECT, related_name="breaches")
    state = StateField(choices=BreachState.choices, default=B.REPORTED, protected=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TERM)
    of_notice = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    what = models.TextField()
    # Nobody where the clock found it.
    reported_by = who()
    reported_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    due_proof = models.JSONField()
    crime_ref = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=1, choices=Grade.choices, default=Grade.A)
    grade_reason = models.TextField(blank=True)
    recorded_by = who()
    recorded_at = when()
    # Why an officer asks that nobody be arrested; empty where the arrest is wanted.
    no_arrest_asked = models.TextField(blank=True)
    arrested_at = when()
    custody_ref = models.CharField(max_length=40, blank=True)
    court_by = when()
    not_arrested_by = who()
    not_arrested_reason = models.TextField(blank=True)
    outcome_by = who()
    outcome_at = when()
    outcome_note = models.TextField(blank=True)
    # Counts up over all breaches of the order: the highest is the one that was dealt with last.
    turn = models.PositiveIntegerField(default=0)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["reported_at", "pk"]
        verbose_name_plural = "breaches"
        indexes = [models.Index(fields=["order", "state"])]
        constraints = [
            models.CheckConstraint(name="breach_state_known", condition=Q(state__in=B.values)),
            models.CheckConstraint(
                name="breach_grade_known", condition=Q(grade__in=["A", "B", "C"])
            ),
            models.CheckConstraint(
                name="breach_below_a_says_why", condition=Q(grade="A") | ~Q(grade_reason="")
            ),
            models.CheckConstraint(
                name="breach_recorded_before_anything_comes_of_it",
                condition=Q(state="REPORTED")
                | (Q(recorded_by__isnull=False, recorded_at__isnull=False) & ~Q(crime_ref="")),
            ),
            models.CheckConstraint(
                name="breach_arrest_has_a_time_and_custody",
                condition=~Q(state="ARRESTED")
                | (Q(arrested_at__isnull=False) & ~Q(custody_ref="")),
            ),
            models.CheckConstraint(
                name="breach_no_arrest_is_a_decision",
                condition=~Q(state="NOT_ARRESTED")
                | (Q(not_arrested_by__isnull=False) & ~Q(not_arrested_reason="")),
            ),
            models.CheckConstraint(
                name="breach_no_arrest_decided_by_another",
                condition=Q(not_arrested_by=None)
                | Q(recorded_by=None)
                | ~Q(not_arrested_by=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="breach_outcome_has_an_author",
                condition=~Q(state__in=[str(each) for each in BREACH_ENDED])
                | Q(outcome_by__isnull=False, outcome_at__isnull=False),
            ),
            models.CheckConstraint(
                name="breach_reported_after_it_happened",
                condition=Q(reported_at__gte=F("happened_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"breach {self.pk}"

    def get_absolute_url(self) -> str:
        return self.order.get_absolute_url()

    @property
    def audit_stream(self) -> str:
        return self.order.audit_stream

    @transition(field=state, source=B.REPORTED, target=B.ARRESTED)
    def arrest(self, *, at: datetime, custody_ref: str, court_by: datetime | None) -> None:
        self.arrested_at, self.custody_ref, self.court_by = at, custody_ref, court_by
        self.no_arrest_asked = ""

    @transition(field=state, source=B.REPORTED, target=B.NOT_ARRESTED)
    def do_not_arrest(self, *, by: Any, reason: str) -> None:
        """A sergeant decides it, never the officer who asked."""
        self.not_arrested_by, self.not_arrested_reason = by, reason

    @transition(
        field=state,
        source=(B.ARRESTED, B.NOT_ARRESTED),
        target=RETURN_VALUE(*BREACH_ENDED),
    )
    def end(self, outcome: str, *, by: Any, at: datetime, note: str) -> str:
        """What came of it: charged, nothing, or dealt with by the court."""
        self.outcome_by, self.outcome_at, self.outcome_note = by, at, note
        return B(outcome)
