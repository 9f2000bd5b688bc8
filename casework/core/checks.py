"""Says in words, at start, which of the force's own numbers nobody would read."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from casework.core.policy import DECLARED


@register()
def the_forces_numbers_are_known(**_: Any) -> list[CheckMessage]:
    """An error for each name in FORESTALL_POLICY that no room declares, or that is no number."""
    # Rooms declare their numbers as they are loaded, and the addresses load them all.
    import_module(settings.ROOT_URLCONF)
    found: list[CheckMessage] = []
    for name, value in settings.POLICY.items():
        if name not in DECLARED:
            hint = f"Take it out, or write it as one of: {', '.join(sorted(DECLARED))}."
            found.append(Error(f"FORESTALL_POLICY names {name}, which is no number here.", hint))
        elif not isinstance(value, int) or isinstance(value, bool) or value < 1:
            hint = f"Give it in {DECLARED[name].unit}."
            found.append(Error(f"FORESTALL_POLICY needs a whole number above 0 for {name}.", hint))
    for message in found:
        message.id = "core.E001"
    return found
