"""What the demonstration tells of each kind of intervention; one file a kind.

A file says `PARTS`, its stories, or `ALONE`, those which need a case to themselves, such as one
where contact is not safe. It may say `set_up(unit)`: whom its kind needs beside the unit, such as
an agency or the control room's desk. There is no list to edit.
"""

from __future__ import annotations

from importlib import import_module
from itertools import zip_longest
from pkgutil import iter_modules
from types import ModuleType

from casework.cases.models import Band
from workflows.demonstration.people import Unit
from workflows.demonstration.stories import Part


def set_up(unit: Unit) -> None:
    """Make what each kind needs beside the unit."""
    for module in _modules():
        if hasattr(module, "set_up"):
            module.set_up(unit)


def alone() -> tuple[Part, ...]:
    """The stories of all kinds that need a case to themselves."""
    return tuple(part for module in _modules() for part in getattr(module, "ALONE", ()))


def parts() -> tuple[Part, ...]:
    """The other stories of all kinds, side by side: the first of each kind happen on one case, the
    second of each on another, so that a unit of ordinary size has room for all."""
    together = zip_longest(*(getattr(module, "PARTS", ()) for module in _modules()))
    return tuple(_one_case([part for part in side_by_side if part]) for side_by_side in together)


def _modules() -> list[ModuleType]:
    found = sorted(each.name for each in iter_modules(__path__))
    return [import_module(f"{__name__}.{name}") for name in found]


def _one_case(side_by_side: list[Part]) -> Part:
    """One part of all their threads, adopted as long ago as the longest of them needs and at the
    highest risk that any of them asks for."""
    bands = list(Band.values)
    return Part(
        tuple(thread for part in side_by_side for thread in part.threads),
        adopted=max(part.adopted for part in side_by_side),
        band=max((part.band for part in side_by_side), key=bands.index),
        quiet=max(part.quiet for part in side_by_side),
    )
