"""What an outcome proposes to come next; a person takes it or not."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from casework.cases.models import ENDED, Case
from workflows.models.work import Intervention


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def undecided(self) -> Self:
        """What waits for somebody to decide; where the case has ended, nothing does."""
        return self.filter(decision="").exclude(case__state__in=ENDED)

    def visible_to(self, user: Any) -> Self:
        """Proposals on the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Proposal(models.Model):
    """That an intervention's outcome proposes something, and what was decided. Decided once.

    `what` is a kind of intervention, or a review that starts nothing.
    """

    class Decision(models.TextChoices):
        TAKEN = "TAKEN", "Taken"
        DECLINED = "DECLINED", "Declined"

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="proposals")
    outcome = models.CharField(max_length=60)
    what = models.CharField(max_length=40)
    because = models.CharField(max_length=200)
    proposed_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    started = models.OneToOneField(
        Intervention, models.PROTECT, null=True, blank=True, related_name="proposed_by"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        indexes = [
            models.Index(
                fields=["case"], condition=Q(decision=""), name="proposal_undecided_of_case"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "outcome", "what"], name="proposed_once_by_an_outcome"
            ),
            models.CheckConstraint(
                name="proposal_says_what_and_why", condition=~Q(what="") & ~Q(because="")
            ),
            models.CheckConstraint(
                name="proposal_decided_by_somebody_with_a_reason",
                condition=Q(decision="", reason="", decided_by=None, decided_at=None, started=None)
                | Q(decision__in=["TAKEN", "DECLINED"])
                & Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="proposal_starts_something_only_when_taken",
                condition=Q(started=None) | Q(decision="TAKEN"),
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("workflows:proposal", args=[self.pk])

    @property
    def title(self) -> str:
        """What is proposed, as it stands in a list of work."""
        from workflows.ladder import in_words

        words = in_words(self.what)
        return f"Decide what comes next: {words[0].lower()}{words[1:]}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"
