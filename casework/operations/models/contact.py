"""A contact with one person of an operation, so many minutes from the event. It has no time of
its own: when it is due is worked out from the event, each time it is asked (domain: section 2j)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, transition

from casework.core.fields import StateField
from casework.operations.models.cohort import CohortMember
from casework.operations.models.fields import both_or_neither, never_the_same, when, who
from casework.operations.models.operation import Operation
from casework.operations.models.states import UNSTARTED, ContactKind, ContactState, Wave

C = ContactState


class TimedContactQuerySet(models.QuerySet["TimedContact"]):
    def to_make(self) -> Self:
        """Those whose officer has something to do yet: not started, or nothing written of it."""
        under_way = CohortMember.objects.under_way()
        waiting = Q(state__in=UNSTARTED) | Q(state=C.STARTED, was_made=None)
        return self.filter(waiting, member__in=under_way)


class TimedContact(ConcurrentTransitionMixin, models.Model):
    """One contact: with whom, by which intervention, how far from the event, by which officer."""

    member = models.ForeignKey(CohortMember, models.PROTECT, related_name="contacts")
    state = StateField(choices=C.choices, default=C.PLANNED, protected=True)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    wave = models.CharField(max_length=6, choices=Wave.choices)
    # Minutes from the start of the event, negative before it.
    minutes = models.SmallIntegerField()
    officer = who()
    planned_by = who()
    planned_at = models.DateTimeField(default=timezone.now)
    approved_by = who()
    approved_at = when()
    # For which start of the event it was started: a later move of the event leaves it alone.
    started_for = when()
    started_at = when()
    # Why it could not be started when it was last tried.
    held_because = models.TextField(blank=True)
    voided_because = models.TextField(blank=True)
    voided_by = who()
    voided_at = when()
    was_made = models.BooleanField(null=True, blank=True)
    result = models.TextField(blank=True)
    result_by = who()
    result_at = when()

    objects = TimedContactQuerySet.as_manager()

    class Meta:
        ordering = ["minutes", "pk"]
        indexes = [models.Index(fields=["state"]), models.Index(fields=["officer", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "minutes"],
                condition=~Q(state="VOIDED"),
                name="timed_contact_once",
            ),
            models.CheckConstraint(
                name="timed_contact_known",
                condition=Q(state__in=C.values, kind__in=ContactKind.values, wave__in=Wave.values),
            ),
            models.CheckConstraint(
                name="timed_contact_lies_in_its_wave",
                condition=Q(wave="BEFORE", minutes__lt=0)
                | Q(wave="AFTER", minutes__gt=0)
                | Q(wave="DURING", minutes__gt=-1440, minutes__lt=1440),
            ),
            models.CheckConstraint(
                name="timed_contact_approver_is_not_its_planner",
                condition=never_the_same("approved_by", "planned_by"),
            ),
            models.CheckConstraint(
                name="timed_contact_approved_by_somebody",
                condition=both_or_neither("approved_by", "approved_at")
                & (~Q(state__in=["APPROVED", "STARTED"]) | Q(approved_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="timed_contact_started_exactly_when_it_was",
                condition=Q(state="STARTED", started_for__isnull=False, started_at__isnull=False)
                | ~Q(state="STARTED") & Q(started_for=None, started_at=None),
            ),
            models.CheckConstraint(
                name="timed_contact_voided_for_a_reason",
                condition=Q(state="VOIDED", voided_by__isnull=False, voided_at__isnull=False)
                & ~Q(voided_because="")
                | ~Q(state="VOIDED") & Q(voided_by=None, voided_at=None, voided_because=""),
            ),
            models.CheckConstraint(
                name="timed_contact_not_started_says_why",
                condition=~Q(state="MISSED") | ~Q(held_because=""),
            ),
            models.CheckConstraint(
                name="timed_contact_result_is_whole_and_of_a_started_one",
                condition=Q(was_made=None, result="", result_by=None, result_at=None)
                | Q(
                    state="STARTED",
                    was_made__isnull=False,
                    result_by__isnull=False,
                    result_at__isnull=False,
                )
                & ~Q(result=""),
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def audit_stream(self) -> str:
        return self.member.audit_stream

    @property
    def is_to_make(self) -> bool:
        """Whether its officer has something to do yet."""
        return bool(TimedContact.objects.to_make().filter(pk=self.pk).exists())

    @property
    def case(self) -> Any:
        return self.member.case

    @property
    def operation(self) -> Operation:
        return self.member.operation

    @property
    def intervention(self) -> Any:
        """The intervention that it started, or None."""
        link = getattr(self, "start_link", None)
        return link.intervention if link else None

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(field=state, source=C.PLANNED, target=C.APPROVED)
    def let_go_ahead(self, *, by: Any, at: datetime) -> None:
        """A supervisor who did not plan it says yes."""
        self.approved_by, self.approved_at = by, at

    @transition(field=state, source=C.APPROVED, target=C.STARTED)
    def set_going(self, *, event_at: datetime, at: datetime) -> None:
        """Its time has come: its intervention runs on the case."""
        self.started_for, self.started_at, self.held_because = event_at, at, ""

    @transition(field=state, source=UNSTARTED, target=C.MISSED)
    def miss(self, *, why: str) -> None:
        """Its time has passed and it could not be started."""
        self.held_because = why

    @transition(field=state, source=UNSTARTED, target=C.VOIDED)
    def void(self, *, by: Any, at: datetime, reason: str) -> None:
        """It is not to happen."""
        self.voided_by, self.voided_at, self.voided_because = by, at, reason
