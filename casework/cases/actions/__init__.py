"""What people decide on a case. Nothing else writes it.

Each action takes the row's lock, checks the table of moves, moves, and writes one row in the
trail and one event.
"""

from casework.cases.actions.answers import VictimAnswer
from casework.cases.actions.assessing import (
    adopt_case,
    assign_owner,
    countersign_assessment,
    note_change,
    record_adoption_checks,
    sign_assessment,
)
from casework.cases.actions.checking import check_gate
from casework.cases.actions.ending import (
    close_case,
    decide_step_down,
    propose_step_down,
    recent_report,
    reopen_case,
    step_up,
    transfer_case,
)
from casework.cases.actions.identifying import identify
from casework.cases.actions.opening import (
    decline_case,
    give_for_assessment,
    open_case,
    take_to_triage,
)
from casework.cases.actions.pausing import (
    hand_lead_to_mappa,
    lift_hold,
    place_hold,
    resume_case,
    suspend_case,
    take_lead_back,
    wake_case,
)

__all__ = [
    "VictimAnswer",
    "adopt_case",
    "assign_owner",
    "check_gate",
    "close_case",
    "countersign_assessment",
    "decide_step_down",
    "decline_case",
    "give_for_assessment",
    "hand_lead_to_mappa",
    "identify",
    "lift_hold",
    "note_change",
    "open_case",
    "place_hold",
    "propose_step_down",
    "recent_report",
    "record_adoption_checks",
    "reopen_case",
    "resume_case",
    "sign_assessment",
    "step_up",
    "suspend_case",
    "take_lead_back",
    "take_to_triage",
    "transfer_case",
    "wake_case",
]
