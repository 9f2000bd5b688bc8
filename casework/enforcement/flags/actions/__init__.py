"""Everything that changes an address flag. Each action locks its row and writes one event."""

from casework.enforcement.flags.actions.calls import log_hit, note_hit_read, review_hits
from casework.enforcement.flags.actions.control_room import (
    confirm_live,
    confirm_removed,
    decide_unheld,
    settle_incident,
)
from casework.enforcement.flags.actions.proposing import (
    check_flag_may_be_started,
    decide_flag,
    propose_flag,
    start_flag,
    withdraw_flag,
)
from casework.enforcement.flags.actions.standing import (
    address_event,
    answer_another_address,
    follow_clock,
    note_victim_concern,
    recall_citing,
    request_removal,
    review_flag,
)

__all__ = [
    "address_event",
    "answer_another_address",
    "check_flag_may_be_started",
    "confirm_live",
    "confirm_removed",
    "decide_flag",
    "decide_unheld",
    "follow_clock",
    "log_hit",
    "note_hit_read",
    "note_victim_concern",
    "propose_flag",
    "recall_citing",
    "request_removal",
    "review_flag",
    "review_hits",
    "settle_incident",
    "start_flag",
    "withdraw_flag",
]
