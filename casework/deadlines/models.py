"""What changes a due time besides its start: versions of rules, and days the force noted itself.

Both are entered, and count once they are confirmed. Neither changes afterwards: a mistake is
another row.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.accounts.models import Force
from casework.clocks import Source

USER = settings.AUTH_USER_MODEL
NATIONS = Force.Nation.values
# Entered and nothing more; confirmed; or withdrawn before anybody confirmed it.
WAITING = Q(confirmed_by=None, confirmed_at=None, withdrawn_by=None, withdrawn_at=None)
CONFIRMED = Q(
    confirmed_by__isnull=False, confirmed_at__isnull=False, withdrawn_by=None, withdrawn_at=None
)
WITHDRAWN = Q(
    confirmed_by=None, confirmed_at=None, withdrawn_by__isnull=False, withdrawn_at__isnull=False
)
TAGS = [(str(each), str(each).capitalize()) for each in Source]
BY_TWO = ~Q(confirmed_by=F("entered_by"))


class EnteredQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of the nations of the forces this user serves today."""
        return self.filter(
            nation__in=Force.objects.filter(pk__in=user.forces_served()).values("nation")
        )

    def waiting(self) -> Self:
        return self.filter(WAITING)

    def confirmed(self) -> Self:
        return self.filter(CONFIRMED)


class Entered(models.Model):
    """What one person enters for a nation, with a reason, and is confirmed or withdrawn once."""

    nation = models.CharField(max_length=1, choices=Force.Nation.choices)
    reason = models.TextField()
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EnteredQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.withdrawn_at is None


class RuleVersion(Entered):
    """How much a rule asks for, for clocks that start at `in_force_from` or later.

    Version 1 is the rule as it is declared and has no row. A rule set by law is confirmed by
    another person than entered it (domain: section 2.13).
    """

    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    tag = models.CharField(max_length=8, choices=TAGS)
    in_force_from = models.DateTimeField()

    class Meta:
        ordering = ["name", "nation", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "nation", "version"], name="rule_version_once"),
            models.UniqueConstraint(
                fields=["name", "nation"], condition=WAITING, name="rule_one_version_waiting"
            ),
            models.CheckConstraint(
                name="rule_version_known",
                condition=Q(nation__in=NATIONS, tag__in=[tag for tag, _ in TAGS])
                & Q(version__gte=2, amount__gte=1)
                & ~Q(name="")
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="rule_version_by_two_where_law",
                condition=WAITING
                | WITHDRAWN
                | CONFIRMED & (BY_TWO | Q(tag__in=[Source.GUIDANCE, Source.LOCAL])),
            ),
            models.CheckConstraint(
                name="rule_version_never_backwards",
                condition=Q(confirmed_at=None) | Q(in_force_from__gt=F("confirmed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version} in {self.nation}"


class NotedDay(Entered):
    """A bank holiday that the calendar does not know yet, or a day that is none after all.

    The latest confirmed row of a day counts. Two people, since days of the law hang on it.
    """

    day = models.DateField()
    # "" where the day is an ordinary one.
    holiday = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "nation"], condition=WAITING, name="noted_day_one_waiting"
            ),
            models.CheckConstraint(
                name="noted_day_known", condition=Q(nation__in=NATIONS) & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="noted_day_by_two", condition=WAITING | WITHDRAWN | CONFIRMED & BY_TWO
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} in {self.nation}"
