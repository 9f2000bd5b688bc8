"""What an intervention may come to, and what one came to, as the ladder reads it; and what tells
it from another one of its kind.
"""

from __future__ import annotations

from typing import Any, ClassVar

from workflows.models import Intervention


class TellsOutcome:
    """A kind whose ends tell what became of it; one that can tell more says so itself."""

    instance: Any

    @classmethod
    def outcomes(cls) -> set[str]:
        """Everything an intervention of this kind may come to, from its ends."""
        from workflows.flow import Finish

        ends = (node for node in cls.instance.nodes() if isinstance(node, Finish))
        return {end.outcome for end in ends if not end.aside}

    @classmethod
    def came_to(cls, intervention: Intervention) -> str:
        """What this one came to: the outcome of its end."""
        return str(intervention.outcome)


class ToldApart:
    """A kind of which a case may have several.

    `apart` leads from the record to what tells it from another one, such as "service__agency":
    lists say it to whoever reads the case.
    """

    apart: ClassVar[str] = ""

    @classmethod
    def told_apart_by(cls, intervention: Intervention) -> str:
        """What `apart` leads to, in words; "" where the kind has none or it is not chosen yet."""
        found: Any = intervention.record if cls.apart else None
        for name in cls.apart.split("__"):
            found = getattr(found, name) if found else None
        return str(found or "")
