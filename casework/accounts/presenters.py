"""The words of the sign-in and account pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from casework.accounts.models import Absence, RoleGrant, User
from casework.accounts.sessions import Ending
from casework.ui.times import short_date


def why_signed_out(code: object) -> str:
    """Why the last sitting ended, for the sign-in page; "" where nothing is known."""
    minutes = settings.SESSION_IDLE_SECONDS // 60
    hours = settings.SESSION_COOKIE_AGE // 3600
    words = {
        Ending.IDLE: f"You were signed out because nothing happened for {minutes} minutes. "
        "What you had not saved was not kept.",
        Ending.LONG: f"You were signed out because you had been signed in for {hours} hours. "
        "What you had not saved was not kept.",
        Ending.CLOSED: "You were signed out because your account is closed. "
        "Ask your system administrator.",
    }
    return words.get(code, "") if isinstance(code, str) else ""  # type: ignore[call-overload]


def facts(user: User) -> list[dict[str, str]]:
    """Who is signed in, for a summary list."""
    found = [
        ("Name", user.full_name),
        ("User name", user.username),
        ("Rank", user.get_rank_display()),
        ("Collar number", user.collar_number),
        ("Force", user.force.name),
    ]
    return [{"key": key, "value": value} for key, value in found if value]


def role_rows(grants: list[RoleGrant]) -> list[list[str]]:
    """Cells of the table of roles in force: role, where, from, to."""
    return [
        [
            grant.get_role_display(),
            grant.team.name if grant.team else f"All of {grant.force.name}",
            short_date(grant.starts_on),
            short_date(grant.ends_on) or "Until taken away",
        ]
        for grant in grants
    ]


def where_they_work(user: User) -> str:
    """The teams of the user's roles today; the force where they work for all of it and no team."""
    grants = user.grants_on()
    named = {grant.team.name for grant in grants if grant.team}
    return ", ".join(sorted(named or {grant.force.name for grant in grants}))


ABSENCE_HEAD = ["Name", "First day", "Last day", "Stands in", "Change"]


def absence_row(absence: Absence, *, may_end: bool) -> list[Any]:
    """Cells of the table of absences, with the way to end it."""
    link: Any = ""
    if may_end:
        link = format_html(
            '<a class="govuk-link" href="{}" aria-label="End the absence of {}">End</a>',
            reverse("accounts:end_absence", args=[absence.pk]),
            absence.user.display_name,
        )
    return [
        absence.user.display_name,
        short_date(absence.starts_on),
        short_date(absence.ends_on),
        absence.deputy.display_name if absence.deputy else "Nobody",
        link,
    ]


def absence_facts(absence: Absence) -> list[dict[str, str]]:
    """An absence as a summary list."""
    names = ABSENCE_HEAD[:4]
    cells = absence_row(absence, may_end=False)
    return [{"key": key, "value": value} for key, value in zip(names, cells, strict=False)]


def absence_told(absence: Absence) -> str:
    """What to tell whoever recorded it."""
    deputy = absence.deputy.display_name if absence.deputy else "The supervisor"
    return (
        f"Recorded: away from {short_date(absence.starts_on)} to {short_date(absence.ends_on)}. "
        f"{deputy} sees what falls due meanwhile."
    )
