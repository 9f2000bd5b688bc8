"""Everything that changes an order, its breaches and where it is in use."""

from casework.enforcement.orders.actions.breaching import (
    arrest_for_breach,
    decide_no_arrest,
    end_breach,
    record_breach,
    report_breach,
)
from casework.enforcement.orders.actions.court import (
    apply_to_court,
    decide_renewal,
    expire_order,
    keep_watch,
    list_hearing,
    receive_order,
    record_result,
)
from casework.enforcement.orders.actions.deciding import (
    authorise_notice,
    check_order_may_be_started,
    consider_order,
    decide_after_lapse,
    decide_order,
    prepare_order,
    start_order,
    withdraw_order,
)
from casework.enforcement.orders.actions.recounting import count_hearing_again
from casework.enforcement.orders.actions.serving import (
    lapse_notice,
    miss_notification,
    record_notified,
    serve_notice,
    serve_order,
)
from casework.enforcement.orders.actions.switching import confirm_switch, enter_switch
from casework.enforcement.orders.actions.telling import (
    answer_alarm,
    cancel_circulation,
    circulate_order,
    tell_victim,
)

__all__ = [
    "answer_alarm",
    "apply_to_court",
    "arrest_for_breach",
    "authorise_notice",
    "cancel_circulation",
    "check_order_may_be_started",
    "circulate_order",
    "confirm_switch",
    "consider_order",
    "count_hearing_again",
    "decide_after_lapse",
    "decide_no_arrest",
    "decide_order",
    "decide_renewal",
    "end_breach",
    "enter_switch",
    "expire_order",
    "keep_watch",
    "lapse_notice",
    "list_hearing",
    "miss_notification",
    "prepare_order",
    "receive_order",
    "record_breach",
    "record_notified",
    "record_result",
    "report_breach",
    "serve_notice",
    "serve_order",
    "start_order",
    "tell_victim",
    "withdraw_order",
]
