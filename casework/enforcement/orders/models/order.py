"""A protective order and its states, from the first thought to its end (domain: section 2i).

A notice the police give goes before the order in the same record: it is what holds until the
court decides. What the order asks is kept in versions beside it, never changed (`trail`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, transition

from casework.cases.models import Case
from casework.core.fields import StateField
from casework.enforcement.orders.models.laws import ORDER_LAWS
from casework.enforcement.orders.models.names import (
    IN_COURT,
    IN_FORCE,
    LIVE,
    TO_SERVE,
    OrderState,
    Regime,
    ServiceMethod,
    VictimView,
)
from casework.people.models import Person

S = OrderState


def who() -> models.ForeignKey:
    """A user who did something, empty until it is done."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )


def when() -> models.DateTimeField:
    """An instant, empty until it has come."""
    return models.DateTimeField(null=True, blank=True)


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def live(self, on: date | None = None) -> Self:
        """Made and not ended on a local date, today unless told, whatever the state still says."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), state__in=LIVE)


class Order(ConcurrentTransitionMixin, models.Model):
    """One protective order with the notice before it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="orders")
    state = StateField(choices=OrderState.choices, default=OrderState.CONSIDERED, protected=True)
    regime = models.CharField(max_length=20, choices=Regime.choices, blank=True)
    notice = models.CharField(max_length=20, choices=Regime.choices, blank=True)
    # Whom it protects; words where there is no record of them.
    protected_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="protecting_orders"
    )
    protected_words = models.CharField(max_length=200, blank=True)
    # --- why ---
    considered_by = who()
    considered_at = when()
    reason = models.TextField(blank=True)
    victim_view = models.CharField(max_length=10, choices=VictimView.choices, blank=True)
    victim_view_note = models.TextField(blank=True)
    article_8 = models.TextField(blank=True)
    agreed_by = who()
    agreed_at = when()
    decision_reason = models.TextField(blank=True)
    # --- the application ---
    grounds = models.TextField(blank=True)
    terms_sought = models.TextField(blank=True)
    child_welfare = models.TextField(blank=True)
    representations = models.TextField(blank=True)
    service_accommodation = models.BooleanField(default=False)
    prepared_by = who()
    prepared_at = when()
    returned = models.TextField(blank=True)
    # --- the notice, and the clock it starts ---
    notice_authorised_by = who()
    notice_authorised_at = when()
    notice_served_by = who()
    notice_served_at = when()
    hearing_by = when()
    hearing_proof = models.JSONField(null=True, blank=True)
    notice_lapsed_at = when()
    # --- the court ---
    applied_at = when()
    court = models.CharField(max_length=120, blank=True)
    court_ref = models.CharField(max_length=60, blank=True)
    hearing_at = when()
    made_at = when()
    received_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    open_ended = models.BooleanField(default=False)
    # A promise to the court instead of an order: nobody is arrested for breaking it.
    undertaking = models.BooleanField(default=False)
    vary_by = models.CharField(max_length=120, blank=True)
    # --- served, and what the person owes the police from then on ---
    served_at = when()
    service_method = models.CharField(max_length=10, choices=ServiceMethod.choices, blank=True)
    first_served_at = when()
    notification_by = when()
    notification_proof = models.JSONField(null=True, blank=True)
    notified_at = when()
    # Why a lawyer is asked before anybody is arrested, and what the lawyer said.
    legal_question = models.TextField(blank=True)
    legal_advice = models.TextField(blank=True)
    # --- its end ---
    warned_at_days = models.PositiveSmallIntegerField(null=True, blank=True)
    renewal = models.CharField(max_length=10, blank=True)
    handed_to = models.CharField(max_length=200, blank=True)
    ended_at = when()
    created_at = models.DateTimeField(default=timezone.now)

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "state"]), models.Index(fields=["ends_on"])]
        constraints = ORDER_LAWS

    def __str__(self) -> str:
        return f"order {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def notice_holds(self) -> bool:
        """Whether the notice binds the person now: served, and the court has not decided."""
        return self.state in (S.NOTICE_GIVEN, *IN_COURT) and (
            self.notice_served_at is not None and self.notice_lapsed_at is None
        )

    @property
    def is_live(self) -> bool:
        """Made and not ended today, whatever the state still says."""
        return self.state in LIVE and (self.ends_on is None or self.ends_on >= timezone.localdate())

    @property
    def title(self) -> str:
        """What it is called now: the notice until a court has made the order."""
        if not self.regime:
            return "Protective order"
        if self.notice and self.made_at is None:
            return str(Regime(self.notice).label)
        return str(Regime(self.regime).label)

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(field=state, source=S.CONSIDERED, target=S.PREPARING)
    def pursue(self, *, by: Any, at: datetime, reason: str) -> None:
        """The sergeant agrees that it is to be prepared."""
        self.agreed_by, self.agreed_at, self.decision_reason = by, at, reason

    @transition(field=state, source=(S.CONSIDERED, S.PREPARING), target=S.NOT_PURSUED)
    def drop(self, *, at: datetime, reason: str) -> None:
        """It is not to be sought. Possible until a notice is served or a court is asked."""
        self.ended_at, self.decision_reason = at, reason

    @transition(field=state, source=S.PREPARING, target=S.NOTICE_GIVEN)
    def give_notice(
        self, *, by: Any, at: datetime, hearing_by: datetime, proof: dict[str, Any]
    ) -> None:
        """Served in person: it binds at once, and the time to the hearing runs."""
        self.notice_served_by, self.notice_served_at = by, at
        self.hearing_by, self.hearing_proof = hearing_by, proof

    @transition(field=state, source=(S.NOTICE_GIVEN, S.APPLIED), target=S.PREPARING)
    def let_notice_lapse(self, *, at: datetime) -> None:
        """No hearing was listed in time: the notice binds nobody any more."""
        self.notice_lapsed_at = at

    @transition(field=state, source=(S.PREPARING, S.NOTICE_GIVEN), target=S.APPLIED)
    def apply(self, *, at: datetime, court: str) -> None:
        self.applied_at, self.court = at, court

    @transition(field=state, source=(S.APPLIED, S.ADJOURNED), target=S.LISTED)
    def list_hearing(self, *, at: datetime, court: str, court_ref: str) -> None:
        """The court has given a time."""
        self.hearing_at, self.court, self.court_ref = at, court, court_ref

    @transition(field=state, source=S.LISTED, target=S.ADJOURNED)
    def adjourn(self) -> None:
        """The court hears it another day; a notice holds until then."""

    @transition(field=state, source=S.LISTED, target=S.REFUSED)
    def refuse(self, *, at: datetime) -> None:
        self.ended_at = at

    @transition(field=state, source=IN_COURT, target=S.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        """The application is taken back."""
        self.ended_at = at

    @transition(field=state, source=(S.LISTED, S.CONSIDERED), target=S.MADE)
    def make(self, *, at: datetime, starts_on: date, ends_on: date | None) -> None:
        """The court made it, or it was received from whoever did. Without an end it lasts until
        further order."""
        self.made_at, self.starts_on, self.ends_on = at, starts_on, ends_on
        self.open_ended = ends_on is None

    @transition(
        field=state,
        source=TO_SERVE,
        target=RETURN_VALUE(*IN_FORCE),
    )
    def serve(self, *, at: datetime, how: str, then: str) -> str:
        """Served, again where the terms changed; `then` says what is owed from here on."""
        self.served_at, self.service_method = at, how
        self.first_served_at = self.first_served_at or at
        return S(then)

    @transition(field=state, source=(S.NOTIFICATION_DUE, S.OVERDUE), target=S.NOTIFIED)
    def notify(self, *, at: datetime) -> None:
        """They gave their name and address."""
        self.notified_at = at

    @transition(field=state, source=S.NOTIFICATION_DUE, target=S.OVERDUE)
    def miss_notification(self) -> None:
        """The time to notify has passed."""

    @transition(field=state, source=LIVE, target=S.VARIED)
    def vary(self, *, ends_on: date | None) -> None:
        self._new_end(ends_on)

    @transition(field=state, source=LIVE, target=S.RENEWED)
    def renew(self, *, ends_on: date | None) -> None:
        self._new_end(ends_on)

    @transition(field=state, source=LIVE, target=S.DISCHARGED)
    def discharge(self, *, at: datetime) -> None:
        """The court has ended it."""
        self.ended_at = at

    @transition(field=state, source=LIVE, target=S.EXPIRED)
    def expire(self, *, at: datetime) -> None:
        """Its last day has passed."""
        self.ended_at = at

    def _new_end(self, ends_on: date | None) -> None:
        self.ends_on, self.open_ended = ends_on, ends_on is None
        self.warned_at_days, self.renewal = None, ""
