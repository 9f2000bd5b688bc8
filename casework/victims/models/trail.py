"""What an offer of support leaves behind: moves, tries, gaps, words, who was told first."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.cases.acts import Act
from casework.victims.models.names import Gap, Ground, Rung, SupportOfferState
from casework.victims.models.offer import SupportOffer


class SupportMove(models.Model):
    """One move of an offer: who, when, from where to where, and why. Append-only.

    The reason stands here and not in the log, which more people read.
    """

    offer = models.ForeignKey(SupportOffer, models.PROTECT, related_name="moves")
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="support_move_states_known",
                condition=Q(
                    source__in=SupportOfferState.values, target__in=SupportOfferState.values
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} to {self.target}"


class ContactTry(models.Model):
    """One try of the advocate to reach somebody at a safe time. Append-only."""

    offer = models.ForeignKey(SupportOffer, models.PROTECT, related_name="tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["offer", "number"], name="contact_try_once")]

    def __str__(self) -> str:
        return f"try {self.number}"


class ServiceGap(models.Model):
    """That there is no service for somebody, for those who commission services. Append-only."""

    offer = models.OneToOneField(SupportOffer, models.PROTECT, related_name="gap")
    kind = models.CharField(max_length=10, choices=Gap.choices)
    note = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="support_gap_known", condition=Q(kind__in=Gap.values)),
            models.CheckConstraint(name="support_gap_has_a_note", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ServiceCall(models.Model):
    """That somebody at a silent service was asked. Append-only."""

    offer = models.ForeignKey(SupportOffer, models.PROTECT, related_name="calls")
    rung = models.CharField(max_length=10, choices=Rung.choices)
    said = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_call_rung_known", condition=Q(rung__in=Rung.values)
            )
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class Returned(models.Model):
    """What an advocate tells the police of a client: only with a ground. Behind the wall."""

    offer = models.ForeignKey(SupportOffer, models.PROTECT, related_name="returned")
    words = models.TextField()
    ground = models.CharField(max_length=8, choices=Ground.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="returned_only_with_a_ground",
                condition=Q(ground__in=Ground.values) & ~Q(words=""),
            )
        ]

    def __str__(self) -> str:
        return f"returned {self.pk}"


class AdvocateNotice(models.Model):
    """That an act is planned of which this offer's advocate has to hear first. Append-only.

    `about` names the record of the act; an act planned anew for another time is another notice,
    and so is that it is `called_off`.
    """

    offer = models.ForeignKey(SupportOffer, models.PROTECT, related_name="notices")
    act = models.CharField(max_length=12, choices=Act.choices)
    about = models.CharField(max_length=80, blank=True)
    planned_for = models.DateTimeField(null=True, blank=True)
    called_off = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["offer", "act", "about"])]
        constraints = [
            models.CheckConstraint(
                name="advocate_notice_act_known", condition=Q(act__in=Act.values)
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Telling(models.Model):
    """That the advocate was told of a planned act, before it. Append-only."""

    notice = models.OneToOneField(AdvocateNotice, models.PROTECT, related_name="telling")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    # What the person of the case knows of it, and what not: the advocate must not give it away.
    person_knows = models.TextField(blank=True)
    person_does_not_know = models.TextField(blank=True)
    said = models.TextField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="told_before_it_was_written_down", condition=Q(recorded_at__gte=F("told_at"))
            ),
            models.CheckConstraint(name="telling_says_what_was_said", condition=~Q(said="")),
        ]

    def __str__(self) -> str:
        return f"telling {self.pk}"
