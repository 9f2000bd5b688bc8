"""What is added to a warrant and never changed: attempts, reviews, requests, bail checks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.enforcement.warrants.models.states import (
    CheckResult,
    Decision,
    Result,
    ReviewLevel,
)
from casework.enforcement.warrants.models.warrant import Warrant
from casework.people.models import Contact


class Attempt(models.Model):
    """One attempt to find and arrest the person. Append-only."""

    warrant = models.ForeignKey(Warrant, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    place = models.CharField(max_length=220)
    # The recorded address that `place` is, so that it can be marked doubtful; none for elsewhere.
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=12, choices=Result.choices)
    intelligence = models.TextField(blank=True)
    next_action = models.TextField(blank=True)
    with_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["warrant", "number"], name="warrant_attempt_once"),
            models.CheckConstraint(
                name="warrant_attempt_result_known", condition=Q(result__in=Result.values)
            ),
            models.CheckConstraint(
                name="warrant_attempt_logged_after_it", condition=Q(logged_at__gte=F("at"))
            ),
            models.CheckConstraint(
                name="fruitless_attempt_says_what_is_next",
                condition=Q(result=Result.ARRESTED) | ~Q(next_action=""),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}"


class Review(models.Model):
    """One look at an outstanding warrant, and what was decided. Append-only."""

    warrant = models.ForeignKey(Warrant, models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=16, choices=ReviewLevel.choices)
    decision = models.CharField(max_length=12, choices=Decision.choices)
    reason = models.TextField()
    # Of a manager's review: how the person is to be traced.
    trace_plan = models.TextField(blank=True)
    media_appeal = models.BooleanField(default=False)
    ports_alert = models.BooleanField(default=False)
    # Financial and phone checks, each with who authorised it.
    authorised_checks = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["warrant", "number"], name="warrant_review_once"),
            models.CheckConstraint(
                name="warrant_review_words_known",
                condition=Q(level__in=ReviewLevel.values, decision__in=Decision.values)
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="manager_who_looks_on_says_how_and_when",
                condition=Q(level=ReviewLevel.SERGEANT)
                | ~Q(decision=Decision.CARRY_ON)
                | Q(next_on__isnull=False) & ~Q(trace_plan=""),
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.number}"


class ForceRequest(models.Model):
    """Another force was asked to execute the warrant, and by name whom. Append-only."""

    warrant = models.ForeignKey(Warrant, models.PROTECT, related_name="force_requests")
    number = models.PositiveSmallIntegerField()
    force = models.CharField(max_length=120)
    contact_point = models.CharField(max_length=120)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["warrant", "number"], name="force_request_once"),
            models.CheckConstraint(
                name="force_request_names_force_and_person",
                condition=~Q(force="") & ~Q(contact_point=""),
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.number}"


class ForceAnswer(models.Model):
    """What the other force said. Append-only."""

    request = models.OneToOneField(ForceRequest, models.PROTECT, related_name="answer")
    accepted = models.BooleanField()
    # Who said it there; empty where nobody answered in time.
    answered_by = models.CharField(max_length=120, blank=True)
    note = models.TextField()
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="force_answer_accepted_by_name",
                condition=Q(accepted=False) | ~Q(answered_by=""),
            )
        ]

    def __str__(self) -> str:
        return f"answer to request {self.request_id}"


class BailCondition(models.Model):
    """One condition of the bail, in the words of whoever set it. Append-only."""

    warrant = models.ForeignKey(Warrant, models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["warrant", "number"], name="bail_condition_once"),
            models.CheckConstraint(name="bail_condition_has_words", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"condition {self.number}"


class BailCheck(models.Model):
    """One check whether the conditions are kept. Append-only."""

    warrant = models.ForeignKey(Warrant, models.PROTECT, related_name="bail_checks")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    method = models.CharField(max_length=200)
    result = models.CharField(max_length=16, choices=CheckResult.choices)
    # Which one was broken; none where all were kept or nobody could tell.
    condition = models.ForeignKey(
        BailCondition, models.PROTECT, null=True, blank=True, related_name="+"
    )
    found = models.TextField()
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["warrant", "number"], name="bail_check_once"),
            models.CheckConstraint(
                name="bail_check_logged_after_it", condition=Q(logged_at__gte=F("at"))
            ),
            models.CheckConstraint(
                name="breach_names_its_condition",
                condition=Q(result=CheckResult.BREACHED, condition__isnull=False)
                | Q(result__in=["KEPT", "COULD_NOT_TELL"], condition=None),
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.number}"
