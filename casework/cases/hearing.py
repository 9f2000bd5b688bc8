"""Who wants to hear that something about a person changed.

Rooms above this one sign in with `hears`, in a module called `hearing` of their own; what they do
happens in the same transaction as the change, so that none is lost and none is told of a change
that did not happen.

    @hears
    def recall_briefings(change: Change) -> None:
        ...
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.utils.module_loading import autodiscover_modules

from casework.cases.models import Change

Hearer = Callable[[Change], None]
_HEARERS: dict[str, Hearer] = {}


def hears(hearer: Hearer) -> Hearer:
    """Sign in: `hearer` is called with every change from now on, in the order of their names."""
    _HEARERS[f"{hearer.__module__}.{hearer.__qualname__}"] = hearer
    return hearer


@cache
def _find() -> None:
    """Load the module `hearing` of every room that has one, once."""
    autodiscover_modules("hearing")


def tell(change: Change) -> None:
    """Call everyone who signed in, inside the caller's transaction."""
    _find()
    for _, hearer in sorted(_HEARERS.items()):
        hearer(change)
