"""A warrant or the conditions of a bail, from receipt until it is closed (domain: section 2c)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, transition

from casework.cases.models import Case
from casework.core.fields import StateField
from casework.enforcement.warrants.models.states import (
    OPEN_BAIL,
    OPEN_WARRANT,
    OUTCOMES,
    SEARCHED,
    TRIGGERS,
    BailAuthority,
    BailEnd,
    BailKind,
    Grade,
    Kind,
    SubType,
    ToldBy,
    WarrantState,
)
from casework.enforcement.warrants.models.truths import TRUTHS

S = WarrantState


def who(**options: Any) -> models.ForeignKey:
    """Somebody of this service, once it has happened."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", **options
    )


def when() -> models.DateTimeField:
    return models.DateTimeField(null=True, blank=True)


class WarrantQuerySet(models.QuerySet["Warrant"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Warrant(ConcurrentTransitionMixin, models.Model):
    """One warrant, or one set of bail conditions (`sub_type`)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="warrants")
    sub_type = models.CharField(max_length=10, choices=SubType.choices, default=SubType.WARRANT)
    state = StateField(choices=WarrantState.choices, default=WarrantState.RECEIVED, protected=True)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = who()
    created_at = models.DateTimeField(default=timezone.now)
    # Of a warrant: what the court sent, and how urgent it is.
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    code = models.CharField(max_length=8, blank=True)
    backed_for_bail = models.BooleanField(null=True, blank=True)
    # Local to court and force, so an opaque string (domain: section 8.4).
    reference = models.CharField(max_length=60, blank=True)
    court = models.CharField(max_length=120, blank=True)
    offence = models.CharField(max_length=200, blank=True)
    grade = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    grade_reason = models.TextField(blank=True)
    graded_by = who()
    graded_at = when()
    # How target_at was worked out, step by step, so that it can be worked out again.
    target_at = when()
    target_proof = models.JSONField(null=True, blank=True)
    # The national system changes its name and its format; the fields do not.
    circulation_system = models.CharField(max_length=40, blank=True)
    circulation_reference = models.CharField(max_length=60, blank=True)
    warnings = models.TextField(blank=True)
    circulated_at = when()
    circulated_by = who()
    cancel_reference = models.CharField(max_length=60, blank=True)
    cancelled_at = when()
    cancelled_by = who()
    # Nobody by name where it is the whole team's.
    allocated_to = who()
    allocated_at = when()
    allocated_by = who()
    victim_safety = models.TextField(blank=True)
    # How it ended.
    outcome = models.CharField(max_length=20, choices=WarrantState.choices, blank=True)
    outcome_at = when()
    outcome_by = who()
    evidence = models.TextField(blank=True)
    arrested_at = when()
    arrest_place = models.CharField(max_length=220, blank=True)
    arresting_officer = models.CharField(max_length=120, blank=True)
    custody_reference = models.CharField(max_length=40, blank=True)
    hearing_court = models.CharField(max_length=120, blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    next_steps = models.TextField(blank=True)
    victims_told_at = when()
    victims_told_by = who()
    victims_told_how = models.CharField(max_length=10, choices=ToldBy.choices, blank=True)
    # Of bail: its conditions are rows of their own.
    bail_kind = models.CharField(max_length=12, choices=BailKind.choices, blank=True)
    bail_authority = models.CharField(max_length=20, choices=BailAuthority.choices, blank=True)
    bail_from = models.DateField(null=True, blank=True)
    bail_until = models.DateField(null=True, blank=True)
    trigger = models.CharField(max_length=10, choices=list(TRIGGERS.items()), blank=True)
    check_every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    check_method = models.CharField(max_length=200, blank=True)
    no_arrest_reason = models.TextField(blank=True)
    no_arrest_by = who()
    bail_end = models.CharField(max_length=12, choices=BailEnd.choices, blank=True)

    objects = WarrantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "state"])]
        constraints = TRUTHS

    def __str__(self) -> str:
        return f"warrant {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("warrants:warrant", args=[self.pk])

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def is_bail(self) -> bool:
        return self.sub_type == SubType.BAIL

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to be found, or bail still to be kept."""
        return self.state in (OPEN_BAIL if self.is_bail else OPEN_WARRANT)

    @property
    def is_circulated(self) -> bool:
        """Whether the person stands as wanted in the national system at this moment."""
        return self.circulated_at is not None and self.cancelled_at is None

    # --- moves: each changes this row and nothing else ---------------------------------------

    def _ends(self, outcome: WarrantState, *, by: Any, at: datetime, evidence: str = "") -> None:
        self.outcome, self.outcome_by, self.outcome_at = outcome, by, at
        self.evidence = evidence

    @transition(field=state, source=S.RECEIVED, target=S.GRADED)
    def grade_it(self, *, by: Any, at: datetime) -> None:
        """Type, code, bail status, court and grade are entered, with the reason of the grade."""
        self.graded_by, self.graded_at = by, at

    @transition(field=state, source=S.GRADED, target=S.CIRCULATED)
    def circulate(self, *, system: str, reference: str, at: datetime, by: Any) -> None:
        """The person stands as wanted in the national system."""
        self.circulation_system, self.circulation_reference = system, reference
        self.circulated_at, self.circulated_by = at, by

    @transition(field=state, source=S.CIRCULATED, target=S.ALLOCATED)
    def allocate(self, *, to: Any, by: Any, at: datetime) -> None:
        """A sergeant gives it to an officer, or to the team."""
        self.allocated_to, self.allocated_by, self.allocated_at = to, by, at

    @transition(field=state, source=(S.ALLOCATED, S.ATTEMPTED), target=S.ATTEMPTED)
    def attempt(self) -> None:
        """Somebody tried and did not find them. Under review it stays there."""

    @transition(field=state, source=(S.ALLOCATED, S.ATTEMPTED), target=S.REVIEW)
    def fall_overdue(self) -> None:
        """The target date of its grade has passed."""

    @transition(field=state, source=S.REVIEW, target=RETURN_VALUE(S.ALLOCATED, S.ATTEMPTED))
    def look_on(self) -> str:
        """The manager has set out how to go on looking, and when it is looked at again."""
        return S.ATTEMPTED if self.attempts.exists() else S.ALLOCATED

    @transition(field=state, source=(*SEARCHED, S.BREACHED), target=S.EXECUTED)
    def execute(self, *, by: Any, at: datetime) -> None:
        """Arrested on the warrant, or for breach of bail."""
        self._ends(S.EXECUTED, by=by, at=at)

    @transition(field=state, source=SEARCHED, target=S.SURRENDERED)
    def surrender(self, *, by: Any, at: datetime) -> None:
        """They came by themselves; a new court date is known."""
        self._ends(S.SURRENDERED, by=by, at=at)

    @transition(field=state, source=SEARCHED, target=S.BACKED_BAIL_SERVED)
    def serve_bail(self, *, by: Any, at: datetime) -> None:
        """Released on the bail endorsed on the warrant, to a new court date."""
        self._ends(S.BACKED_BAIL_SERVED, by=by, at=at)

    @transition(field=state, source=OPEN_WARRANT, target=S.WITHDRAWN_BY_COURT)
    def withdraw_by_court(self, *, by: Any, at: datetime, evidence: str) -> None:
        """The court no longer wants them; its reference is the evidence."""
        self._ends(S.WITHDRAWN_BY_COURT, by=by, at=at, evidence=evidence)

    @transition(field=state, source=OPEN_WARRANT, target=S.OTHER_FORCE)
    def pass_on(self, *, by: Any, at: datetime, evidence: str) -> None:
        """Somebody named there has accepted it. Until then it stays ours."""
        self._ends(S.OTHER_FORCE, by=by, at=at, evidence=evidence)

    @transition(field=state, source=OPEN_WARRANT, target=S.CLOSED_DEATH)
    def end_by_death(self, *, by: Any, at: datetime, evidence: str) -> None:
        """A manager has seen the evidence."""
        self._ends(S.CLOSED_DEATH, by=by, at=at, evidence=evidence)

    @transition(field=state, source=OPEN_WARRANT, target=S.CLOSED_NOT_WANTED)
    def end_not_wanted(self, *, by: Any, at: datetime, evidence: str) -> None:
        """A manager has seen the evidence."""
        self._ends(S.CLOSED_NOT_WANTED, by=by, at=at, evidence=evidence)

    @transition(field=state, source=OUTCOMES, target=S.CLOSED)
    def shut(self) -> None:
        """Nothing is left to cancel and nobody left to tell."""

    @transition(field=state, source=(S.RECEIVED, S.GRADED), target=S.NOT_TAKEN_ON)
    def turn_away(self) -> None:
        """It is not for this team: entered twice, or a fine that court officers enforce."""

    # --- bail ----------------------------------------------------------------------------------

    @transition(field=state, source=S.RECEIVED, target=S.CHECKING)
    def begin_checks(self, *, until: date) -> None:
        """The conditions, how often and how they are checked, and until when they hold."""
        self.bail_until = until

    @transition(field=state, source=S.CHECKING, target=S.BREACHED)
    def find_breach(self) -> None:
        """A check found a condition broken."""

    @transition(field=state, source=S.BREACHED, target=S.CHECKING)
    def check_on(self) -> None:
        """A supervisor agrees that nobody is arrested for this breach."""

    @transition(field=state, source=(S.CHECKING, S.BREACHED), target=S.BAIL_ENDED)
    def end_bail(self, *, by: Any, at: datetime, way: str) -> None:
        """Charged, released without bail, or ended by a court."""
        self._ends(S.BAIL_ENDED, by=by, at=at)
        self.bail_end = way
