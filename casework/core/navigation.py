"""The service navigation: where a user may go from every page, by the roles they hold today.

Pages are named as text and looked up when asked for; one that this copy lacks is left out. A page
refuses whoever may not open it all the same: this only keeps doors that are shut off the menu.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Door:
    """One entry: its words, the name of its page and the roles (`accounts.Role`) that open it."""

    text: str
    page: str
    roles: tuple[str, ...]


WORKERS = ("OFFICER", "SUPERVISOR", "MANAGER", "AUTHORISER")
READERS = ("ANALYST", "ADVISER")
DOORS = (
    Door("My work", "workflows:my_work", WORKERS),
    Door("Team", "workflows:team", ("SUPERVISOR", "MANAGER", "AUTHORISER")),
    Door("Cases", "cases:list", WORKERS + READERS),
    Door(
        "Nominations",
        "identification:nominations",
        ("ANALYST", "SUPERVISOR", "MANAGER", "AUTHORISER"),
    ),
    Door("Imports", "incidents:imports", ("ANALYST",)),
    Door("Caseload", "workflows:reports", ("SUPERVISOR", "MANAGER")),
    Door("Audit", "audit:events", ("AUDITOR",)),
)


def address(page: str) -> str:
    """The address of a named page, or "" in a copy without the room that has it."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


def doors_of(user: Any) -> list[Door]:
    """What is on this user's menu today; nothing for a stranger."""
    if not getattr(user, "is_authenticated", False):
        return []
    return [door for door in DOORS if user.forces_served(*door.roles) and address(door.page)]


def items(user: Any, path: str) -> list[dict[str, Any]]:
    """The menu for the component, with the entry marked under which `path` lies."""
    found = []
    for door in doors_of(user):
        href = address(door.page)
        found.append(
            {
                "text": door.text,
                "href": href,
                "current": path == href,
                "active": path.startswith(href),
            }
        )
    return found
