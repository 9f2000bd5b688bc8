"""Everything that changes a visit. Each action locks its row and writes exactly one event."""

from casework.visits.actions.door import (
    log_attempt,
    plan_again,
    record_located,
    review_no_reply,
    say_whether_made,
)
from casework.visits.actions.following import decide_marker, record_safeguarding
from casework.visits.actions.officers import replace_officer
from casework.visits.actions.planning import (
    approve_visit,
    check_visit_may_be_started,
    expire_checks,
    pass_checks,
    plan_visit,
    start_visit,
    withdraw_visit,
)
from casework.visits.actions.record import review_record, submit_record

__all__ = [
    "approve_visit",
    "check_visit_may_be_started",
    "decide_marker",
    "expire_checks",
    "log_attempt",
    "pass_checks",
    "plan_again",
    "plan_visit",
    "record_located",
    "record_safeguarding",
    "replace_officer",
    "review_no_reply",
    "review_record",
    "say_whether_made",
    "start_visit",
    "submit_record",
    "withdraw_visit",
]
