"""An address whose calls are answered with priority, for a limited time (domain: section 2g).

A stale flag endangers a new tenant: every flag has an end, is looked at again when anything about
the address changes, and counts as removed only once the control room has taken it out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, transition

from casework.accounts.access import role_scope
from casework.accounts.models import Role
from casework.cases.models import Band, Case, not_kept_from
from casework.core.fields import StateField
from casework.enforcement.flags.models.states import (
    AGREED,
    ENDED,
    FOR_THE_DESK,
    IN_FORCE,
    AddressFlagState,
    Ground,
    VictimView,
)
from casework.people.models import Contact

S = AddressFlagState
LONGEST_INSTRUCTION = 200


class AddressFlagQuerySet(models.QuerySet["AddressFlag"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases this user sees, and those their control-room desk works with."""
        return self.filter(Q(case__in=Case.objects.visible_to(user)) | self._of_desk(user))

    def at_desk_of(self, user: Any) -> Self:
        """Those that the user's own control-room desk has to do with."""
        return self.filter(self._of_desk(user))

    @staticmethod
    def _of_desk(user: Any) -> Q:
        scope = role_scope(user, Role.ADVISER)
        if not scope:
            return Q(pk__in=[])
        at_desk = scope.q(force="case__force", team="desk") & Q(state__in=FOR_THE_DESK)
        return at_desk & not_kept_from(user)


class AddressFlag(ConcurrentTransitionMixin, models.Model):
    """Calls to one address get a priority until a day, on a text of at most 200 characters."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="flags")
    state = StateField(choices=S.choices, default=S.PROPOSED, protected=True)
    # The recorded address that `place` is, so that a doubt about it is noticed; none elsewhere.
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="flags"
    )
    place = models.CharField(max_length=220, blank=True)
    # The form it is compared in: two spellings are one address.
    normal = models.CharField(max_length=220, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    # How it was matched by hand where the property reference is not known.
    matched_by_hand = models.CharField(max_length=200, blank=True)
    occupancy_source = models.CharField(max_length=200, blank=True)
    occupancy_checked_on = models.DateField(null=True, blank=True)
    occupants = models.CharField(max_length=300, blank=True)
    phones = models.CharField(max_length=200, blank=True)
    protected_person_there = models.BooleanField(default=False)
    instruction = models.CharField(max_length=LONGEST_INSTRUCTION, blank=True)
    treat_as_urgent = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    victim_view = models.CharField(max_length=10, choices=VictimView.choices, blank=True)
    victim_note = models.TextField(blank=True)
    # The letter whose facts it rests on, by its reference; empty where it rests on none.
    cites = models.CharField(max_length=40, blank=True)
    risk = models.CharField(max_length=10, choices=Band.choices, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    renewals = models.PositiveSmallIntegerField(default=0)
    # The control room's team; where the force has none of its own, the team of the case.
    desk = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, blank=True, related_name="+"
    )
    cc_reference = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cannot_hold = models.TextField(blank=True)
    address_event_at = models.DateTimeField(null=True, blank=True)
    removal_ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    removal_reason = models.TextField(blank=True)
    removal_requested_at = models.DateTimeField(null=True, blank=True)
    # Nobody where the system asked: a clock, or an address that came into doubt.
    removal_requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_reference = models.CharField(max_length=40, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expiry_noted_at = models.DateTimeField(null=True, blank=True)
    # Something happened that its intervention has to follow, besides what its own steps did.
    stirred_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AddressFlagQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "state"]),
            models.Index(fields=["desk", "state"]),
            models.Index(fields=["normal"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="address_flag_state_known", condition=Q(state__in=S.values)
            ),
            models.CheckConstraint(
                name="address_flag_approver_is_not_its_author",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="address_flag_decided_by_and_at_together",
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="address_flag_agreed_with_reason_text_and_end",
                condition=~Q(state__in=AGREED)
                | (
                    Q(decided_by__isnull=False, expires_on__isnull=False, desk__isnull=False)
                    & ~Q(instruction="")
                    & ~Q(reason="")
                    & ~Q(place="")
                    & ~Q(victim_view="")
                    & ~Q(risk="")
                ),
            ),
            models.CheckConstraint(
                name="address_flag_agreed_on_a_matched_address",
                condition=~Q(state__in=AGREED) | ~Q(uprn="") | ~Q(matched_by_hand=""),
            ),
            models.CheckConstraint(
                name="address_flag_in_force_has_a_reference_and_a_time",
                condition=~Q(state__in=IN_FORCE)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(cc_reference="")),
            ),
            models.CheckConstraint(
                name="address_flag_instruction_is_short",
                condition=LessThanOrEqual(Length("instruction"), LONGEST_INSTRUCTION),
            ),
            models.CheckConstraint(
                name="address_flag_removal_has_a_ground",
                condition=~Q(state__in=["REMOVAL_REQUESTED", "REMOVED"])
                | (Q(removal_requested_at__isnull=False) & ~Q(removal_ground="")),
            ),
            models.CheckConstraint(
                name="address_flag_removed_by_somebody_with_a_reference",
                condition=~Q(state="REMOVED")
                | (Q(removed_by__isnull=False) & ~Q(removed_reference="")),
            ),
            models.CheckConstraint(
                name="address_flag_ended_at_exactly_when_ended",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"address flag {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("flags:flag", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    # --- moves: each changes this row and nothing else ---------------------------------------

    @transition(field=state, source=S.PROPOSED, target=S.APPROVED)
    def approve(self, *, by: Any, at: datetime) -> None:
        """A sergeant, or a DI where calls are to be treated as urgent, agrees to it."""
        self.decided_by, self.decided_at, self.returned_because = by, at, ""

    @transition(field=state, source=S.PROPOSED, target=S.REFUSED)
    def refuse(self, *, by: Any, at: datetime) -> None:
        """The approver says no, with reasons."""
        self.decided_by, self.decided_at, self.ended_at = by, at, at

    @transition(field=state, source=(S.APPROVED, S.NOT_HELD), target=S.PROPOSED)
    def propose_again(self, *, because: str) -> None:
        """Before it is live: the address changed, or the control room needs another text."""
        self.decided_by = self.decided_at = self.proposed_at = None
        self.returned_because = because

    @transition(field=state, source=S.APPROVED, target=S.NOT_HELD)
    def cannot_be_held(self, *, why: str) -> None:
        """Command and control refuses it or cannot hold the text; a DI decides."""
        self.cannot_hold = why

    @transition(field=state, source=(S.APPROVED, S.RENEWED), target=S.LIVE)
    def go_live(self, *, by: Any, at: datetime, reference: str) -> None:
        """The adviser has put it into command and control, with its reference and the time."""
        self.confirmed_by, self.confirmed_at, self.cc_reference = by, at, reference

    @transition(field=state, source=S.LIVE, target=S.HIT)
    def hit(self) -> None:
        """A call came to the address."""

    @transition(field=state, source=S.HIT, target=S.LIVE)
    def settle_hit(self) -> None:
        """The adviser has looked at every call to the address."""

    @transition(field=state, source=(S.LIVE, S.HIT, S.RENEWED), target=S.REVIEW_DUE)
    def fall_due(self) -> None:
        """Two weeks before it ends, and whenever something about the address changes."""

    @transition(field=state, source=S.REVIEW_DUE, target=S.RENEWED)
    def renew(self, *, by: Any, at: datetime) -> None:
        """The approver renews it with a fresh reason; the control room confirms the new end."""
        self.decided_by, self.decided_at, self.address_event_at = by, at, None
        self.renewals += 1

    @transition(
        field=state,
        source=(S.LIVE, S.HIT, S.REVIEW_DUE, S.RENEWED, S.EXPIRED_UNCONFIRMED),
        target=S.REMOVAL_REQUESTED,
    )
    def request_removal(self, *, ground: str, reason: str, by: Any, at: datetime) -> None:
        """Anyone who sees it, its approver at review, or the system asks for it to come out."""
        self.removal_ground, self.removal_reason = ground, reason
        self.removal_requested_by, self.removal_requested_at = by, at

    @transition(
        field=state,
        source=(S.LIVE, S.HIT, S.REVIEW_DUE, S.RENEWED, S.REMOVAL_REQUESTED),
        target=S.EXPIRED_UNCONFIRMED,
    )
    def expire(self, *, at: datetime) -> None:
        """Its end has passed and nobody has confirmed that command and control lost it."""
        self.expiry_noted_at = at

    @transition(field=state, source=(S.REMOVAL_REQUESTED, S.EXPIRED_UNCONFIRMED), target=S.REMOVED)
    def remove(self, *, by: Any, at: datetime, reference: str) -> None:
        """The control room has taken it out, with a reference and the time."""
        self.removed_by, self.removed_reference, self.ended_at = by, reference, at

    @transition(field=state, source=(S.PROPOSED, S.APPROVED, S.NOT_HELD), target=S.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        """It is not to happen. Possible until it is live."""
        self.ended_at = at
