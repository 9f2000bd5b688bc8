"""Everything that changes a warrant or bail. Each action locks its row and writes one event."""

from casework.enforcement.warrants.actions.bail import (
    agree_no_arrest,
    answer_breach,
    check_bail,
    decide_bail_end,
    set_conditions,
)
from casework.enforcement.warrants.actions.ending import (
    cancel_circulation,
    close_warrant,
    record_victims_told,
    turn_away,
)
from casework.enforcement.warrants.actions.opening import (
    allocate_warrant,
    check_may_be_started,
    circulate_warrant,
    grade_warrant,
    start_bail,
    start_warrant,
)
from casework.enforcement.warrants.actions.passing import pass_on_warrant
from casework.enforcement.warrants.actions.reviewing import (
    answer_force,
    note_overdue,
    review_as_superintendent,
    review_warrant,
)
from casework.enforcement.warrants.actions.searching import log_search

__all__ = [
    "agree_no_arrest",
    "allocate_warrant",
    "answer_breach",
    "answer_force",
    "cancel_circulation",
    "check_bail",
    "check_may_be_started",
    "circulate_warrant",
    "close_warrant",
    "decide_bail_end",
    "grade_warrant",
    "log_search",
    "note_overdue",
    "pass_on_warrant",
    "record_victims_told",
    "review_as_superintendent",
    "review_warrant",
    "set_conditions",
    "start_bail",
    "start_warrant",
    "turn_away",
]
