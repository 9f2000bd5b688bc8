"""What the choices of a briefing read of it: where it stands, who reads it, who sees to it."""

from __future__ import annotations

from casework.enforcement.briefings import rules
from casework.enforcement.briefings.models import OUT, Briefing, BriefingState
from casework.enforcement.briefings.models.states import FOR_A_MANAGER
from workflows.models import Intervention
from workflows.waking import record_now


def briefing_of(intervention: Intervention) -> Briefing:
    briefing: Briefing = record_now(intervention)
    return briefing


def where_it_stands(intervention: Intervention) -> str:
    """The state, with a draft that waits for authority told apart."""
    briefing = briefing_of(intervention)
    if briefing.state == BriefingState.DRAFT:
        return "to be authorised" if rules.awaits_authority(briefing) else "to be written"
    return str(briefing.state)


def still_out(intervention: Intervention) -> str:
    return "out" if briefing_of(intervention).state in OUT else "over"


def for_a_manager(intervention: Intervention) -> str:
    return "yes" if briefing_of(intervention).recall_ground in FOR_A_MANAGER else "no"
