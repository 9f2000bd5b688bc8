"""An operation around an event, and its states from the plan to the results (domain: section 2j).

Nothing here says when a contact is due: a contact keeps how far from the event it lies, so that
moving the event moves all of them together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, transition

from casework.accounts.access import role_scope
from casework.accounts.models import Role
from casework.cases.models import not_kept_from
from casework.core.fields import StateField
from casework.operations.models.fields import both_or_neither, never_the_same, when, who
from casework.operations.models.states import (
    APPROVED_ON,
    BRIEFED_ON,
    DEBRIEF_ON,
    LIVE,
    PROPOSED_ON,
    RUNNING_ON,
    Intensity,
    OperationState,
)

S = OperationState
PLANNERS = (Role.SUPERVISOR, Role.MANAGER, Role.ANALYST)


class OperationQuerySet(models.QuerySet["Operation"]):
    def planned_by(self, user: Any) -> Self:
        """Those of the teams or forces where the user is a supervisor, a manager or an analyst."""
        return self.filter(role_scope(user, *PLANNERS).q())

    def visible_to(self, user: Any) -> Self:
        """Those the user plans; an officer's with a contact of theirs, once people are briefed;
        an adviser's with a flag for the window."""
        members = apps.get_model("operations", "CohortMember")._default_manager
        known = Q(members__in=members.filter(not_kept_from(user)))
        officers = role_scope(user, Role.OFFICER).q(force="force", team="force__teams")
        theirs = Q(members__contacts__officer=user.pk) & ~Q(members__contacts__state="PLANNED")
        desk = role_scope(user, Role.ADVISER).q(force="force", team="force__teams")
        seen = self.model.objects.filter(
            role_scope(user, *PLANNERS).q()
            | (known & officers & theirs & Q(briefed_at__isnull=False))
            | (known & desk & Q(members__window_flag__isnull=False, briefed_at__isnull=False))
        )
        return self.filter(pk__in=seen.values("pk"))


def law(name: str, states: tuple[S, ...], wanted: Q) -> models.CheckConstraint:
    """Whoever is in one of the states has what is wanted."""
    return models.CheckConstraint(
        name=f"operation_{name}",
        condition=(~Q(state__in=states) & ~Q(resumes_to__in=states)) | wanted,
    )


class Operation(ConcurrentTransitionMixin, models.Model):
    """Contacts around one event, for one team. `code` names it and holds nobody's data."""

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="operations")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="operations")
    state = StateField(choices=S.choices, default=S.PLANNED, protected=True)
    code = models.CharField(max_length=40)
    event_at = models.DateTimeField()
    venue = models.CharField(max_length=120)
    intensity = models.CharField(max_length=6, choices=Intensity.choices)
    # Where a moved operation goes back to once all who were told are told again.
    resumes_to = models.CharField(max_length=20, blank=True)
    created_by = who()
    created_at = models.DateTimeField(default=timezone.now)
    proposed_by = who()
    proposed_at = when()
    equality_note = models.TextField(blank=True)
    approved_by = who()
    approved_at = when()
    briefed_by = who()
    briefed_at = when()
    run_by = who()
    run_at = when()
    debriefed_by = who()
    debriefed_at = when()
    results = models.TextField(blank=True)
    late_because = models.TextField(blank=True)
    closed_by = who()
    closed_at = when()
    cancelled_because = models.TextField(blank=True)
    cancelled_by = who()
    cancelled_at = when()

    objects = OperationQuerySet.as_manager()

    class Meta:
        ordering = ["-event_at", "-pk"]
        indexes = [models.Index(fields=["team", "state"]), models.Index(fields=["state"])]
        constraints = [
            models.UniqueConstraint(fields=["force", "code"], name="operation_code_once"),
            models.CheckConstraint(name="operation_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="operation_intensity_known", condition=Q(intensity__in=Intensity.values)
            ),
            models.CheckConstraint(
                name="operation_has_a_code_and_a_venue", condition=~Q(code="") & ~Q(venue="")
            ),
            models.CheckConstraint(
                name="operation_goes_back_exactly_when_moved",
                condition=Q(state="RESCHEDULED", resumes_to__in=LIVE)
                | (~Q(state="RESCHEDULED") & Q(resumes_to="")),
            ),
            law("proposed_by_somebody", PROPOSED_ON, Q(proposed_by__isnull=False)),
            law(
                "approved_with_an_equality_note",
                APPROVED_ON,
                Q(approved_by__isnull=False) & ~Q(equality_note=""),
            ),
            law("briefed_by_somebody", BRIEFED_ON, Q(briefed_by__isnull=False)),
            law("run_by_somebody", RUNNING_ON, Q(run_by__isnull=False)),
            law("debriefed_by_somebody", DEBRIEF_ON, Q(debriefed_by__isnull=False)),
            law("closed_with_results", (S.CLOSED,), Q(closed_by__isnull=False) & ~Q(results="")),
            law(
                "cancelled_for_a_reason",
                (S.CANCELLED,),
                Q(cancelled_by__isnull=False) & ~Q(cancelled_because=""),
            ),
            *(
                models.CheckConstraint(
                    name=f"operation_{did}_by_and_at_together",
                    condition=both_or_neither(f"{did}_by", f"{did}_at"),
                )
                for did in (
                    "proposed",
                    "approved",
                    "briefed",
                    "run",
                    "debriefed",
                    "closed",
                    "cancelled",
                )
            ),
            models.CheckConstraint(
                name="operation_approver_is_not_its_proposer",
                condition=never_the_same("approved_by", "proposed_by"),
            ),
            models.CheckConstraint(
                name="operation_debriefed_after_its_event",
                condition=Q(debriefed_at=None) | Q(debriefed_at__gte=F("event_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Operation {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("operations:operation", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        return f"operation:{self.pk}"

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(field=state, source=S.PLANNED, target=S.COHORT_PROPOSED)
    def propose(self, *, by: Any, at: datetime) -> None:
        """The analyst puts the people forward, each with grounds."""
        self.proposed_by, self.proposed_at = by, at

    @transition(field=state, source=S.COHORT_PROPOSED, target=S.COHORT_APPROVED)
    def approve(self, *, by: Any, at: datetime, equality_note: str) -> None:
        """The DI has decided on each person, and says what it means for equality."""
        self.approved_by, self.approved_at, self.equality_note = by, at, equality_note

    @transition(field=state, source=S.COHORT_APPROVED, target=S.BRIEFED)
    def brief(self, *, by: Any, at: datetime) -> None:
        """The sergeant has briefed: packages are complete, those who were harmed heard first."""
        self.briefed_by, self.briefed_at = by, at

    @transition(field=state, source=S.BRIEFED, target=S.RUNNING)
    def begin_running(self, *, by: Any, at: datetime) -> None:
        """The DI lets contacts start, each when its time comes."""
        self.run_by, self.run_at = by, at

    @transition(field=state, source=S.RUNNING, target=S.DEBRIEF)
    def begin_debrief(self, *, by: Any, at: datetime) -> None:
        """The event is over and no contact is still to come."""
        self.debriefed_by, self.debriefed_at = by, at

    @transition(field=state, source=S.DEBRIEF, target=S.CLOSED)
    def close_with_results(self, *, by: Any, at: datetime, results: str, late: str) -> None:
        """The DI says what came of it."""
        self.closed_by, self.closed_at = by, at
        self.results, self.late_because = results, late

    @transition(field=state, source=(*LIVE, S.RESCHEDULED), target=S.RESCHEDULED)
    def move_event(self, *, to: datetime) -> None:
        """The event moves, and every contact that has not started with it."""
        self.resumes_to = self.resumes_to or str(self.state)
        self.event_at = to

    @transition(field=state, source=S.RESCHEDULED, target=RETURN_VALUE(*LIVE))
    def take_up(self) -> str:
        """Goes on where it stood, now that all who were told of it know the new time."""
        back, self.resumes_to = self.resumes_to, ""
        return back

    @transition(field=state, source=(*LIVE, S.RESCHEDULED), target=S.CANCELLED)
    def call_off(self, *, by: Any, at: datetime, reason: str) -> None:
        """It does not take place: nothing that has not started will."""
        self.cancelled_by, self.cancelled_at = by, at
        self.cancelled_because, self.resumes_to = reason, ""


class EventMove(models.Model):
    """That the event was moved: from when to when, why, by whom. Append-only."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="event_moves")
    number = models.PositiveSmallIntegerField()
    was_at = models.DateTimeField()
    now_at = models.DateTimeField()
    reason = models.TextField()
    by = who()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "number"], name="event_move_once"),
            models.CheckConstraint(
                name="event_moves_for_a_reason",
                condition=~Q(was_at=F("now_at")) & ~Q(reason="") & Q(by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"move {self.number}"
