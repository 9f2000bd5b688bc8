"""What an order leaves behind, kept and never changed: terms, hearings, service, circulation.

Everything here is append-only (`triggers`); a correction or a variation is a new row.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.enforcement.orders.models.names import ServiceMethod, TermKind
from casework.enforcement.orders.models.order import Order
from casework.people.models import Person

KINDS = TermKind.values


class Trail(models.Model):
    """A row about one order: who wrote it and when."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Version(Trail):
    """The terms as the court set them on one day. Old ones stay, each until the next begins."""

    class Why(models.TextChoices):
        MADE = "MADE", "Made"
        VARIED = "VARIED", "Varied"
        RENEWED = "RENEWED", "Renewed"

    order = models.ForeignKey(Order, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=8, choices=Why.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Who may give so long: the rank of pre-charge bail, else empty.
    given_by = models.CharField(max_length=20, blank=True)
    full_text = models.TextField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="order_version_once"),
            models.CheckConstraint(
                name="order_version_why_known",
                condition=Q(why__in=["MADE", "VARIED", "RENEWED"]),
            ),
            models.CheckConstraint(
                name="order_version_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Term(models.Model):
    """One condition of one version, in a form that can be acted on."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="terms")
    kind = models.CharField(max_length=12, choices=TermKind.choices)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="protecting_terms"
    )
    place = models.CharField(max_length=220, blank=True)
    radius_metres = models.PositiveIntegerField(null=True, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    to_time = models.TimeField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    # The place is somebody's to protect and stands on the face of the order: never in a list.
    protected_place = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="order_term_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="order_term_no_contact_with_somebody",
                condition=~Q(kind="NO_CONTACT") | Q(person__isnull=False) | ~Q(words=""),
            ),
            models.CheckConstraint(
                name="order_term_says_which_place",
                condition=~Q(kind__in=["EXCLUSION", "REPORT"]) | ~Q(place=""),
            ),
            models.CheckConstraint(
                name="order_term_curfew_has_hours",
                condition=~Q(kind="CURFEW") | Q(from_time__isnull=False, to_time__isnull=False),
            ),
            models.CheckConstraint(
                name="order_term_says_something",
                condition=~Q(kind__in=["PROGRAMME", "OTHER"]) | ~Q(words=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Hearing(Trail):
    """What a court did on one day it heard the application, or that it was listed for."""

    class Outcome(models.TextChoices):
        LISTED = "LISTED", "Listed"
        MADE = "MADE", "Order made"
        REFUSED = "REFUSED", "Order refused"
        ADJOURNED = "ADJOURNED", "Adjourned"
        WITHDRAWN = "WITHDRAWN", "Application withdrawn"

    order = models.ForeignKey(Order, models.PROTECT, related_name="hearings")
    at = models.DateTimeField()
    court = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="hearing_outcome_known",
                condition=Q(outcome__in=["LISTED", "MADE", "REFUSED", "ADJOURNED", "WITHDRAWN"]),
            )
        ]

    def __str__(self) -> str:
        return f"hearing {self.pk}"


class Service(Trail):
    """One try to serve the notice or the order: how, where, when, with what proof."""

    class Outcome(models.TextChoices):
        SERVED = "SERVED", "Served"
        NOT_FOUND = "NOT_FOUND", "Not found"
        UNSAFE = "UNSAFE", "Not safe to go on"

    order = models.ForeignKey(Order, models.PROTECT, related_name="services")
    of_notice = models.BooleanField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    method = models.CharField(max_length=10, choices=ServiceMethod.choices)
    at = models.DateTimeField()
    place = models.CharField(max_length=220)
    server = models.CharField(max_length=120, blank=True)
    identity_check = models.CharField(max_length=200, blank=True)
    explained = models.BooleanField(default=False)
    address_for_notice = models.CharField(max_length=220, blank=True)
    commanding_officer = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    not_cleared_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="service_outcome_known",
                condition=Q(outcome__in=["SERVED", "NOT_FOUND", "UNSAFE"]),
            ),
            models.CheckConstraint(
                name="service_of_a_notice_is_personal_and_explained",
                condition=Q(of_notice=False)
                | ~Q(outcome="SERVED")
                | (
                    Q(method="PERSONAL", explained=True)
                    & ~Q(identity_check="")
                    & ~Q(server="")
                    & ~Q(place="")
                ),
            ),
            models.CheckConstraint(
                name="service_written_after_it_was_made", condition=Q(written_at__gte=F("at"))
            ),
        ]

    def __str__(self) -> str:
        return f"service {self.pk}"


class Circulation(Trail):
    """That the national systems were told of the notice, the order or its end."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="circulations")
    cancels = models.BooleanField(default=False)
    leds_reference = models.CharField(max_length=60)
    pnd_reference = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    # Which terms were circulated; 0 for the notice.
    version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="circulation_has_a_reference", condition=~Q(leds_reference="")
            )
        ]

    def __str__(self) -> str:
        return f"circulation {self.pk}"


class VictimUpdate(Trail):
    """That the protected person was told what became of it, and what was done for their safety."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="victim_updates")
    about = models.CharField(max_length=20)
    told = models.BooleanField()
    told_by = models.CharField(max_length=120)
    told_at = models.DateTimeField()
    copy_sent = models.BooleanField(default=False)
    safety_plan = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"update {self.pk}"
