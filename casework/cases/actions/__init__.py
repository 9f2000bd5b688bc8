"""What people decide on a case. Nothing else writes it.

Each action takes the row's lock, checks the table of moves, moves, and writes one row in the
trail and one event.
"""

from casework.cases.actions.answers import VictimAnswer
from casework.cases.actions.asking import break_glass, read_broken_glass
from casework.cases.actions.assessing import (
    adopt_case,
    assign_owner,
    countersign_assessment,
    record_adoption_checks,
    sign_assessment,
)
from casework.cases.actions.changing import hear_of_batch, hear_of_change, note_change
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
from casework.cases.actions.leaving import leave_case_to, leave_list_to
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
from casework.cases.actions.restricting import (
    declare_interest,
    hand_on_restriction,
    lift_restriction,
    name_reader,
    record_interest,
    remove_reader,
    restrict_case,
    withdraw_interest,
)
from casework.cases.actions.ruling import lift_contact_rule, place_contact_rule

__all__ = [
    "VictimAnswer",
    "adopt_case",
    "assign_owner",
    "break_glass",
    "check_gate",
    "close_case",
    "countersign_assessment",
    "decide_step_down",
    "declare_interest",
    "decline_case",
    "give_for_assessment",
    "hand_lead_to_mappa",
    "hand_on_restriction",
    "hear_of_batch",
    "hear_of_change",
    "identify",
    "leave_case_to",
    "leave_list_to",
    "lift_contact_rule",
    "lift_hold",
    "lift_restriction",
    "name_reader",
    "note_change",
    "open_case",
    "place_contact_rule",
    "place_hold",
    "propose_step_down",
    "read_broken_glass",
    "recent_report",
    "record_adoption_checks",
    "record_interest",
    "remove_reader",
    "reopen_case",
    "restrict_case",
    "resume_case",
    "sign_assessment",
    "step_up",
    "suspend_case",
    "take_lead_back",
    "take_to_triage",
    "transfer_case",
    "wake_case",
    "withdraw_interest",
]
