"""A case: one episode of managing one person (domain: section 1.13)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, transition

from casework.cases.models.queryset import CaseQuerySet
from casework.cases.models.states import (
    ADOPTED,
    ENDED,
    OPEN,
    SUSPENDABLE,
    WAKES_TO,
    RetentionGroup,
    State,
)
from casework.core.fields import StateField
from casework.identification.models import Flag
from casework.people.models import Person

if TYPE_CHECKING:
    from casework.accounts.models import User


class Case(ConcurrentTransitionMixin, models.Model):
    """One episode for one person. Its state moves only through the named transitions below."""

    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    # What opened it; flags raised later are in `linked_flags`.
    flag = models.ForeignKey(Flag, models.PROTECT, null=True, blank=True, related_name="cases")
    episode = models.PositiveSmallIntegerField(default=1)
    previous_episode = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next_episode"
    )
    state = StateField(choices=State.choices, default=State.FLAGGED, protected=True)
    state_since = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cases_owned"
    )
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField(default=timezone.now)
    adopted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Where a suspended case, or one that MAPPA leads, goes back to; empty in any other state.
    returns_to = models.CharField(max_length=20, blank=True)
    wake_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    monitoring_until = models.DateField(null=True, blank=True)
    # A new risk assessment must be signed by then; empty when none is asked for.
    assess_by = models.DateTimeField(null=True, blank=True)
    retention_group = models.CharField(max_length=1, choices=RetentionGroup.choices, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "state"]),
            models.Index(fields=["owner", "state"]),
            models.Index(fields=["force", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number", "year"], name="case_number_once_a_year"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=OPEN), name="one_open_case_a_person"
            ),
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="case_under_way_has_an_owner",
                condition=Q(owner__isnull=False)
                | ~Q(state__in=["ASSESSMENT", "ACTIVE", "STEP_DOWN", "LED_BY_MAPPA"]),
            ),
            models.CheckConstraint(
                name="case_under_way_was_adopted",
                condition=Q(adopted_at__isnull=False) | ~Q(state__in=ADOPTED),
            ),
            models.CheckConstraint(
                name="case_wakes_exactly_when_suspended",
                condition=Q(state="SUSPENDED", wake_on__isnull=False)
                | (~Q(state="SUSPENDED") & Q(wake_on=None)),
            ),
            models.CheckConstraint(
                name="case_returns_exactly_when_set_aside",
                condition=Q(state="SUSPENDED", returns_to__in=SUSPENDABLE)
                | Q(state="LED_BY_MAPPA", returns_to__in=["ASSESSMENT", "ACTIVE"])
                | (~Q(state__in=["SUSPENDED", "LED_BY_MAPPA"]) & Q(returns_to="")),
            ),
            models.CheckConstraint(
                name="closed_case_has_a_retention_group",
                condition=~Q(state="CLOSED") | Q(retention_group__in=RetentionGroup.values),
            ),
            models.CheckConstraint(
                name="case_ended_at_exactly_when_ended",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="case_later_episode_has_an_earlier_one",
                condition=Q(episode=1, previous_episode=None)
                | Q(episode__gt=1, previous_episode__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.slug])

    @property
    def ref(self) -> str:
        """The reference people say and write: IC-0417/26."""
        return f"IC-{self.number:04d}/{self.year % 100:02d}"

    @property
    def slug(self) -> str:
        """The reference as it stands in addresses: ic-0417-26."""
        return f"ic-{self.number:04d}-{self.year % 100:02d}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    # --- moves: each changes this row and nothing else ---------------------------------------

    def _since_now(self, **fields: Any) -> None:
        self.state_since = timezone.now()
        for name, value in fields.items():
            setattr(self, name, value)

    @transition(field=state, source=State.FLAGGED, target=State.TRIAGE)
    def take_to_triage(self) -> None:
        """The analyst has checked duplicates and events; the person is not victim-only."""
        self._since_now()

    @transition(field=state, source=State.TRIAGE, target=State.NOT_ADOPTED)
    def decline(self, *, review_on: date | None = None) -> None:
        """The supervisor does not take it on, for a listed reason and in words."""
        self._since_now(ended_at=timezone.now(), review_on=review_on)

    @transition(field=state, source=State.TRIAGE, target=State.ASSESSMENT)
    def assess(self, *, owner: User, assess_by: datetime) -> None:
        """The supervisor gives the case an owner, who assesses the risk."""
        self._since_now(owner=owner, assess_by=assess_by)

    @transition(field=state, source=State.ASSESSMENT, target=State.ACTIVE)
    def adopt(self) -> None:
        """The manager adopts: necessity and proportionality recorded, checks made."""
        self._since_now(adopted_at=timezone.now())

    @transition(field=state, source=(State.FLAGGED, State.TRIAGE), target=State.ACTIVE)
    def begin_again(self, *, owner: User, assess_by: datetime) -> None:
        """The manager reopens: a new flag starts another episode of a closed case under way."""
        self._since_now(owner=owner, assess_by=assess_by, adopted_at=timezone.now())

    @transition(field=state, source=State.ACTIVE, target=State.STEP_DOWN)
    def step_down(self, *, monitoring_until: date) -> None:
        """A clear period has passed and the risk is no longer high."""
        self._since_now(monitoring_until=monitoring_until)

    @transition(field=state, source=State.STEP_DOWN, target=State.ACTIVE)
    def step_up(self, *, assess_by: datetime) -> None:
        """Something happened while stepping down."""
        self._since_now(monitoring_until=None, assess_by=assess_by)

    @transition(field=state, source=State.STEP_DOWN, target=State.CLOSED)
    def close(self, *, retention_group: str) -> None:
        """Monitoring is over, partners are told and the retention group is set."""
        self._since_now(ended_at=timezone.now(), retention_group=retention_group, assess_by=None)

    @transition(field=state, source=SUSPENDABLE, target=State.SUSPENDED)
    def suspend(self, *, wake_on: date) -> None:
        """Custody, hospital or abroad, until a date that somebody answers for."""
        self._since_now(returns_to=str(self.state), wake_on=wake_on)

    @transition(field=state, source=State.SUSPENDED, target=RETURN_VALUE(*WAKES_TO))
    def resume(self, *, assess_by: datetime | None) -> str:
        """Back to where it was, so that suspending is no way round adoption."""
        back = State(self.returns_to)
        self._since_now(returns_to="", wake_on=None, monitoring_until=None)
        self.assess_by = assess_by or self.assess_by
        return State.ACTIVE if back == State.STEP_DOWN else back

    @transition(field=state, source=(State.ASSESSMENT, State.ACTIVE), target=State.LED_BY_MAPPA)
    def hand_lead_to_mappa(self) -> None:
        """MAPPA level 2 or 3 leads: no overt contact without the lead's recorded agreement."""
        self._since_now(returns_to=str(self.state))

    @transition(
        field=state,
        source=State.LED_BY_MAPPA,
        target=RETURN_VALUE(State.ASSESSMENT, State.ACTIVE),
    )
    def take_lead_back(self) -> str:
        """MAPPA no longer leads; a case that was never adopted goes back to its assessment."""
        back = State(self.returns_to)
        self._since_now(returns_to="")
        return back

    @transition(
        field=state,
        source=(*SUSPENDABLE, State.SUSPENDED, State.LED_BY_MAPPA),
        target=State.TRANSFERRED_OUT,
    )
    def transfer_out(self) -> None:
        """Another force has accepted the case, with minutes of the handover."""
        self._since_now(ended_at=timezone.now(), wake_on=None, returns_to="", assess_by=None)
