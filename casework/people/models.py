"""Persons known to the force: names, identifiers, where they can be found, warning markers.

Addresses and phones given for somebody as a suspect and those given as a victim are in two
tables, so that no query for the first can ever return the second.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from casework.accounts.access import Anybody
from casework.people.kept import person_not_kept_from
from casework.people.permissions import forces_seen_whole

REF_OFFSET = 10_000


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Anybody) -> Self:
        """Everyone in the forces that `user` sees whole and who is not kept from them.

        An officer or supervisor sees a person through a case, and cases know people, not the
        other way round: the cases room adds those.
        """
        seen = self.filter(force_id__in=forces_seen_whole(user))
        return seen.filter(person_not_kept_from(user, person="pk"))

    def by_ref(self, ref: str) -> Self:
        """The person whose reference is `ref` ("P-10482", any case), or none."""
        digits = ref.upper().removeprefix("P-")
        if not digits.isdecimal() or len(digits) > 12:
            return self.none()
        return self.filter(pk=int(digits) - REF_OFFSET)


class Person(models.Model):
    """A nominal: one person as one force's records know them."""

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="people")
    nominal_id = models.CharField(max_length=40)
    forename = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    self_ethnicity = models.CharField(max_length=20, blank=True)
    observed_ethnicity = models.CharField(max_length=20, blank=True)
    pnc_id = models.CharField(max_length=20, blank=True)
    cro_number = models.CharField(max_length=20, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    # When the source last touched the record these particulars were taken from.
    as_of = models.DateTimeField(null=True, blank=True)
    # Names of the fields a user has corrected. No import overwrites one of these.
    corrected = models.JSONField(default=list, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["surname", "forename"])]
        constraints = [
            models.UniqueConstraint(fields=["force", "nominal_id"], name="nominal_once_in_a_force")
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """The opaque reference used in addresses and titles, such as P-10482."""
        return f"P-{self.pk + REF_OFFSET}"

    @property
    def full_name(self) -> str:
        return f"{self.forename} {self.surname}".strip() or "Name not known"


class Alias(models.Model):
    """Another name the force has recorded for the same nominal."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="aliases")
    forename = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "forename", "surname"], name="alias_once")
        ]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}".strip()


class ContactBase(models.Model):
    """A place or number, kept as given and in the form it is compared in."""

    class Kind(models.TextChoices):
        ADDRESS = "ADDRESS", "Address"
        PHONE = "PHONE", "Phone"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10, blank=True)
    normal = models.CharField(max_length=220)
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    doubtful_since = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def one_line(self) -> str:
        """The address with its postcode, or the number, on one line."""
        return ", ".join(part for part in (self.value, self.postcode) if part)


class Contact(ContactBase):
    """Where a person was said to live, or their number, when recorded as a suspect."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts")
    # When it came here, which the days it was given for do not say. None: before that was kept.
    came_at = models.DateTimeField(null=True, default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "normal"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "normal"], name="contact_once")
        ]


class ProtectedContact(ContactBase):
    """The same for a person recorded as a victim. Behind the wall (domain: section 5.10)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="protected_contacts")

    class Meta:
        indexes = [models.Index(fields=["kind", "normal"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "normal"], name="protected_contact_once"
            )
        ]


class MarkerQuerySet(models.QuerySet["Marker"]):
    def live(self, on: date | None = None) -> Self:
        """Warnings that hold on a local date, both ends included, today unless told."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Marker(models.Model):
    """A warning about danger to officers or to the person, from a day until it is ended."""

    class Kind(models.TextChoices):
        VIOLENCE = "VIOLENCE", "Violent"
        WEAPONS = "WEAPONS", "Weapons"
        FIREARMS = "FIREARMS", "Firearms"
        DOGS = "DOGS", "Dogs"
        SELF_HARM = "SELF_HARM", "Self-harm"
        MENTAL_HEALTH = "MENTAL_HEALTH", "Mental health"
        COMMUNICATION = "COMMUNICATION", "Communication need"

    # A sergeant may not approve a visit while one of these is live (domain: section 2b).
    NEEDS_INSPECTOR = ("VIOLENCE", "WEAPONS", "FIREARMS")

    person = models.ForeignKey(Person, models.PROTECT, related_name="markers")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    note = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = MarkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ends_on=None), name="one_live_marker_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def in_words(self) -> str:
        """ "Weapons: knife": the kind first, then the detail if there is one."""
        return ": ".join(filter(None, (self.get_kind_display(), self.note)))
