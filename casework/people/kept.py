"""People of whom somebody may know nothing, whatever their roles show them otherwise.

Which people these are is a matter of cases, and cases know people, not the other way round: the
room that knows signs in here (`casework.cases.models.restricted`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from casework.accounts.access import Anybody

# Each gives querysets of one column: keys of people kept from that user.
Keeper = Callable[["Anybody"], list[QuerySet[Any, Any]]]

KEEPERS: dict[str, Keeper] = {}


def keep(name: str, keeper: Keeper) -> None:
    """Sign in a keeper under a name of its own."""
    KEEPERS[name] = keeper


def person_not_kept_from(user: Anybody, *, person: str = "person") -> Q:
    """A condition for rows that hang on a person, by the name of that field."""
    condition = Q()
    for keeper in KEEPERS.values():
        for kept in keeper(user):
            condition &= ~Q(**{f"{person}__in": kept})
    return condition
