"""Everything that changes a briefing. Each action locks its row and writes one event."""

from casework.enforcement.briefings.actions.ending import (
    continue_from,
    deal_with_recall,
    decide_reissue,
    decide_renewal,
    follow_clock,
    note_told,
    recall_briefing,
    recall_citing,
    recall_resting_on,
)
from casework.enforcement.briefings.actions.reading import (
    acknowledge_shift,
    chase_unread,
    enter_returns,
    log_return,
    open_briefing,
)
from casework.enforcement.briefings.actions.writing import (
    authorise_briefing,
    check_briefing_may_be_started,
    publish_briefing,
    start_briefing,
    withdraw_briefing,
    write_briefing,
)

__all__ = [
    "acknowledge_shift",
    "authorise_briefing",
    "chase_unread",
    "check_briefing_may_be_started",
    "continue_from",
    "deal_with_recall",
    "decide_reissue",
    "decide_renewal",
    "enter_returns",
    "follow_clock",
    "log_return",
    "note_told",
    "open_briefing",
    "publish_briefing",
    "recall_briefing",
    "recall_citing",
    "recall_resting_on",
    "start_briefing",
    "withdraw_briefing",
    "write_briefing",
]
