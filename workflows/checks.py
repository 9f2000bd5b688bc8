"""What must be true of every flow before the site starts."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register
from viewflow.workflow.lock import SelectForUpdateLock

from workflows.held import undecided
from workflows.registry import kinds


@register("workflows")
def every_field_that_names_a_user_is_decided(**_kwargs: Any) -> list[CheckMessage]:
    """Without it a new record would be forgotten on the last day of whoever has it."""
    return [
        Error(
            f"Nobody has said whether {field} moves when its user leaves, or it was said twice.",
            hint="It stands in workflows/held.py where it moves, in workflows/stays.py otherwise.",
            id="workflows.E002",
        )
        for field in undecided()
    ]


@register("workflows")
def every_flow_is_locked(**_kwargs: Any) -> list[CheckMessage]:
    """Without the lock two people can both finish one task, and two letters go out."""
    return [
        Error(
            f"The flow of {kind} does not lock its process.",
            hint="Leave lock_impl as InterventionFlow sets it.",
            obj=flow,
            id="workflows.E001",
        )
        for kind, flow in kinds().items()
        if not isinstance(flow.lock_impl, SelectForUpdateLock)
    ]
