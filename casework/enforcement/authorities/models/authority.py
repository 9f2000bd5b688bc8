"""The record of a surveillance authority: that it is there, until when, by whom. Nothing else.

No tactics, no product, no sources. Nobody sees that there is one but the manager (DI), the
authorising officer, the covert unit and the auditor (domain: section 2h).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, transition

from casework.accounts.access import role_scope
from casework.accounts.models import Rank, Role, User
from casework.cases.models import Case, not_kept_from
from casework.core.fields import StateField
from casework.enforcement.authorities.models.states import (
    LIVE,
    PERHAPS_URGENT,
    PERHAPS_WRITTEN,
    STOPPED,
    AuthorityState,
    Kind,
)

S = AuthorityState


def who() -> models.ForeignKey:
    """A user who did something, empty until it is done."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )


def at_least(user: User, rank: Rank) -> bool:
    return bool(user.seniority >= Rank.values.index(rank))


class AuthorityQuerySet(models.QuerySet["Authority"]):
    def visible_to(self, user: Any) -> Self:
        """For a manager and an auditor those of their cases; for an authorising officer of the
        rank of superintendent too, below it the urgent ones; for the covert unit its force's."""
        if not isinstance(user, User):
            return self.none()
        of_case = {"force": "case__force", "team": "case__team"}
        seen = role_scope(user, Role.MANAGER, Role.AUDITOR).q(**of_case)
        decided = role_scope(user, Role.AUTHORISER).q(**of_case)
        if at_least(user, Rank.SUPERINTENDENT):
            seen |= decided
        elif at_least(user, Rank.INSPECTOR):
            seen |= decided & Q(urgent=True)
        named = Q(case__force__covert_unit__user=user.pk, case__force__covert_unit__removed_at=None)
        unit = self.model.objects.filter(named) if user.is_active else self.none()
        return self.filter(seen | Q(pk__in=unit.values("pk")), not_kept_from(user))

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def in_the_way(self, at: datetime) -> Self:
        """Those that contact has to be cleared with at an aware instant, as was known then: from
        the moment the grant was recorded until it was cancelled or ended; one that lapsed until
        the authorising officer has reported that it stopped."""
        return self.filter(Q(cleared_at=None) | Q(cleared_at__gt=at), recorded_at__lte=at)

    def let_go(self, since: datetime, at: datetime) -> Self:
        """Those that contact no longer has to be cleared with, since after `since` up to `at`."""
        return self.filter(recorded_at__isnull=False, cleared_at__gt=since, cleared_at__lte=at)


class Authority(ConcurrentTransitionMixin, models.Model):
    """One authority. Its expiry is worked out, never typed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="authorities")
    state = StateField(choices=AuthorityState.choices, default=S.APPLICATION_LOGGED, protected=True)
    # Of the central record, which alone says what it is about.
    urn = models.CharField("URN", max_length=40, unique=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    scope_label = models.CharField(max_length=80)
    # Asked for, or running now, as an urgent one.
    urgent = models.BooleanField(default=False)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now)
    authorising_officer = who()
    granted_at = models.DateTimeField(null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    recorded_by = who()
    recorded_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    expiry_proof = models.JSONField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = who()
    ended_reason = models.TextField(blank=True)
    people_told = models.TextField(blank=True)
    # Contact no longer has to be cleared with it from here on.
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = "authority"
        indexes = [models.Index(fields=["case", "state"])]
        constraints = [
            models.CheckConstraint(
                name="authority_state_known", condition=Q(state__in=AuthorityState.values)
            ),
            models.CheckConstraint(name="authority_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="authority_granted_whole",
                condition=Q(state__in=["APPLICATION_LOGGED", "REFUSED"], expires_at=None)
                | Q(
                    granted_at__isnull=False,
                    effective_at__isnull=False,
                    expires_at__isnull=False,
                    effective_at__gte=F("granted_at"),
                    recorded_at__isnull=False,
                    authorising_officer__isnull=False,
                    expires_at__gt=F("effective_at"),
                    expiry_proof__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="authority_live_is_reviewed",
                condition=~Q(state__in=LIVE) | Q(review_on__isnull=False),
            ),
            models.CheckConstraint(
                name="authority_not_of_own_asking",
                condition=Q(authorising_officer=None) | ~Q(authorising_officer=F("logged_by")),
            ),
            models.CheckConstraint(
                name="authority_ended_exactly_when_over",
                condition=Q(state__in=[S.REFUSED, *STOPPED], ended_at__isnull=False)
                | (~Q(state__in=[S.REFUSED, *STOPPED]) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="authority_people_told_when_stopped",
                condition=~Q(state__in=[S.CANCELLED, S.ENDED]) | ~Q(people_told=""),
            ),
            models.CheckConstraint(
                name="authority_cleared_only_once_over",
                condition=Q(cleared_at=None) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="authority_urgent_is_never_renewed",
                condition=Q(urgent=False) | ~Q(state__in=[S.RENEWED, S.CONVERTED_WRITTEN]),
            ),
        ]

    def __str__(self) -> str:
        return f"authority {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("authorities:entry", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        """Its own: whoever reads the case reads nothing of it."""
        return f"authority:{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def review_by(self) -> datetime | None:
        """The last second (aware) of the local day by which it has to be looked at again."""
        if self.review_on is None:
            return None
        day_after = datetime.combine(self.review_on + timedelta(days=1), time.min)
        return timezone.make_aware(day_after) - timedelta(seconds=1)

    # --- moves: each changes this row and nothing else ---------------------------------------

    def _granted(
        self, *, by: User, officer: User, granted_at: datetime, effective_at: datetime
    ) -> None:
        self.authorising_officer, self.recorded_by = officer, by
        self.granted_at, self.effective_at = granted_at, effective_at
        self.recorded_at = timezone.now()

    def run_until(self, expires_at: datetime, proof: dict[str, Any], *, review_on: date) -> None:
        """The period that runs from here on, and the next review in it."""
        self.expires_at, self.expiry_proof, self.review_on = expires_at, proof, review_on

    @transition(field=state, source=S.APPLICATION_LOGGED, target=S.GRANTED_WRITTEN)
    def grant_written(self, **granted: Any) -> None:
        """For three months, by a superintendent."""
        self._granted(**granted)
        self.urgent = False

    @transition(field=state, source=S.APPLICATION_LOGGED, target=S.GRANTED_URGENT)
    def grant_urgent(self, **granted: Any) -> None:
        """For 72 hours, by an inspector."""
        self._granted(**granted)
        self.urgent = True

    @transition(field=state, source=S.APPLICATION_LOGGED, target=S.REFUSED)
    def refuse(self, *, by: User, officer: User, at: datetime, reason: str) -> None:
        self.authorising_officer, self.ended_by = officer, by
        self.ended_at, self.cleared_at, self.ended_reason = at, at, reason

    @transition(field=state, source=LIVE, target=S.REVIEWED)
    def review(self, *, at: datetime, review_on: date) -> None:
        """Looked at again by the authorising officer: it goes on, until the next review."""
        self.reviewed_at, self.review_on = at, review_on

    @transition(field=state, source=PERHAPS_URGENT, target=S.CONVERTED_WRITTEN)
    def convert(self, *, officer: User) -> None:
        """An urgent one is given in writing before its 72 hours are over."""
        self.authorising_officer, self.urgent = officer, False

    @transition(field=state, source=PERHAPS_WRITTEN, target=S.RENEWED)
    def renew(self, *, officer: User) -> None:
        """Another period, from the end of the one that runs."""
        self.authorising_officer = officer

    def _stopped(self, *, by: User, at: datetime, reason: str, told: str) -> None:
        self.ended_by, self.ended_at, self.cleared_at = by, at, at
        self.ended_reason, self.people_told = reason, told

    @transition(field=state, source=PERHAPS_URGENT, target=S.ENDED)
    def end(self, **stopped: Any) -> None:
        """An urgent one is over before its 72 hours are."""
        self._stopped(**stopped)

    @transition(field=state, source=LIVE, target=S.CANCELLED)
    def cancel(self, **stopped: Any) -> None:
        """The grounds have ceased; those doing it were told."""
        self._stopped(**stopped)

    @transition(field=state, source=LIVE, target=S.LAPSED)
    def lapse(self, *, at: datetime) -> None:
        """Its expiry passed and nobody cancelled it. It is in the way until that is reported."""
        self.ended_at = at
