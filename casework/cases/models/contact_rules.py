"""Do-not-contact rules and blackout windows: nobody is contacted, from a day to a day.

What a rule is for, and who asked for it, never shows in what it does: the contact gate answers as
for any hold (`casework.cases.gate`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.accounts.access import role_scope
from casework.accounts.models import Role
from casework.cases.models.case import Case
from casework.incidents.models import Incident
from casework.people.models import Contact, Person

if TYPE_CHECKING:
    from casework.accounts.access import Anybody


class Reach(models.TextChoices):
    """Whom a rule keeps from being contacted."""

    PERSON = "PERSON", "This person"
    VICTIM = "VICTIM", "Whoever is reported for harming a named victim"
    ADDRESS = "ADDRESS", "Whoever is recorded at an address"
    PERIOD = "PERIOD", "Everyone this team works with, for a period"


class Ground(models.TextChoices):
    VICTIM_ASKED = "VICTIM_ASKED", "A victim asked for it"
    ADVOCATE_ASKED = "ADVOCATE_ASKED", "An advocate (IDVA) asked for it"
    COURT = "COURT", "A court hearing or order"
    INVESTIGATION = "INVESTIGATION", "An investigation"
    COMPLAINT = "COMPLAINT", "A complaint"
    HEALTH = "HEALTH", "Health, or a clinician asked for it"
    CHILDREN = "CHILDREN", "Children"
    CALENDAR = "CALENDAR", "A holiday, an event or a bereavement"
    OTHER = "OTHER", "Something else, said in the reason"


FROM_VICTIMS = (Ground.VICTIM_ASKED, Ground.ADVOCATE_ASKED)
# Behind the wall (domain: section 5.10): a manager's, and whoever's placed it.
BEHIND_THE_WALL = Q(reach__in=(Reach.VICTIM, Reach.ADDRESS)) | Q(ground__in=FROM_VICTIMS)


class ContactRuleQuerySet(models.QuerySet["ContactRule"]):
    def visible_to(self, user: Anybody) -> Self:
        """What this user placed; for a supervisor what is not behind the wall besides, for a
        manager everything. Of the teams and forces their grants name, and no others."""
        supervised = role_scope(user, Role.SUPERVISOR).q() & ~BEHIND_THE_WALL
        led = role_scope(user, Role.SUPERVISOR, Role.MANAGER)
        own = led.q() & Q(placed_by=user.pk)
        return self.filter(role_scope(user, Role.MANAGER).q() | supervised | own)

    def reaching(self, case: Case) -> Self:
        """Those that reach this case: by its person, a linked victim, an address or its team."""
        hurt = Incident.objects.filter(suspect=case.person_id, victim__isnull=False)
        homes = Contact.objects.filter(person=case.person_id, kind=Contact.Kind.ADDRESS)
        here = homes.filter(
            Q(normal=models.OuterRef("address_normal")) | Q(normal=models.OuterRef("address_words"))
        )
        return self.filter(
            Q(reach=Reach.PERSON, person=case.person_id)
            | Q(reach=Reach.VICTIM, victim__in=hurt.values("victim"))
            | (Q(reach=Reach.ADDRESS, force=case.force_id) & models.Exists(here))
            | Q(reach=Reach.PERIOD, team=case.team_id)
        )

    def standing(self, at: datetime) -> Self:
        """Those that keep people from contact at an aware instant, as far as was known then."""
        return self.filter(
            Q(lifted_at=None) | Q(lifted_at__gt=at),
            Q(ends_at=None) | Q(ends_at__gt=at),
            placed_at__lte=at,
            starts_at__lte=at,
        )

    def let_go(self, since: datetime, at: datetime) -> Self:
        """Those that had begun and came to their end after `since` and up to `at`."""
        lifted = Q(lifted_at__gt=since, lifted_at__lte=at, starts_at__lt=F("lifted_at"))
        unlifted = Q(lifted_at=None) | Q(lifted_at__gt=F("ends_at"))
        ran_out = unlifted & Q(ends_at__gt=since, ends_at__lte=at)
        return self.filter(lifted | ran_out)

    def not_over(self, at: datetime) -> Self:
        """Those that stand at `at` or are still to begin."""
        unended = Q(ends_at=None) | Q(ends_at__gt=at)
        return self.filter(unended, lifted_at=None, placed_at__lte=at)


class ContactRule(models.Model):
    """One rule, placed once and lifted at most once. Never changed otherwise."""

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="+")
    # The team it was placed for: whose supervisors see it.
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")
    reach = models.CharField(max_length=8, choices=Reach.choices)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contact_rules"
    )
    victim = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    # As addresses are compared; the second form is that of an address without its postcode.
    address_normal = models.CharField(max_length=220, blank=True)
    address_words = models.CharField(max_length=220, blank=True)
    asked_by = models.CharField(max_length=120)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    reason = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(blank=True)

    objects = ContactRuleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person"]),
            models.Index(fields=["force", "reach"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="contact_rule_ground_known", condition=Q(ground__in=Ground.values)
            ),
            models.CheckConstraint(
                name="contact_rule_reaches_what_it_names",
                condition=Q(reach="PERSON", person__isnull=False, victim=None, address="")
                | Q(reach="VICTIM", person=None, victim__isnull=False, address="")
                | (Q(reach="ADDRESS", person=None, victim=None) & ~Q(address_normal=""))
                | Q(reach="PERIOD", person=None, victim=None, address="", ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_rule_ends_after_it_starts",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="contact_rule_lifted_whole_or_not",
                condition=Q(lifted_by=None, lifted_at=None, lift_reason="")
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lift_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"contact rule {self.pk}"

    @property
    def audit_stream(self) -> str:
        """Its own: whoever reads a case reads nothing of it."""
        return f"contact_rule:{self.pk}"
