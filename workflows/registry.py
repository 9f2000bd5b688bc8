"""Finds the kinds of intervention by walking `interventions/`. There is no list to edit."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from casework.core.errors import NotVisible
from workflows import interventions

if TYPE_CHECKING:
    from workflows.flow import InterventionFlow


@cache
def kinds() -> dict[str, type[InterventionFlow]]:
    """Every kind, by name, in alphabetical order.

    Raises ValueError where a file holds no flow, or one whose kind is not the file's name.
    """
    from workflows.flow import InterventionFlow

    found: dict[str, type[InterventionFlow]] = {}
    for module in sorted(iter_modules(interventions.__path__), key=lambda each: each.name):
        loaded = import_module(f"{interventions.__name__}.{module.name}")
        flows = [
            value
            for value in vars(loaded).values()
            if isinstance(value, type)
            and issubclass(value, InterventionFlow)
            and value.__module__.startswith(loaded.__name__)
        ]
        if [flow.kind for flow in flows] != [module.name]:
            raise ValueError(f"{module.name} must hold one flow of kind {module.name!r}")
        found[module.name] = flows[0]
    return found


def told_outside() -> set[str]:
    """The records that other agencies are asked about: those of every kind with a step outside."""
    flows = kinds().values()
    return {
        flow.keeps
        for flow in flows
        if flow.keeps and any(getattr(node, "outside", False) for node in flow.instance.nodes())
    }


def told_apart() -> set[str]:
    """The ways from an intervention to what tells it from another one of its kind, of all kinds."""
    return {f"{flow.keeps}__{flow.apart}" for flow in kinds().values() if flow.apart}


def kind_named(name: str) -> type[InterventionFlow]:
    """The flow of that kind. Raises NotVisible for a kind there is not."""
    flow = kinds().get(name)
    if flow is None:
        raise NotVisible("There is no such kind of intervention.")
    return flow
