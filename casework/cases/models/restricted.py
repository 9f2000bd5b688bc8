"""Who may not see a case although their role would let them (domain: sections 2.12 and 6).

A restricted case is seen by the manager who answers for it and by those on its list, and by nobody
else; whoever knows the person sees nothing of them. Both hold for the person's every episode, so
that a new case of the same person is no way round them (assurance: I17, I20).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.core.prepared import keys, somebody

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from casework.accounts.access import Anybody


class RestrictionGround(models.TextChoices):
    POLICE = "POLICE", "The person works for the police"
    RELATED = "RELATED", "The person is related to somebody who uses this service"
    CONFLICT = "CONFLICT", "Somebody declared that they know the person"
    OTHER = "OTHER", "Something else, said in the reason"


def _who(**more: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **more)


def _nobody_yet() -> Any:
    return _who(null=True, blank=True)


def _ended(name: str, prefix: str) -> models.CheckConstraint:
    """Who, when and why it ended: all three or none."""
    by, at, why = f"{prefix}_by", f"{prefix}_at", f"{prefix}_reason"
    ended = Q(**{f"{by}__isnull": False, f"{at}__isnull": False}) & ~Q(**{why: ""})
    return models.CheckConstraint(
        name=f"{name}_ended_whole_or_not", condition=Q(**{by: None, at: None, why: ""}) | ended
    )


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def standing(self) -> Self:
        """Those that nobody has lifted."""
        return self.filter(lifted_at=None)

    def letting_in(self, user: Anybody) -> Self:
        """Standing ones that name this user: for good, or for some hours for a reason."""
        named = NamedReader.objects.filter(user=user.pk, removed_at=None)
        hours = GlassBroken.objects.letting_in(user)
        by_name = Q(pk__in=named.values("restriction")) | Q(pk__in=hours.values("restriction"))
        return self.standing().filter(Q(manager=user.pk) | by_name)

    def closed_to(self, user: Anybody, *, at: datetime | None = None) -> Self:
        """Standing ones on whose list this user is not, and who is let in for no hours either, at
        the aware instant `at`, or now."""
        named = NamedReader.objects.filter(user=user.pk, removed_at=None)
        hours = GlassBroken.objects.letting_in(user, at=at)
        return (
            self.standing()
            .exclude(manager=user.pk)
            .exclude(pk__in=named.values("restriction"))
            .exclude(pk__in=hours.values("restriction"))
        )

    def visible_to(self, user: Anybody) -> Self:
        """Those of the cases this user sees."""
        return self.filter(case__in=_cases().visible_to(user))


class Restriction(models.Model):
    """A case only named people see, from a moment until it is lifted. Append-only but for who
    answers for it, and for its one end."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="restrictions")
    ground = models.CharField(max_length=10, choices=RestrictionGround.choices)
    reason = models.TextField()
    # On the list by standing there: the list is never empty.
    manager = _who()
    placed_by = _who()
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = _nobody_yet()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(lifted_at=None),
                name="one_standing_restriction_a_case",
            ),
            models.CheckConstraint(
                name="restriction_ground_known", condition=Q(ground__in=RestrictionGround.values)
            ),
            models.CheckConstraint(name="restriction_says_why", condition=~Q(reason="")),
            _ended("restriction", "lifted"),
        ]

    def __str__(self) -> str:
        return f"restriction {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"


class NamedReader(models.Model):
    """One name on the list of a restricted case; taken off at most once."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="readers")
    user = _who()
    reason = models.TextField()
    named_by = _who()
    named_at = models.DateTimeField(default=timezone.now)
    removed_by = _nobody_yet()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["restriction", "user"],
                condition=Q(removed_at=None),
                name="named_once_on_a_list",
            ),
            models.CheckConstraint(name="named_reader_says_why", condition=~Q(reason="")),
            _ended("named_reader", "removed"),
        ]

    def __str__(self) -> str:
        return f"named reader {self.pk}"

    @property
    def audit_stream(self) -> str:
        return self.restriction.audit_stream


class Interest(models.Model):
    """Somebody knows the person of a case: they see nothing of that person until it is withdrawn
    as recorded in error."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="interests")
    user = _who()
    how = models.TextField()
    declared_by = _who()
    declared_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = _nobody_yet()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["user"])]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=Q(withdrawn_at=None),
                name="interest_declared_once_a_case",
            ),
            models.CheckConstraint(name="interest_says_how", condition=~Q(how="")),
            _ended("interest", "withdrawn"),
            models.CheckConstraint(
                name="interest_withdrawn_by_another",
                condition=Q(withdrawn_by=None) | ~Q(withdrawn_by=F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"interest {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"


class GlassBrokenQuerySet(models.QuerySet["GlassBroken"]):
    def letting_in(self, user: Anybody, *, at: datetime | None = None) -> Self:
        """What lets this user in at the aware instant `at`, or now."""
        at = timezone.now() if at is None else at
        return self.filter(user=user.pk, restriction__isnull=False, until__gt=at)

    def visible_to(self, user: Anybody) -> Self:
        """Those of the cases this user sees; for who holds the unit to account, of their force."""
        seen = Restriction.objects.visible_to(user).values("pk")
        audited = user.forces_audited()  # type: ignore[union-attr]
        return self.filter(Q(restriction__in=seen) | Q(force__in=audited))

    def with_askings_of_the_hour(self) -> Self:
        """Each with how often its user had asked, by then, within the hour: `in_the_hour`."""
        hour = models.OuterRef("at") - models.Value(timedelta(hours=1))
        before = self.model.objects.filter(
            user=models.OuterRef("user"), at__lte=models.OuterRef("at"), at__gt=hour
        )
        counted = before.order_by().values("user").annotate(n=models.Count("pk")).values("n")
        return self.annotate(in_the_hour=models.Subquery(counted))


class GlassBroken(models.Model):
    """Somebody of the force asked for a case by its reference, for a reason, for some hours.

    One that leads to nothing, because there is no such case or it is no restricted one, is kept
    as well and looks the same to whoever asked.
    """

    LONGEST_REFERENCE = 20

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="+")
    user = _who()
    # As it was typed.
    reference = models.CharField(max_length=LONGEST_REFERENCE)
    restriction = models.ForeignKey(
        Restriction, models.PROTECT, null=True, blank=True, related_name="broken"
    )
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    # Somebody on the list, or who holds the unit to account, has read it and says so.
    read_by = _nobody_yet()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = GlassBrokenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "until"])]
        constraints = [
            models.CheckConstraint(name="glass_broken_for_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="glass_broken_for_a_while", condition=Q(until__gt=F("at"))),
            models.CheckConstraint(
                name="glass_broken_read_by_another",
                condition=Q(read_by=None, read_at=None)
                | (Q(read_by__isnull=False, read_at__isnull=False) & ~Q(read_by=F("user"))),
            ),
        ]

    def __str__(self) -> str:
        return f"broken glass {self.pk}"

    @property
    def audit_stream(self) -> str | None:
        """The case's, where it led to one: those on its list read of it in the timeline."""
        return self.restriction.audit_stream if self.restriction is not None else None


def _cases() -> Any:
    """The cases, which know what is here."""
    return apps.get_model("cases", "Case")._default_manager


def rows_kept_from(user: Anybody) -> list[QuerySet[Any]]:
    """What names the people of whom this user sees nothing, by `case__person`: a case of theirs
    is restricted and this user is not on its list, or this user knows them."""
    return [Restriction.objects.closed_to(user), _known_to(user)]


def _known_to(user: Anybody) -> QuerySet[Interest]:
    return Interest.objects.filter(user=user.pk, withdrawn_at=None)


def kept_from_anybody(found: Any, *, case: str = "pk") -> Any:
    """Those rows of a queryset, by its name for a case, of whose person there is somebody who may
    know nothing: all that `rows_kept_from` could name for anyone at all, and few."""
    few = Q()
    for rows in (Restriction.objects.standing(), Interest.objects.filter(withdrawn_at=None)):
        few |= Q(**{f"{case}__in": _cases_of(rows)})
    return found.filter(few)


def not_kept_from(user: Anybody, *, case: str = "case") -> Q:
    """A condition for rows that hang on a case, by the name of that field: only those of people
    of whom this user may know. One place for every list, count and page."""
    condition = Q()
    for kept in cases_kept_from(user):
        condition &= ~Q(**{f"{case}__in": kept})
    return condition


def cases_kept_from(user: Anybody) -> list[Any]:
    """The keys of every case of the people in `rows_kept_from`, for `__in`."""
    if user.pk is None:
        return [_cases_of(rows) for rows in rows_kept_from(user)]
    return [
        keys(_cases_closed_to, user=user.pk, at=timezone.now()),
        keys(_cases_known_to, user=user.pk),
    ]


def _cases_closed_to(user: Any, at: Any) -> QuerySet[Any, Any]:
    return _cases_of(Restriction.objects.closed_to(somebody(user), at=at))


def _cases_known_to(user: Any) -> QuerySet[Any, Any]:
    return _cases_of(_known_to(somebody(user)))


def _cases_of(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Every case of these people. From their few rows to the cases and not by a join, which
    SQLite begins at the other end, with every case there is."""
    people = _cases().filter(pk__in=rows.values("case")).values("person")
    found: QuerySet[Any, Any] = _cases().filter(person__in=people).values("pk")
    return found
