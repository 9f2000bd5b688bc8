"""Who works here: forces, teams, users, the roles they hold from day to day, their absences."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, NoReturn, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone


def local_today() -> date:
    """Today's date in Europe/London, which grants and absences are counted in."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


class Force(models.Model):
    """A police force. Its nation decides the bank holidays and the law that apply."""

    class Nation(models.TextChoices):
        ENGLAND_AND_WALES = "E", "England and Wales"
        SCOTLAND = "S", "Scotland"
        NORTHERN_IRELAND = "N", "Northern Ireland"

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80)
    nation = models.CharField(max_length=1, choices=Nation.choices, default="E")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="force_nation_known", condition=Q(nation__in=["E", "S", "N"])
            )
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A group of officers with one queue of work."""

    force = models.ForeignKey(Force, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)
    # A desk does not: a control room's, an agency's, a neighbourhood team's.
    takes_cases = models.BooleanField(default=True)
    # Where people answer a letter of this team, as it is printed; empty where it writes none.
    reply_address = models.CharField("address for replies", max_length=200, blank=True)
    reply_phone = models.CharField("telephone for replies", max_length=30, blank=True)
    reply_email = models.EmailField("e-mail for replies", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "name"], name="team_name_once_in_a_force")
        ]

    def __str__(self) -> str:
        return self.name


class Rank(models.TextChoices):
    """Ranks that rules name, lowest first; staff hold none."""

    STAFF = "STAFF", "Staff"
    CONSTABLE = "CONSTABLE", "Constable"
    SERGEANT = "SERGEANT", "Sergeant"
    INSPECTOR = "INSPECTOR", "Inspector"
    CHIEF_INSPECTOR = "CHIEF_INSPECTOR", "Chief inspector"
    SUPERINTENDENT = "SUPERINTENDENT", "Superintendent"


class UserQuerySet(models.QuerySet["User"]):
    def delete(self) -> NoReturn:
        """Refuse, however few; a leaver is deactivated instead."""
        raise models.ProtectedError("A user is deactivated, never deleted.", set(self))

    def visible_to(self, user: User) -> Self:
        """Colleagues: the users of forces in which `user` holds any role today, and themselves."""
        return self.filter(Q(force__in=user.forces_served()) | Q(pk=user.pk))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; names are kept in small letters, so that "Khan" and "khan" are one."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A saved user. Without a password nobody can sign in as them."""
        user: User = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return super().get_by_natural_key((username or "").lower())  # type: ignore[no-any-return]


class User(AbstractBaseUser):
    """Someone who signs in. Never deleted: what they did must still name them years later."""

    username = models.CharField(
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]*$",
                "Use small letters, figures, full stops, hyphens and underscores.",
            )
        ],
    )
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    force = models.ForeignKey(Force, models.PROTECT, related_name="users")
    rank = models.CharField(max_length=20, choices=Rank.choices, default=Rank.CONSTABLE)
    collar_number = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["first_name", "last_name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_rank_known", condition=Q(rank__in=Rank.values)),
            models.CheckConstraint(
                name="username_in_small_letters", condition=Q(username=Lower("username"))
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """How colleagues see this user: "Sgt A Khan" style, with the rank in short."""
        short = {"CONSTABLE": "PC", "SERGEANT": "Sgt", "INSPECTOR": "Insp"}
        short |= {"CHIEF_INSPECTOR": "Ch Insp", "SUPERINTENDENT": "Supt"}
        title = short.get(self.rank, "")
        return f"{title} {self.first_name} {self.last_name}".strip()

    @property
    def seniority(self) -> int:
        """0 for staff, 1 constable, up to 5 superintendent: to compare ranks with."""
        return Rank.values.index(self.rank)

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """Always False: Django's own permissions are not used here, roles are dated grants."""
        return False

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def all_grants(self) -> list[RoleGrant]:
        """Every grant ever given to this user, read once for this instance (one request)."""
        if not self.has_read_grants:
            self.keep_grants(list(self.grants.select_related("force", "team")))
        return self._grants

    @property
    def has_read_grants(self) -> bool:
        """Whether `all_grants` needs no statement any more."""
        return "_grants" in self.__dict__

    def keep_grants(self, grants: list[RoleGrant]) -> None:
        """Every grant ever given to this user, as somebody has read them."""
        self._grants = grants

    def forget_grants(self) -> None:
        """Read the grants again next time: call it when one was given or ended."""
        self.__dict__.pop("_grants", None)

    def grants_on(self, on: date | None = None) -> list[RoleGrant]:
        """Grants in force on a local date, today unless told; none for a leaver."""
        if not self.is_active:
            return []
        on = on or local_today()
        return [grant for grant in self.all_grants() if grant.covers(on)]

    def forces_served(self, *roles: str) -> set[int]:
        """Keys of the forces where the user holds one of `roles` today, or any role."""
        return {grant.force_id for grant in self.grants_on() if not roles or grant.role in roles}

    def forces_audited(self) -> set[int]:
        """Keys of the forces whose audit trail this user may read today."""
        return self.forces_served(Role.AUDITOR)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.forget_grants()
        super().refresh_from_db(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse; a leaver is deactivated instead."""
        raise models.ProtectedError("A user is deactivated, never deleted.", {self})


class Role(models.TextChoices):
    """What someone may do (domain: section 6). Held through a RoleGrant, never by rank alone."""

    OFFICER = "OFFICER", "Officer"
    SUPERVISOR = "SUPERVISOR", "Supervisor"
    MANAGER = "MANAGER", "Manager"
    AUTHORISER = "AUTHORISER", "Authorising officer"
    ANALYST = "ANALYST", "Analyst"
    ADVISER = "ADVISER", "Control-room adviser"
    PARTNER = "PARTNER", "Partner"
    ADVOCATE = "ADVOCATE", "Advocate (IDVA)"
    AUDITOR = "AUDITOR", "Auditor"
    ADMIN = "ADMIN", "System administrator"


# Who gives out work and answers for those who are away (domain: section 6).
LEADS_PEOPLE = (Role.SUPERVISOR, Role.MANAGER)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, on: date | None = None) -> Self:
        """Grants in force on a local date (both ends included), today unless told."""
        on = on or local_today()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=on),
            Q(revoked_on=None) | Q(revoked_on__gt=on),
            starts_on__lte=on,
        )

    def not_over(self) -> Self:
        """Grants in force today or later."""
        today = local_today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), revoked_on=None)

    def after(self, day: date) -> Self:
        """Grants that would still count on some day after a local date."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), revoked_on=None)


class RoleGrant(models.Model):
    """A role given to a user by someone, for a team or a whole force, from one day to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="grants")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200)
    # Taken away: from this day on, at once, the grant counts for nothing.
    revoked_on = models.DateField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "role"])]
        constraints = [
            models.CheckConstraint(name="grant_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="grant_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="nobody_grants_themselves",
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")),
            ),
            models.CheckConstraint(
                name="grant_revoked_by_and_on_together",
                condition=Q(revoked_by=None, revoked_on=None)
                | Q(revoked_by__isnull=False, revoked_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} from {self.starts_on}"

    def covers(self, on: date) -> bool:
        """Whether the grant is in force on that local date; first and last day included."""
        ended = self.ends_on is not None and on > self.ends_on
        revoked = self.revoked_on is not None and on >= self.revoked_on
        return self.starts_on <= on and not ended and not revoked


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def now(self, today: date | None = None) -> Self:
        """Of those who are away at this moment, whose local date is `today`."""
        today = local_today() if today is None else today
        return self.filter(starts_on__lte=today, ends_on__gte=today, ended_at__isnull=True)

    def touching(self, on: date | None = None) -> Self:
        """Of those who were away at any moment of a local date, today unless told.

        One that was ended on that date still counts for all of it: whoever stood in at nine
        decides nothing of the one they stood in for at ten (assurance: I7).
        """
        on = on or local_today()
        midnight = timezone.make_aware(datetime.combine(on, time.min))
        not_before = Q(ended_at__isnull=True) | Q(ended_at__gte=midnight)
        return self.filter(not_before, starts_on__lte=on, ends_on__gte=on)

    def to_come(self) -> Self:
        """Those that last or are still to begin."""
        return self.filter(ends_on__gte=local_today(), ended_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """One's own, those in which one stands in, and those of whom one leads."""
        led = [grant for grant in user.grants_on() if grant.role in LEADS_PEOPLE]
        forces = {grant.force_id for grant in led if grant.team_id is None}
        teams = {grant.team_id for grant in led if grant.team_id is not None}
        theirs = RoleGrant.objects.in_force().filter(team__in=teams)
        return self.filter(
            Q(user=user.pk)
            | Q(deputy=user.pk)
            | Q(user__force__in=forces)
            | Q(user__in=theirs.values("user"))
        )


class Absence(models.Model):
    """Days a user is away (both included), and who stands in, if anyone. Never why."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    deputy = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Back earlier than was said, or not away at all: from this moment nobody is covered for.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["deputy", "ends_on"],
                condition=Q(ended_at=None),
                name="absence_of_a_deputy",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="nobody_deputises_for_themselves",
                condition=Q(deputy=None) | ~Q(deputy=F("user")),
            ),
            models.CheckConstraint(
                name="absence_ended_by_and_at_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


class SignInAttempt(models.Model):
    """A wrong name or password, kept only as long as it may count towards a lock-out.

    Both are keyed hashes: what was typed into the name field may be a password.
    """

    name_key = models.CharField(max_length=64)
    address_key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "at"]),
            models.Index(fields=["address_key", "at"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
