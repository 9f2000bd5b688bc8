"""What the browser tests look at: people who sign in, and one object for each kind of page.

`build` is the one place that makes them. A route with arguments is visited once for each of its
samples; a route without arguments needs none. A route that has arguments and no sample fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from casework.accounts.models import Role, User
from tests.makers import make_force, make_team, make_user


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One visit to a route: its arguments, what to see there, and perhaps as whom."""

    arguments: dict[str, Any] = field(default_factory=dict)
    about: str = ""  # tells samples of one route apart, as "step authorise"
    query: str = ""  # as "page=2"
    user: User | None = None  # None: whoever of the world's users is the first to be let in


@dataclass(frozen=True, kw_only=True)
class World:
    """A small unit at work."""

    users: list[User]
    samples: dict[str, list[Sample]]

    def of(self, name: str, arguments: tuple[str, ...]) -> list[Sample]:
        """The samples of one route. Raises LookupError where it needs one and has none."""
        given = self.samples.get(name, [])
        if arguments and not given:
            raise LookupError(f"{name} needs {', '.join(arguments)}: add it to samples.build().")
        return given or [Sample()]


def build() -> World:
    """Make the unit and what its pages show, through makers and actions only."""
    force = make_force()
    team = make_team(force=force)
    users = [make_user(role, team=team) for role in Role]
    return World(users=users, samples={})
