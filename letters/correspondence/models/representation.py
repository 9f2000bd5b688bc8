"""What is said against a served letter, and what an inspector answered (domain: section 2a)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.cases.models import Case
from letters.correspondence.models.letter import Letter


class RepresentationQuerySet(models.QuerySet["Representation"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def unanswered(self) -> Self:
        return self.filter(decision="")


class Representation(models.Model):
    """That something was said against a letter; then the answer, and what followed from it.

    Each part is written once. Who authorised and who wrote the letter is kept beside it, so that
    the database itself can refuse their answer.
    """

    class Source(models.TextChoices):
        OFFICER = "OFFICER", "They told an officer"
        WRITING = "WRITING", "They wrote"
        PHONE = "PHONE", "They telephoned"
        SOLICITOR = "SOLICITOR", "Their solicitor told us"
        POLICE = "POLICE", "We found it out ourselves"

    class Decision(models.TextChoices):
        UPHELD = "UPHELD", "Upheld"
        AMENDED = "AMENDED", "Amended"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    class Breach(models.TextChoices):
        """What follows from a letter in the wrong hands (Data Protection Act 2018, s.67)."""

        REPORT = "REPORT", "Reported to the Information Commissioner"
        KEEP = "KEEP", "Kept in our own register of breaches, with the reason"

    class Told(models.TextChoices):
        IN_PERSON = "IN_PERSON", "In person"
        PHONE = "PHONE", "By telephone"
        WRITING = "WRITING", "In writing"
        SOLICITOR = "SOLICITOR", "Through their solicitor"
        NOBODY = "NOBODY", "Nobody was told"

    # It has no page of its own.
    shown_on: ClassVar[str] = "letter"

    case = models.ForeignKey(Case, models.PROTECT, related_name="representations")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="representations")
    number = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=Source.choices)
    received_at = models.DateTimeField()
    said = models.TextField()
    says_wrong_person = models.BooleanField(default=False)
    says_victim = models.BooleanField(default=False)
    hostile = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    authorised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # --- the answer
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reasons = models.TextField(blank=True)
    amendment = models.TextField(blank=True)
    wrong_person = models.BooleanField(default=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # --- whether data were breached, where it reached the wrong person
    breach = models.CharField(max_length=10, choices=Breach.choices, blank=True)
    breach_note = models.TextField(blank=True)
    breach_reference = models.CharField(max_length=60, blank=True)
    breach_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    breach_at = models.DateTimeField(null=True, blank=True)
    # --- that they heard the answer
    told = models.CharField(max_length=10, choices=Told.choices, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_note = models.TextField(blank=True)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="representation_once"),
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(decision=""),
                name="one_unanswered_representation_of_a_letter",
            ),
            models.CheckConstraint(
                name="representation_says_something",
                condition=~Q(said="") & Q(recorded_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="representation_never_answered_by_whoever_authorised_or_wrote",
                condition=Q(answered_by=None)
                | (~Q(answered_by=F("authorised_by")) & ~Q(answered_by=F("written_by"))),
            ),
            models.CheckConstraint(
                name="representation_answered_with_reasons_by_somebody",
                condition=Q(decision="", reasons="", answered_by=None, answered_at=None)
                | Q(decision__in=["UPHELD", "AMENDED", "WITHDRAWN"])
                & ~Q(reasons="")
                & Q(answered_by__isnull=False, answered_at__isnull=False)
                & Q(answered_at__gte=F("recorded_at")),
            ),
            models.CheckConstraint(
                name="representation_amendment_says_what",
                condition=Q(decision="AMENDED") & ~Q(amendment="")
                | ~Q(decision="AMENDED") & Q(amendment=""),
            ),
            models.CheckConstraint(
                name="representation_wrong_person_is_withdrawn",
                condition=Q(wrong_person=False) | Q(decision="WITHDRAWN"),
            ),
            models.CheckConstraint(
                name="representation_breach_assessed_by_somebody",
                condition=Q(breach="", breach_note="", breach_by=None, breach_at=None)
                | Q(wrong_person=True, breach_by__isnull=False, breach_at__isnull=False)
                & ~Q(breach="")
                & ~Q(breach_note=""),
            ),
            models.CheckConstraint(
                name="representation_reported_breach_has_its_reference",
                condition=~Q(breach="REPORT") | ~Q(breach_reference=""),
            ),
            models.CheckConstraint(
                name="representation_answer_told_after_it_was_given",
                condition=Q(told="", told_at=None, told_by=None)
                | ~Q(told="")
                & Q(told_by__isnull=False, told_at__isnull=False, answered_at__isnull=False)
                & Q(told_at__gte=F("answered_at")),
            ),
            models.CheckConstraint(
                name="representation_untold_says_why",
                condition=~Q(told="NOBODY") | ~Q(told_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"representation {self.number} of letter {self.letter_id}"

    def get_absolute_url(self) -> str:
        """It is read on the page of its letter (`shown_on`)."""
        return self.letter.get_absolute_url()

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"
