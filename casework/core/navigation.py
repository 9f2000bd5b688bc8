"""Where a user may go by the roles they hold today: the menu of every page, and the rest.

Pages are named as text and looked up when asked for; one that this copy lacks is left out. A page
refuses whoever may not open it all the same: this only keeps doors that are shut off the menu.
"""

from __future__ import annotations

from collections.abc import Callable
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
# People of other agencies: their own work is all there is for them.
OUTSIDE = ("PARTNER", "ADVOCATE")
DOORS = (
    Door("My work", "workflows:my_work", WORKERS + OUTSIDE),
    Door("Team", "workflows:team", ("SUPERVISOR", "MANAGER", "AUTHORISER")),
    Door("Cases", "cases:list", WORKERS + READERS),
    Door(
        "Nominations",
        "identification:nominations",
        ("ANALYST", "SUPERVISOR", "MANAGER", "AUTHORISER"),
    ),
    Door("Imports", "incidents:imports", ("ANALYST",)),
    Door(
        "Operations",
        "operations:list",
        ("OFFICER", "SUPERVISOR", "MANAGER", "ANALYST", "ADVISER"),
    ),
    Door("Caseload", "workflows:reports", ("SUPERVISOR", "MANAGER")),
    Door("Referrals", "partners:referrals", ("PARTNER",)),
    Door("Address flags", "flags:lookup", ("ADVISER",)),
    # After what a call waits for.
    Door("My work", "workflows:my_work", ("ADVISER",)),
    Door("Briefings", "briefings:list", ("OFFICER",)),
    Door("Audit", "audit:events", ("AUDITOR",)),
    Door("Register", "authorities:register", ("AUTHORISER", "AUDITOR")),
)
# What is looked at seldom, or would be the seventh entry of a menu; on the page of one's account.
MORE = (
    Door("Briefings", "briefings:list", ("SUPERVISOR",)),
    Door("Register", "authorities:register", ("MANAGER",)),
    Door("Ask for a restricted case", "cases:ask", (*WORKERS, "ANALYST")),
    Door("Restricted cases asked for", "cases:asked", ("MANAGER", "AUDITOR")),
    Door("Calendar feed", "workflows:calendar", (*WORKERS, *OUTSIDE, "ADVISER")),
    Door("Orders in use", "orders:regimes", ("MANAGER", "AUTHORISER")),
    Door("Due times that bank holidays move", "workflows:recount", ("SUPERVISOR", "MANAGER")),
    Door("Deadline rules", "deadlines:rules", ("MANAGER", "AUTHORISER")),
    Door("Retention reviews", "retention:register", ("MANAGER",)),
)


# Doors besides the menu's that open by something else than a role; each room says its own.
_OPENED: list[tuple[Door, Callable[[Any], bool]]] = []


def also_opens(text: str, page: str, *, to: Callable[[Any], bool]) -> None:
    """Say when the program starts that a page opens to those for whom `to(user)` is true.

    It stands on the page of their account, so that no other page asks or shows anything.
    """
    _OPENED.append((Door(text, page, ()), to))


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
    return _open_to(user, DOORS)


def more_for(user: Any) -> list[dict[str, str]]:
    """The pages besides the menu's that this user may go to today, as words and address."""
    on_menu = {door.page for door in doors_of(user)}
    doors = [door for door in _open_to(user, MORE) if door.page not in on_menu]
    there = on_menu | {door.page for door in doors}
    doors += [door for door, opens in _OPENED if opens(user) and door.page not in there]
    return [{"text": door.text, "href": address(door.page)} for door in doors]


def _open_to(user: Any, doors: tuple[Door, ...]) -> list[Door]:
    """Those that one of the user's roles opens; a page that two of them lead to once."""
    found: dict[str, Door] = {}
    for door in doors:
        if user.forces_served(*door.roles) and address(door.page):
            found.setdefault(door.page, door)
    return list(found.values())


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
