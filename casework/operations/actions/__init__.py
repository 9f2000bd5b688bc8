"""Everything that changes an operation. Each action writes exactly one event."""

from casework.operations.actions.deciding import (
    approve_cohort,
    decide_person,
    leave_out,
    rank_person,
)
from casework.operations.actions.moving import cancel_operation, move_event, take_up_again
from casework.operations.actions.packing import (
    approve_contact,
    ask_flag,
    drop_contact,
    plan_contact,
    put_in_flag,
    take_out_flag,
    write_package,
)
from casework.operations.actions.passing import pass_on_contact
from casework.operations.actions.planning import (
    add_earlier_event,
    add_people,
    add_person,
    plan_operation,
    propose_cohort,
)
from casework.operations.actions.running import (
    begin_debrief,
    brief_operation,
    close_operation,
    hold_back_contact,
    record_result,
    run_operation,
    set_contact_going,
)

__all__ = [
    "add_earlier_event",
    "add_people",
    "add_person",
    "approve_cohort",
    "approve_contact",
    "ask_flag",
    "begin_debrief",
    "brief_operation",
    "cancel_operation",
    "close_operation",
    "decide_person",
    "drop_contact",
    "hold_back_contact",
    "leave_out",
    "move_event",
    "pass_on_contact",
    "plan_contact",
    "plan_operation",
    "propose_cohort",
    "put_in_flag",
    "rank_person",
    "record_result",
    "run_operation",
    "set_contact_going",
    "take_out_flag",
    "take_up_again",
    "write_package",
]
