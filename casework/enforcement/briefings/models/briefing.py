"""What a neighbourhood team is told of one person, for at most two weeks (domain: section 2f).

A briefing that outlives bail or an order ends in a wrongful arrest: it is recalled at once when
either changes, and nobody reads it past its end whatever a clock is late with.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, transition

from casework.accounts.access import role_scope
from casework.accounts.models import Role
from casework.cases.models import Case, not_kept_from
from casework.core.fields import StateField
from casework.enforcement.briefings.models.states import (
    AGREED,
    ENDED,
    GONE_OUT,
    OUT,
    BriefingState,
    Ground,
)

S = BriefingState
# Who reads what their team is briefed with.
READERS = (Role.OFFICER, Role.SUPERVISOR)


class BriefingQuerySet(models.QuerySet["Briefing"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases this user sees, and those sent to a team they work in."""
        in_case = Q(case__in=Case.objects.visible_to(user))
        return self.filter(in_case | Q(pk__in=self.model.objects.sent_to(user).values("pk")))

    def sent_to(self, user: Any) -> Self:
        """What teams in which the user works today are briefed with, or were told to forget.

        The day it ends is looked at here too: a late clock shows nobody a briefing that is over.
        """
        scope = role_scope(user, *READERS)
        if not scope:
            return self.none()
        teams = scope.q(force="audience__team__force", team="audience__team")
        shown = Q(state__in=OUT, expires_on__gte=timezone.localdate()) | Q(state=S.RECALLED)
        named = self.model.objects.filter(teams).values("pk")
        return self.filter(shown, not_kept_from(user), pk__in=named)


class Briefing(ConcurrentTransitionMixin, models.Model):
    """One version of a briefing, for named teams, until a day."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="briefings")
    state = StateField(choices=S.choices, default=S.DRAFT, protected=True)
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next_version"
    )
    change_note = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)
    # --- what it says
    photo_reference = models.CharField(max_length=60, blank=True)
    identifiers = models.TextField(blank=True)
    vehicles = models.TextField(blank=True)
    addresses = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    # Orders, bail and licence it states; empty where it states none.
    conditions = models.TextField(blank=True)
    powers = models.TextField(blank=True)
    powers_checked_on = models.DateField(null=True, blank=True)
    powers_source = models.CharField(max_length=120, blank=True)
    warnings = models.TextField(blank=True)
    what_to_do = models.TextField(blank=True)
    what_not_to_do = models.TextField(blank=True)
    wanted = models.TextField(blank=True)
    protected_person = models.BooleanField(default=False)
    # The letter whose facts it states, by its reference; empty where it states none.
    cites = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    # --- what became of it
    redaction_checked = models.BooleanField(default=False)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    authorised_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    recall_ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    recall_reason = models.TextField(blank=True)
    # Nobody where the system recalled it.
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recalled_at = models.DateTimeField(null=True, blank=True)
    # Something happened that its intervention has to follow, besides what its own steps did.
    stirred_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "state"]),
            models.Index(fields=["state", "expires_on"]),
        ]
        constraints = [
            models.CheckConstraint(name="briefing_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="briefing_authorised_by_somebody_else",
                condition=Q(authorised_by=None) | ~Q(authorised_by=F("author")),
            ),
            models.CheckConstraint(
                name="briefing_authorised_by_and_at_together",
                condition=Q(authorised_by=None, authorised_at=None)
                | Q(authorised_by__isnull=False, authorised_at__isnull=False),
            ),
            models.CheckConstraint(
                name="briefing_authorised_with_redaction_powers_and_end",
                condition=~Q(state__in=AGREED)
                | (
                    Q(
                        authorised_by__isnull=False,
                        author__isnull=False,
                        redaction_checked=True,
                        powers_checked_on__isnull=False,
                        expires_on__isnull=False,
                    )
                    & ~Q(powers="")
                    & ~Q(purpose="")
                    & ~Q(identifiers="")
                ),
            ),
            models.CheckConstraint(
                name="briefing_out_was_published_by_somebody",
                condition=~Q(state__in=GONE_OUT)
                | Q(published_by__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="briefing_recalled_with_a_ground",
                condition=~Q(state="RECALLED")
                | (Q(recalled_at__isnull=False) & ~Q(recall_ground="")),
            ),
            models.CheckConstraint(
                name="briefing_ended_at_exactly_when_ended",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="briefing_later_version_has_an_earlier_one",
                condition=Q(version=1, previous=None) | Q(version__gt=1, previous__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"briefing {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("briefings:briefing", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def ends_at(self) -> datetime:
        """The end of its last local day."""
        assert self.expires_on is not None
        return timezone.make_aware(datetime.combine(self.expires_on + timedelta(days=1), time.min))

    @property
    def is_out(self) -> bool:
        """Whether the named teams may read it now."""
        return self.state in OUT and timezone.now() < self.ends_at

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(field=state, source=S.DRAFT, target=S.AUTHORISED)
    def authorise(self, *, by: Any, at: datetime) -> None:
        """A sergeant who did not write it: redaction read, end in time, powers checked today."""
        self.authorised_by, self.authorised_at, self.returned_because = by, at, ""

    @transition(field=state, source=S.AUTHORISED, target=S.DRAFT)
    def send_back(self, *, because: str) -> None:
        """Something it rests on changed before it was published."""
        self.authorised_by = self.authorised_at = self.submitted_at = None
        self.redaction_checked, self.powers_checked_on = False, None
        self.returned_because = because

    @transition(field=state, source=S.AUTHORISED, target=S.PUBLISHED)
    def publish(self, *, by: Any, at: datetime) -> None:
        """The owner of the case, or the intelligence desk, sends it to named teams."""
        self.published_by, self.published_at = by, at

    @transition(field=state, source=S.PUBLISHED, target=S.ACKNOWLEDGED)
    def acknowledge(self) -> None:
        """Every shift of every named team has been briefed, each by its supervisor's word."""

    @transition(field=state, source=(S.PUBLISHED, S.ACKNOWLEDGED), target=S.RETURN_RECEIVED)
    def receive_return(self) -> None:
        """An officer saw or met the person and said so, with a grading."""

    @transition(
        field=state, source=S.RETURN_RECEIVED, target=RETURN_VALUE(S.PUBLISHED, S.ACKNOWLEDGED)
    )
    def settle_returns(self, *, acknowledged: bool) -> str:
        """Every return is an intelligence entry now."""
        return S.ACKNOWLEDGED if acknowledged else S.PUBLISHED

    @transition(field=state, source=OUT, target=S.RECALLED)
    def recall(self, *, ground: str, reason: str, by: Any, at: datetime) -> None:
        """At once, by the system or a sergeant: nobody reads it any more."""
        self.recall_ground, self.recall_reason = ground, reason
        self.recalled_by, self.recalled_at, self.ended_at = by, at, at

    @transition(field=state, source=OUT, target=S.EXPIRED)
    def expire(self, *, at: datetime) -> None:
        """Its last day is over, or a later version took its place; it is kept for audit."""
        self.ended_at = at

    @transition(field=state, source=(S.DRAFT, S.AUTHORISED), target=S.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        """It is not to happen. Possible until it is published."""
        self.ended_at = at
