"""An offer of support to one person who was harmed, and its states (domain: section 2e)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, transition

from casework.accounts.models import Role
from casework.accounts.outside import desks_of
from casework.cases.models import Case, not_kept_from
from casework.core.fields import StateField
from casework.people.models import Person
from casework.victims.models.names import BEFORE_REFERRAL, OPEN, SENT, WITH_SERVICE
from casework.victims.models.names import SupportOfferState as S
from casework.victims.models.service import SupportService

# Who has to do with an offer inside; an analyst, an adviser or an authoriser has not.
INSIDE = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER)


class SupportOfferQuerySet(models.QuerySet["SupportOffer"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases this user works on or leads; to an advocate those of their
        own desk while they are with it."""
        inside = Q(case__in=Case.objects.visible_to(user)) & Q(
            case__force__in=user.forces_served(*INSIDE)
        )
        desks = desks_of(user, Role.ADVOCATE)
        clients = Q(service__team__in=desks, state__in=WITH_SERVICE) & not_kept_from(user)
        return self.filter(inside | clients)

    def engaged(self) -> Self:
        """Whose advocate is told first."""
        return self.filter(state=S.ENGAGED)


def _user() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )


class SupportOffer(ConcurrentTransitionMixin, models.Model):
    """One offer of support, to one person. Why it moved, by whom and when stands in its moves.

    Where and how the person is reached is never kept here, but behind the wall (SafeContact).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="support_offers")
    victim = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="support_offers"
    )
    # The offer before this one, where it is made again because something changed.
    earlier = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="again")
    state = StateField(choices=S.choices, default=S.CONSIDERED, protected=True)
    high_risk = models.BooleanField(default=False)
    considered_by = _user()
    considered_at = models.DateTimeField(null=True, blank=True)
    # Under 18: the reference of the safeguarding referral.
    safeguarding = models.CharField(max_length=200, blank=True)
    words_used = models.TextField(blank=True)
    information_given = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    override_by = _user()
    override_reason = models.TextField(blank=True)
    service = models.ForeignKey(
        SupportService, models.PROTECT, null=True, blank=True, related_name="offers"
    )
    children = models.TextField(blank=True)
    # What the advocate has to know: not what the person of the case may learn.
    for_advocate = models.TextField(blank=True)
    referred_at = models.DateTimeField(null=True, blank=True)
    advocate = _user()
    received_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    engaged_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    breach_note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SupportOfferQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "state"]),
            models.Index(fields=["service", "state"]),
        ]
        constraints = [
            models.CheckConstraint(name="support_state_known", condition=Q(state__in=S.values)),
            models.UniqueConstraint(
                fields=["case", "victim"],
                condition=Q(state__in=OPEN) & ~Q(state=S.NOT_SAFE_TO_CONTACT),
                name="support_offered_once_at_a_time",
            ),
            models.CheckConstraint(
                name="support_is_for_somebody",
                condition=Q(state__in=[S.CONSIDERED, S.WITHDRAWN])
                | Q(victim__isnull=False, considered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="support_answered_in_words",
                condition=~Q(state__in=[S.CONSENTED, S.DECLINED_BY_VICTIM])
                | ~Q(words_used="") & Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="support_declined_with_information_given_anyway",
                condition=~Q(state=S.DECLINED_BY_VICTIM) | ~Q(information_given=""),
            ),
            models.CheckConstraint(
                name="support_override_by_somebody_for_a_reason",
                condition=Q(override_by=None, override_reason="") & ~Q(state=S.HIGH_RISK_OVERRIDE)
                | Q(override_by__isnull=False) & ~Q(override_reason=""),
            ),
            models.CheckConstraint(
                name="support_override_by_somebody_else",
                condition=Q(override_by=None) | ~Q(override_by=F("considered_by")),
            ),
            models.CheckConstraint(
                name="support_referred_by_consent_or_override",
                condition=~Q(state__in=SENT)
                | Q(service__isnull=False, referred_at__isnull=False)
                & (~Q(words_used="") | Q(override_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="support_in_hand_has_an_advocate",
                condition=~Q(
                    state__in=[
                        S.RECEIVED,
                        S.CONTACTED,
                        S.UNABLE,
                        S.ENGAGED,
                        S.NOT_ENGAGED,
                        S.CLOSED,
                    ]
                )
                | Q(advocate__isnull=False, received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="support_engaged_since",
                condition=~Q(state__in=[S.ENGAGED, S.CLOSED]) | Q(engaged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="support_closed_on_a_day", condition=~Q(state=S.CLOSED) | ~Q(ended_on=None)
            ),
            models.CheckConstraint(
                name="support_of_the_wrong_person_has_a_breach_note",
                condition=~Q(state=S.WRONG_PERSON) | ~Q(breach_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"support {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("victims:offer", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def outside_ref(self) -> str:
        """By which the service knows it: neither the person nor the case is named."""
        return f"VS/{self.pk:04}/{timezone.localtime(self.created_at):%y}"

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(field=state, source=S.CONSIDERED, target=S.OFFERED)
    def offer(self) -> None:
        """A safe way is recorded, so that they may be asked."""

    @transition(field=state, source=(S.CONSIDERED, S.OFFERED), target=S.NOT_SAFE_TO_CONTACT)
    def stop_contact(self) -> None:
        """There is no safe way, or the one there was is not safe any more."""

    @transition(field=state, source=S.CONSIDERED, target=S.ALREADY_SUPPORTED)
    def leave_to_others(self) -> None:
        """An advocate supports them already."""

    @transition(field=state, source=S.NOT_SAFE_TO_CONTACT, target=S.CONSIDERED)
    def consider_again(self) -> None:
        """A supervisor wants another way to be looked for."""

    @transition(field=state, source=S.OFFERED, target=S.CONSENTED)
    def consent(self, *, at: datetime, words: str, information: str) -> None:
        """They agree to be referred, in these words."""
        self.answered_at, self.words_used, self.information_given = at, words, information

    @transition(field=state, source=S.OFFERED, target=S.DECLINED_BY_VICTIM)
    def decline(self, *, at: datetime, words: str, information: str) -> None:
        """They do not want it now; they were given information anyway."""
        self.answered_at, self.words_used, self.information_given = at, words, information

    @transition(
        field=state,
        source=(S.DECLINED_BY_VICTIM, S.NOT_SAFE_TO_CONTACT),
        target=S.HIGH_RISK_OVERRIDE,
    )
    def override(self, *, by: Any, reason: str) -> None:
        """The risk is so high that they are referred all the same."""
        self.override_by, self.override_reason = by, reason

    @transition(field=state, source=(S.CONSENTED, S.HIGH_RISK_OVERRIDE), target=S.REFERRED)
    def refer(self, *, at: datetime, service: SupportService) -> None:
        """The service is asked."""
        self.referred_at, self.service = at, service

    @transition(field=state, source=(S.CONSENTED, S.HIGH_RISK_OVERRIDE), target=S.NO_SERVICE)
    def find_no_service(self) -> None:
        """Nobody could take them; the gap is recorded."""

    @transition(field=state, source=S.REFERRED, target=S.RECEIVED)
    def receive(self, *, by: Any, at: datetime) -> None:
        """An advocate has it."""
        self.advocate, self.received_at = by, at

    @transition(field=state, source=S.RECEIVED, target=S.CONTACTED)
    def contact(self, *, at: datetime) -> None:
        """The advocate spoke to them."""
        self.contacted_at = at

    @transition(field=state, source=S.RECEIVED, target=S.UNABLE)
    def give_up(self) -> None:
        """Tried often enough at safe times."""

    @transition(field=state, source=S.CONTACTED, target=S.ENGAGED)
    def engage(self, *, at: datetime) -> None:
        """They take up support."""
        self.engaged_at = at

    @transition(field=state, source=S.CONTACTED, target=S.NOT_ENGAGED)
    def not_engage(self) -> None:
        """They do not take it up."""

    @transition(field=state, source=S.ENGAGED, target=S.CLOSED)
    def close(self, *, on: date) -> None:
        """Support ended on this day; nothing else is told."""
        self.ended_on = on

    @transition(field=state, source=WITH_SERVICE, target=S.WRONG_PERSON)
    def take_back(self, *, note: str) -> None:
        """It went to, or was about, the wrong person: a data breach."""
        self.breach_note = note

    @transition(field=state, source=(*BEFORE_REFERRAL, S.NOT_SAFE_TO_CONTACT), target=S.WITHDRAWN)
    def withdraw(self) -> None:
        """It is not to be made after all. Possible until a service was asked."""
