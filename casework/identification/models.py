"""Programmes (the rules), runs of them, and the flags they raise with their evidence."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from casework.accounts.access import Anybody, role_scope
from casework.accounts.models import Role
from casework.incidents.models import ImportBatch, Incident
from casework.people.kept import person_not_kept_from
from casework.people.models import Person
from casework.people.permissions import forces_seen_whole


class Programme(models.Model):
    """A threshold rule as data. A change of numbers is a new version, never an edit."""

    slug = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    description = models.TextField()
    minimum_offences = models.PositiveSmallIntegerField()
    minimum_partners = models.PositiveSmallIntegerField()
    window_years = models.PositiveSmallIntegerField()
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="programme_version_once"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(live=True), name="one_live_version_of_a_programme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: Anybody) -> Self:
        """Runs over the records of the forces that `user` sees whole."""
        return self.filter(force_id__in=forces_seen_whole(user))


class Run(models.Model):
    """One use of a programme on one day's records: everything needed to repeat it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="runs")
    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="+")
    on = models.DateField()
    window_from = models.DateField()
    rule_version = models.PositiveIntegerField()
    # The last batch it could see; None where nothing had been imported.
    cut_off = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+")
    ran_at = models.DateTimeField()
    ran_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    considered = models.PositiveIntegerField()
    read = models.JSONField(default=dict)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["force", "programme", "on"])]
        constraints = [
            models.CheckConstraint(
                name="run_window_ends_on_its_day", condition=Q(window_from__lte=models.F("on"))
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


# Until a case has left these states nobody has decided on the flag. Named here as text: cases
# know flags, not the other way round.
UNDECIDED = ("FLAGGED", "TRIAGE")


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: Anybody) -> Self:
        """Flags on persons of the forces `user` sees whole, and on cases of the teams they lead;
        none on somebody who is kept from them."""
        scope = role_scope(user, Role.SUPERVISOR)
        opened = scope.q(force="cases__force", team="cases__team")
        joined = scope.q(force="linked_to__case__force", team="linked_to__case__team")
        theirs = self.model.objects.filter(opened | joined).values("pk")
        seen = Q(person__force_id__in=forces_seen_whole(user)) | Q(pk__in=theirs)
        return self.filter(seen, person_not_kept_from(user))

    def unsettled(self) -> Self:
        """Flags nobody has finished with: their case is still open, or not opened yet."""
        return self.filter(settled_at=None)

    def standing(self) -> Self:
        """Unsettled flags, and settled ones that an open case still rests on."""
        return self.with_standing().filter(is_standing=True)

    def with_standing(self) -> Self:
        """Each with `is_standing`: whether somebody still has to answer for it."""
        mine = self.model.objects.filter(pk=OuterRef("pk"))
        opened = Exists(mine.filter(cases__isnull=False, cases__ended_at=None))
        joined = Exists(mine.filter(linked_to__isnull=False, linked_to__case__ended_at=None))
        return self.annotate(is_standing=Q(Q(settled_at=None) | opened | joined))

    def in_hand(self) -> Self:
        """Unsettled flags on which somebody took a case further than triage."""
        cases = self.model._meta.get_field("cases").related_model
        decided = cases._default_manager.filter(ended_at=None).exclude(state__in=UNDECIDED)  # type: ignore[union-attr]
        opened, joined = Q(pk__in=decided.values("flag")), Q(linked_to__case__in=decided)
        return self.unsettled().filter(opened | joined)

    def to_decide(self) -> Self:
        """Unsettled flags nobody has decided on: no case yet, or one at the flag or at triage."""
        return self.unsettled().exclude(pk__in=self.model.objects.in_hand().values("pk"))

    def without_a_case(self) -> Self:
        """Unsettled flags that opened no case and joined none."""
        return self.unsettled().filter(cases=None, linked_to=None)


class Flag(models.Model):
    """A person met a programme's threshold. Proposes; a named human decides (domain: 5.4)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="flags")
    programme_slug = models.SlugField(max_length=40)
    raised_by = models.ForeignKey(Run, models.PROTECT, related_name="flags_raised")
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_reason = models.TextField(blank=True)
    is_standing: bool  # read by `with_standing`

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme_slug"],
                condition=Q(settled_at=None),
                name="one_unsettled_flag_a_programme",
            ),
            models.CheckConstraint(
                name="flag_settled_by_at_and_why_together",
                condition=Q(settled_at=None, settled_by=None, settled_reason="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"

    @property
    def audit_force_id(self) -> int:
        """Whose record an event about the flag is."""
        return self.person.force_id


class Finding(models.Model):
    """One person who met the rule in one run. Append-only, so that old runs stay readable."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="findings")
    flag = models.ForeignKey(Flag, models.PROTECT, related_name="findings")
    offences = models.PositiveIntegerField()
    partners = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "flag"], name="finding_once_a_run")]

    def __str__(self) -> str:
        return f"finding {self.pk}"


class Evidence(models.Model):
    """An incident that counted towards a finding."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="evidence")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "incident"], name="evidence_once")
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class BasisLost(models.Model):
    """A later run no longer found what raised the flag. An analyst looks; nothing is unflagged."""

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="basis_lost")
    run = models.ForeignKey(Run, models.PROTECT, related_name="basis_lost")
    raised_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flag"], condition=Q(reviewed_at=None), name="one_open_basis_lost_a_flag"
            ),
            models.CheckConstraint(
                name="basis_lost_has_a_conclusion_when_reviewed",
                condition=Q(reviewed_at=None, conclusion="")
                | (Q(reviewed_at__isnull=False) & ~Q(conclusion="")),
            ),
            models.CheckConstraint(
                name="basis_lost_reviewed_by_and_at_together",
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"basis lost {self.pk}"

    @property
    def audit_force_id(self) -> int:
        """Whose record an event about it is."""
        return self.flag.person.force_id
