"""Who works here: forces, teams, users, the roles they hold from day to day, their absences."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


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
            models.CheckConstraint(name="force_nation_known", condition=Q(nation__in=["E", "S", "N"]))
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A group of officers with one queue of work."""

    force = models.ForeignKey(Force, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)

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


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who signs in. Never deleted: what they did must still name them years later."""

    username = models.CharField(max_length=60, unique=True)
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
            models.CheckConstraint(name="user_rank_known", condition=Q(rank__in=Rank.values))
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

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Always False: Django's own permissions are not used here, roles are dated grants."""
        return False

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
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
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} from {self.starts_on}"


class Absence(models.Model):
    """Days a user is away (both included), and who stands in, if anyone."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    deputy = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="nobody_deputises_for_themselves",
                condition=Q(deputy=None) | ~Q(deputy=F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"
