"""Everything that changes a letter. Each action locks its row and writes exactly one event."""

from letters.correspondence.actions.deciding import decide_letter, render_letter
from letters.correspondence.actions.ending import lapse_letter, withdraw_letter
from letters.correspondence.actions.issuing import issue_letter, record_advocate_told
from letters.correspondence.actions.serving import (
    decide_failed_service,
    record_service,
    review_service,
)
from letters.correspondence.actions.writing import (
    check_letter_may_be_started,
    start_letter,
    submit_letter,
)

__all__ = [
    "check_letter_may_be_started",
    "decide_failed_service",
    "decide_letter",
    "issue_letter",
    "lapse_letter",
    "record_advocate_told",
    "record_service",
    "render_letter",
    "review_service",
    "start_letter",
    "submit_letter",
    "withdraw_letter",
]
