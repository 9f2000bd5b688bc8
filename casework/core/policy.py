"""Numbers a force may set: each has a name, a default, a unit and a source.

A room declares its numbers beside the rule that uses them; a force changes one with the setting
FORESTALL_POLICY, such as {"letter.serve_within_working_days": 3}. An unknown name there is an
error of `manage.py check` and of the doctor (`checks`), not a number nobody reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings


@dataclass(frozen=True)
class Number:
    """A declared number. `unit` is words for a page, such as "working days"."""

    name: str
    default: int
    unit: str
    source: str

    @property
    def value(self) -> int:
        """What holds here: the force's own number, else the default."""
        return int(settings.POLICY.get(self.name, self.default))


DECLARED: dict[str, Number] = {}
N = TypeVar("N", bound=Number)


def number(name: str, default: int, *, unit: str, source: str) -> Number:
    """Declare a number once; `source` is the statute, the guidance, or "local"."""
    return keep(Number(name, default, unit, source))


def keep(declared: N) -> N:
    """Put a number among those that are declared. Raises ValueError where its name is taken."""
    if declared.name in DECLARED:
        raise ValueError(f"{declared.name} is declared twice")
    DECLARED[declared.name] = declared
    return declared
