"""How long the record of an ended case is kept, and what holds its disposal (domain: section 5.5).

One row for each case that has ended; what was decided about it is in `trail`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, transition

from casework.accounts.access import role_scope
from casework.accounts.models import Role
from casework.cases.models import Case, not_kept_from
from casework.core.fields import StateField
from casework.retention.models.states import Group, HoldKind, RetentionState

S = RetentionState


class RetentionQuerySet(models.QuerySet["Retention"]):
    def visible_to(self, user: Any) -> Self:
        """Of the cases this user sees: how long each is kept is no secret of those who read it."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def answered_for_by(self, user: Any) -> Self:
        """Of the cases this user manages, none of a person who is kept from them."""
        scope = role_scope(user, Role.MANAGER).q(force="case__force", team="case__team")
        return self.filter(scope, not_kept_from(user))

    def held(self, at: datetime) -> Self:
        """Those with a hold on disposal that runs at the aware instant."""
        return self.filter(pk__in=DisposalHold.objects.running(at).values("retention"))


class Retention(ConcurrentTransitionMixin, models.Model):
    """One ended case: its group, from when its clear period runs, when it is reviewed next.

    Nothing is deleted by it. `CONFIRMED` says that two people agreed that the record may go;
    the disposal itself is no part of this room.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="retention")
    state = StateField(choices=RetentionState.choices, default=S.KEPT, protected=True)
    state_since = models.DateTimeField(default=timezone.now)
    group = models.CharField(max_length=1, choices=Group.choices)
    # Why it is this group.
    why = models.TextField()
    # The last relevant coming to notice; the end of the case at the earliest.
    clear_from = models.DateTimeField()
    review_due_at = models.DateTimeField()
    due_proof = models.JSONField()
    begun_at = models.DateTimeField(default=timezone.now)

    objects = RetentionQuerySet.as_manager()

    class Meta:
        verbose_name = "retention record"
        indexes = [models.Index(fields=["state", "review_due_at"])]
        constraints = [
            models.CheckConstraint(
                name="retention_state_known", condition=Q(state__in=RetentionState.values)
            ),
            models.CheckConstraint(
                name="retention_group_known", condition=Q(group__in=Group.values)
            ),
            models.CheckConstraint(name="retention_group_has_a_reason", condition=~Q(why="")),
            models.CheckConstraint(
                name="retention_review_after_last_notice",
                condition=Q(review_due_at__gt=F("clear_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"retention record {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("retention:record", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        """Its own: what a hold is for is not for everybody who reads the case."""
        return f"retention:{self.pk}"

    def is_overdue(self, at: datetime) -> bool:
        """Whether it should have been reviewed by the aware instant and was not."""
        return self.state != S.CONFIRMED and self.review_due_at <= at

    def is_held(self, at: datetime) -> bool:
        """Whether a hold on disposal runs at the aware instant."""
        return bool(self.holds.running(at).exists())

    def count(self, *, clear_from: datetime, due_at: datetime, proof: dict[str, Any]) -> None:
        """When it is reviewed next, from here on."""
        self.clear_from, self.review_due_at, self.due_proof = clear_from, due_at, proof

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(field=state, source=S.KEPT, target=S.PROPOSED)
    def propose(self, *, at: datetime) -> None:
        """A manager proposes to dispose of it; another decides."""
        self.state_since = at

    @transition(field=state, source=S.PROPOSED, target=S.CONFIRMED)
    def confirm(self, *, at: datetime) -> None:
        """A second manager agrees that it may go. Nothing is deleted by that."""
        self.state_since = at

    @transition(field=state, source=S.PROPOSED, target=S.KEPT)
    def give_back(self, *, at: datetime) -> None:
        """The proposal is returned, or what happened since has overtaken it."""
        self.state_since = at

    @transition(field=state, source=S.CONFIRMED, target=S.KEPT)
    def keep_after_all(self, *, at: datetime) -> None:
        """It was to go and is kept: reviewed again, or the person came to notice again."""
        self.state_since = at


class HoldQuerySet(models.QuerySet["DisposalHold"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(retention__in=Retention.objects.visible_to(user))

    def running(self, at: datetime) -> Self:
        """Neither lifted nor over at the aware instant."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), lifted_at=None)


class DisposalHold(models.Model):
    """Why a record may not be disposed of, whatever a review says. Lifted once, by a person."""

    retention = models.ForeignKey(Retention, models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=10, choices=HoldKind.choices)
    reason = models.TextField()
    # The local day from which it is asked for; the end of the day until which, if that is known.
    starts_on = models.DateField()
    ends_at = models.DateTimeField(null=True, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["placed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="disposal_hold_kind_known", condition=Q(kind__in=HoldKind.values)
            ),
            models.CheckConstraint(name="disposal_hold_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="disposal_hold_ends_after_it_was_placed",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("placed_at")),
            ),
            models.CheckConstraint(
                name="disposal_hold_lifted_whole",
                condition=Q(lifted_at=None, lifted_by=None, lifted_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk} on retention record {self.retention_id}"
