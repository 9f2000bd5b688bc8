"""What an intervention may come to, and what one came to, as the ladder reads it."""

from __future__ import annotations

from typing import Any

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
