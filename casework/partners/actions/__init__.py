"""Everything that changes a referral or an agency. Each action writes exactly one event."""

from casework.partners.actions.agencies import add_agency, add_agreement, add_service
from casework.partners.actions.chasing import note_call, run_late
from casework.partners.actions.closing import close_referral, tell_of_order
from casework.partners.actions.deciding import approve_referral, cancel_referral
from casework.partners.actions.recalling import (
    assess_breach,
    confirm_deletion,
    open_wall,
    recall_referral,
)
from casework.partners.actions.replying import acknowledge_referral, decide_referral
from casework.partners.actions.sending import answer_agency, send_referral
from casework.partners.actions.serving import begin_service, report_service
from casework.partners.actions.writing import (
    check_referral_may_be_started,
    choose_items,
    start_referral,
    write_referral,
)

__all__ = [
    "acknowledge_referral",
    "add_agency",
    "add_agreement",
    "add_service",
    "answer_agency",
    "approve_referral",
    "assess_breach",
    "begin_service",
    "cancel_referral",
    "check_referral_may_be_started",
    "choose_items",
    "close_referral",
    "confirm_deletion",
    "decide_referral",
    "note_call",
    "open_wall",
    "recall_referral",
    "report_service",
    "run_late",
    "send_referral",
    "start_referral",
    "tell_of_order",
    "write_referral",
]
