"""Everything that changes a letter. Each action locks its row and writes exactly one event."""

from letters.correspondence.actions.answering import (
    answer_representations,
    assess_breach,
    expire_letter,
    leave_untold,
    receive_representations,
    tell_answer,
)
from letters.correspondence.actions.deciding import decide_letter, render_letter
from letters.correspondence.actions.ending import lapse_letter, withdraw_letter
from letters.correspondence.actions.issuing import issue_letter, record_advocate_told
from letters.correspondence.actions.serving import (
    decide_failed_service,
    record_service,
    review_service,
    say_whether_served,
)
from letters.correspondence.actions.writing import (
    check_letter_may_be_started,
    start_letter,
    submit_letter,
)

__all__ = [
    "answer_representations",
    "assess_breach",
    "check_letter_may_be_started",
    "decide_failed_service",
    "decide_letter",
    "expire_letter",
    "issue_letter",
    "lapse_letter",
    "leave_untold",
    "receive_representations",
    "record_advocate_told",
    "record_service",
    "render_letter",
    "review_service",
    "say_whether_served",
    "start_letter",
    "submit_letter",
    "tell_answer",
    "withdraw_letter",
]
