"""A case: one episode of managing one person, and every move it made (domain: section 1.13)."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from casework.identification.models import Flag
from casework.people.models import Person


class State(models.TextChoices):
    """In the order a case usually takes them; the last five are side states."""

    FLAGGED = "FLAGGED", "Flagged"
    TRIAGE = "TRIAGE", "Triage"
    ASSESSMENT = "ASSESSMENT", "Assessment"
    ACTIVE = "ACTIVE", "Under way"
    STEP_DOWN = "STEP_DOWN", "Step-down"
    CLOSED = "CLOSED", "Closed"
    NOT_ADOPTED = "NOT_ADOPTED", "Not adopted"
    LED_BY_MAPPA = "LED_BY_MAPPA", "Led by MAPPA"
    SUSPENDED = "SUSPENDED", "Suspended"
    TRANSFERRED_OUT = "TRANSFERRED_OUT", "Transferred out"


ENDED = (State.CLOSED, State.NOT_ADOPTED, State.TRANSFERRED_OUT)
OPEN = tuple(state for state in State if state not in ENDED)
SUSPENDABLE = (State.FLAGGED, State.TRIAGE, State.ASSESSMENT, State.ACTIVE, State.STEP_DOWN)


class Reason(models.TextChoices):
    """Listed reasons for not adopting or for closing; free text always goes with them."""

    THRESHOLD_NOT_MET = "THRESHOLD_NOT_MET", "The records do not support the flag"
    LED_ELSEWHERE = "LED_ELSEWHERE", "Another process already leads"
    NOT_PROPORTIONATE = "NOT_PROPORTIONATE", "Intervening would not be proportionate"
    NO_LONGER_HERE = "NO_LONGER_HERE", "Moved away, in long custody or died"
    RISK_REDUCED = "RISK_REDUCED", "Risk has gone down and stayed down"
    PLAN_COMPLETE = "PLAN_COMPLETE", "The plan is complete"


class RetentionGroup(models.TextChoices):
    """Retention groups of the College of Policing's information management practice."""

    GROUP_1 = "1", "Group 1: certain public protection matters"
    GROUP_2 = "2", "Group 2: other sexual, violent or serious offences"
    GROUP_3 = "3", "Group 3: all other offences"


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        """Cases someone must still answer for."""
        return self.filter(state__in=OPEN)

    def by_ref(self, slug: str) -> Self:
        """The case whose reference is `slug` ("ic-0417-26", any case), or none."""
        parts = slug.upper().replace("/", "-").split("-")
        if len(parts) != 3 or parts[0] != "IC" or not all(p.isdecimal() for p in parts[1:]):
            return self.none()
        return self.filter(number=int(parts[1][:9]), year=2000 + int(parts[2][:2]))


class Case(ConcurrentTransitionMixin, models.Model):
    """One episode for one person. Its state moves only through the named transitions below."""

    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    flag = models.ForeignKey(
        Flag, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    episode = models.PositiveSmallIntegerField(default=1)
    previous_episode = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next_episode"
    )
    state = FSMField(choices=State.choices, default=State.FLAGGED, protected=True)
    state_since = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cases_owned"
    )
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Who leads, and where a suspended case returns to; empty in every other state.
    suspended_from = models.CharField(max_length=20, blank=True)
    wake_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    monitoring_until = models.DateField(null=True, blank=True)
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
                | ~Q(state__in=["ASSESSMENT", "ACTIVE", "STEP_DOWN"]),
            ),
            models.CheckConstraint(
                name="suspended_case_has_a_wake_date",
                condition=~Q(state="SUSPENDED") | Q(wake_on__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_case_has_a_retention_group",
                condition=~Q(state="CLOSED") | ~Q(retention_group=""),
            ),
            models.CheckConstraint(
                name="case_ended_at_exactly_when_ended",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

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
    def decline(self, *, review_on: Any = None) -> None:
        """The supervisor does not take it on, for a listed reason and in words."""
        self._since_now(ended_at=timezone.now(), review_on=review_on)

    @transition(field=state, source=State.TRIAGE, target=State.ASSESSMENT)
    def assess(self, *, owner: Any) -> None:
        """The supervisor gives the case an owner, who assesses the risk."""
        self._since_now(owner=owner)

    @transition(field=state, source=State.ASSESSMENT, target=State.ACTIVE)
    def adopt(self) -> None:
        """The manager adopts: necessity and proportionality recorded, checks made."""
        self._since_now()

    @transition(field=state, source=State.ACTIVE, target=State.STEP_DOWN)
    def step_down(self, *, monitoring_until: Any) -> None:
        """A clear period has passed and the risk is no longer high."""
        self._since_now(monitoring_until=monitoring_until)

    @transition(field=state, source=State.STEP_DOWN, target=State.ACTIVE)
    def step_up(self) -> None:
        """Something happened while stepping down."""
        self._since_now(monitoring_until=None)

    @transition(field=state, source=State.STEP_DOWN, target=State.CLOSED)
    def close(self, *, retention_group: str) -> None:
        """Monitoring is over, partners are told and the retention group is set."""
        self._since_now(ended_at=timezone.now(), retention_group=retention_group)

    @transition(field=state, source=SUSPENDABLE, target=State.SUSPENDED)
    def suspend(self, *, wake_on: Any) -> None:
        """Custody, hospital or abroad, until a date that somebody answers for."""
        self._since_now(suspended_from=str(self.state), wake_on=wake_on)

    @transition(field=state, source=State.SUSPENDED, target=State.ACTIVE)
    def resume(self) -> None:
        """Back under way; a new assessment is due."""
        self._since_now(suspended_from="", wake_on=None)

    @transition(field=state, source=(State.ASSESSMENT, State.ACTIVE), target=State.LED_BY_MAPPA)
    def hand_lead_to_mappa(self) -> None:
        """MAPPA level 2 or 3 leads: no overt contact without the lead's recorded agreement."""
        self._since_now()

    @transition(field=state, source=State.LED_BY_MAPPA, target=State.ACTIVE)
    def take_lead_back(self) -> None:
        """MAPPA no longer leads."""
        self._since_now()

    @transition(
        field=state,
        source=(*SUSPENDABLE, State.SUSPENDED, State.LED_BY_MAPPA),
        target=State.TRANSFERRED_OUT,
    )
    def transfer_out(self) -> None:
        """Another force has accepted the case, with minutes of the handover."""
        self._since_now(ended_at=timezone.now(), wake_on=None, suspended_from="")


class Move(models.Model):
    """One move of a case: who, when, from where to where, and why. Append-only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason_code = models.CharField(max_length=30, choices=Reason.choices, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "at"])]

    def __str__(self) -> str:
        return f"{self.source} to {self.target}"
