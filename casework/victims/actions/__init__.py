"""Everything that changes an offer of support or what lies behind the wall."""

from casework.victims.actions.contact import (
    Route,
    clear_officer,
    read_safe_contact,
    write_down_route,
)
from casework.victims.actions.offering import (
    answer_offer,
    check_support_may_be_started,
    consider_offer,
    decide_override,
    record_route,
    start_offer,
    take_up_again,
    withdraw_offer,
)
from casework.victims.actions.passing import pass_on_support
from casework.victims.actions.serving import (
    add_service,
    note_call,
    receive_offer,
    record_contact,
    record_engagement,
    refer_offer,
    report_support,
    run_late,
)
from casework.victims.actions.telling import call_notice_off, leave_notice, record_telling, tell_all

__all__ = [
    "Route",
    "add_service",
    "answer_offer",
    "call_notice_off",
    "check_support_may_be_started",
    "clear_officer",
    "consider_offer",
    "decide_override",
    "leave_notice",
    "note_call",
    "pass_on_support",
    "read_safe_contact",
    "receive_offer",
    "record_contact",
    "record_engagement",
    "record_route",
    "record_telling",
    "refer_offer",
    "report_support",
    "run_late",
    "start_offer",
    "take_up_again",
    "tell_all",
    "withdraw_offer",
    "write_down_route",
]
