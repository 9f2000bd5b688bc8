"""What people do to interventions and tasks. Nothing else writes them."""

from workflows.actions.adding import add_task, drop_added
from workflows.actions.climbing import (
    decline_proposal,
    expire_letter,
    propose_next,
    take_proposal,
)
from workflows.actions.due import count_again, move_due
from workflows.actions.escalating import escalate, lapse_escalations, stop_reminders
from workflows.actions.feeds import make_feed, revoke_feed
from workflows.actions.handing import give_back, hand_out, take_back
from workflows.actions.holding import end_hold, end_spent_hold, extend_hold, hold_task
from workflows.actions.kept import hand_on_kept
from workflows.actions.leaving import hand_over, return_stranded
from workflows.actions.mailing import (
    claim_mailing,
    make_digest,
    note_mailed,
    note_not_mailed,
    open_page,
    read_notices,
)
from workflows.actions.pausing import end_pause, pause_clock
from workflows.actions.priority import set_priority
from workflows.actions.recounting import count_notice_again
from workflows.actions.reviewing import ask_for_review
from workflows.actions.tasks import (
    assign,
    cancel,
    check_case_allows,
    check_none_open,
    complete,
    put_back,
    receive_representations,
    start,
    start_reassessment,
    take,
)

__all__ = [
    "add_task",
    "ask_for_review",
    "assign",
    "cancel",
    "check_case_allows",
    "check_none_open",
    "claim_mailing",
    "complete",
    "count_again",
    "count_notice_again",
    "decline_proposal",
    "drop_added",
    "end_hold",
    "end_pause",
    "end_spent_hold",
    "escalate",
    "expire_letter",
    "extend_hold",
    "give_back",
    "hand_on_kept",
    "hand_out",
    "hand_over",
    "hold_task",
    "lapse_escalations",
    "make_digest",
    "make_feed",
    "move_due",
    "note_mailed",
    "note_not_mailed",
    "open_page",
    "pause_clock",
    "propose_next",
    "put_back",
    "read_notices",
    "receive_representations",
    "return_stranded",
    "revoke_feed",
    "set_priority",
    "start",
    "start_reassessment",
    "stop_reminders",
    "take",
    "take_back",
    "take_proposal",
]
