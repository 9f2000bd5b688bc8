"""What an agency said, and how it was chased. Append-only."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from casework.accounts.access import role_scope
from casework.accounts.models import Role
from casework.partners.models.agency import Rung
from casework.partners.models.referral import Referral

# Who may read what came from a victim (domain: sections 5.10 and 6), on the cases they see.
CLEARED = (Role.SUPERVISOR, Role.MANAGER)


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, user: Any) -> Self:
        """Replies on referrals this user sees; those with a victim's words only when cleared.

        For everybody else such a reply does not exist: it is not counted, named or hinted at.
        """
        seen = self.filter(referral__in=Referral.objects.visible_to(user))
        scope = role_scope(user, *CLEARED)
        cleared = scope.q(force="referral__case__force", team="referral__case__team")
        return seen.filter(Q(behind_the_wall=False) | cleared)

    def open(self) -> Self:
        """Those that hold nothing a victim said."""
        return self.filter(behind_the_wall=False)


class Reply(models.Model):
    """What the agency wrote: taken on, declined, asked, reported."""

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged"
        ACCEPTED = "ACCEPTED", "Accepted"
        DECLINED = "DECLINED", "Declined"
        MORE_INFO = "MORE_INFO", "Asked for more"
        REDIRECTED = "REDIRECTED", "Pointed elsewhere"
        STARTED = "STARTED", "Service began"
        FEEDBACK = "FEEDBACK", "Feedback"
        ENDED = "ENDED", "Service ended"
        DELETED = "DELETED", "Deletion confirmed"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField(blank=True)
    # Marked by who wrote it: something in it came from a victim or somebody close to one.
    behind_the_wall = models.BooleanField(default=False)
    sessions_attended = models.PositiveSmallIntegerField(null=True, blank=True)
    bears_on_risk = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Stage(models.TextChoices):
    """What the agency is asked for when it is late."""

    ACKNOWLEDGE = "ACKNOWLEDGE", "acknowledge the referral"
    DECIDE = "DECIDE", "decide on the referral"
    START = "START", "give a first appointment"
    FEEDBACK = "FEEDBACK", "report how it goes"


class Chase(models.Model):
    """That the agency was late and who there is to be asked. It never closes anything."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="chases")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    rung = models.CharField(max_length=20, choices=Rung.choices)
    # As the agency's row named them on that day.
    whom = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="chase_rung_known", condition=Q(rung__in=Rung.values)),
            models.CheckConstraint(name="chase_stage_known", condition=Q(stage__in=Stage.values)),
        ]

    def __str__(self) -> str:
        return f"chase {self.pk}"


class Call(models.Model):
    """What came of asking the person of a chase."""

    chase = models.OneToOneField(Chase, models.PROTECT, related_name="call")
    said = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="call_says_what_was_said", condition=~Q(said=""))
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"
