"""Who wants to hear that something about a person changed, that a case moved, or of an import.

Rooms above this one sign in with `hears`, in a module called `hearing` of their own; what they do
happens in the same transaction as the change, so that none is lost and none is told of a change
that did not happen.

    @hears
    def recall_briefings(change: Change) -> None:
        ...

`hears_of_moves` signs in for every move of a case, its opening too; `hears_of_batches` for every
import, after what it brought was noted on the cases under way (that one in no transaction).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.utils.module_loading import autodiscover_modules

from casework.cases.models import Change, Move
from casework.incidents.models import ImportBatch

Hearer = Callable[[Change], None]
MoveHearer = Callable[[Move], None]
BatchHearer = Callable[[ImportBatch], None]
_HEARERS: dict[str, Hearer] = {}
_OF_MOVES: dict[str, MoveHearer] = {}
_OF_BATCHES: dict[str, BatchHearer] = {}


def hears(hearer: Hearer) -> Hearer:
    """Sign in: `hearer` is called with every change from now on, in the order of their names."""
    _HEARERS[f"{hearer.__module__}.{hearer.__qualname__}"] = hearer
    return hearer


def hears_of_moves(hearer: MoveHearer) -> MoveHearer:
    """Sign in: `hearer` is called with every move of a case, once the case is saved."""
    _OF_MOVES[f"{hearer.__module__}.{hearer.__qualname__}"] = hearer
    return hearer


def hears_of_batches(hearer: BatchHearer) -> BatchHearer:
    """Sign in: `hearer` is called with every import. It may be called twice."""
    _OF_BATCHES[f"{hearer.__module__}.{hearer.__qualname__}"] = hearer
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


def tell_of_move(move: Move) -> None:
    """Call everyone who signed in for moves, inside the caller's transaction."""
    _find()
    for _, hearer in sorted(_OF_MOVES.items()):
        hearer(move)


def tell_of_batch(batch: ImportBatch) -> None:
    """Call everyone who signed in for imports; what each does is its own to keep together."""
    _find()
    for _, hearer in sorted(_OF_BATCHES.items()):
        hearer(batch)
