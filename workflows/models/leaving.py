"""That somebody's work was handed over: what, to whom, on which day they leave. Append-only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from casework.cases.models import Case
from casework.core.policy import number
from casework.visits.models import Visit
from workflows.models.work import Task

# So long a hand-over is shown in My work of whoever got something by it.
SHOWN_FOR = number("task.hand_over_shown_for_days", 28, unit="days", source="local")


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: Any) -> Self:
        """Those this user made, and those by which they got work."""
        got = HandOverItem.objects.filter(to=user.pk)
        return self.filter(Q(by=user.pk) | Q(pk__in=got.values("hand_over")))

    def lately_to(self, user: Any) -> list[HandOver]:
        """Those of the last days by which this user got work, newest first."""
        since = timezone.now() - timedelta(days=SHOWN_FOR.value)
        got = HandOverItem.objects.filter(to=user.pk)
        rows = self.filter(at__gte=since, pk__in=got.values("hand_over"))
        return list(rows.select_related("user"))


class HandOver(models.Model):
    """One handing over of everything that hung on one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # A local date; every role they held ends with it.
    last_day = models.DateField()
    reason = models.TextField()

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="hand_over_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="nobody_hands_over_their_own_work", condition=~Q(user=models.F("by"))
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("workflows:handed_over", args=[self.pk])


THINGS = ("task", "visit", "warrant", "contact", "support", "restriction")


def _thing(model: str) -> Any:
    return models.ForeignKey(model, models.PROTECT, null=True, blank=True, related_name="+")


def _one_of_them() -> Q:
    """At most one of the things is named."""
    condition = Q()
    for name in THINGS:
        condition |= Q(**{other: None for other in THINGS if other != name})
    return condition


class HandOverItem(models.Model):
    """One thing that went to somebody: what they had of a case (see workflows/held.py), or, where
    nothing else is named, the case itself.

    A task may have gone to nobody, into the queue of its team, and a warrant to the whole team.
    """

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="+")
    warrant = _thing("warrants.Warrant")
    contact = _thing("operations.TimedContact")
    support = _thing("victims.SupportOffer")
    restriction = _thing("cases.Restriction")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="hand_over_item_is_one_thing", condition=_one_of_them()),
            models.CheckConstraint(
                name="only_a_task_or_a_warrant_goes_to_nobody",
                condition=Q(to__isnull=False) | Q(task__isnull=False) | Q(warrant__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk} of hand-over {self.hand_over_id}"

    @property
    def kind(self) -> str:
        """What it is, by its key in `held.HELD`."""
        return next((name for name in THINGS if getattr(self, f"{name}_id")), "case")

    @property
    def thing(self) -> Any:
        return getattr(self, self.kind)
