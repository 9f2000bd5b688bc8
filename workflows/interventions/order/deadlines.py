"""By when each step of an order is to be done, and when its clocks run out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.accounts.models import Role, User
from casework.clocks import Deadline
from casework.deadlines import (
    DeadlineRule,
    Told,
    calendar_days,
    expiry,
    hours,
    hours_before,
    working_days,
)
from casework.enforcement.orders import rules
from casework.enforcement.orders.models import OrderState
from casework.enforcement.orders.queries import breaches_at
from workflows.flow import case_owner, deadline_from, within
from workflows.interventions.order.reading import order_of
from workflows.interventions.order.waiting import NEVER
from workflows.models import Intervention
from workflows.steps import now

CONSIDER_WITHIN = hours("order.consider_within_hours", 24, source="local")
AGREE_WITHIN = hours("order.agree_within_hours", 24, source="local")
PREPARE_WITHIN = hours("order.prepare_within_hours", 24, source="local")
NOTICE_WITHIN = hours("order.notice_decided_within_hours", 4, source="local")
SERVE_NOTICE_WITHIN = hours("order.notice_served_within_hours", 24, source="local")
APPLY_WITHIN = hours("order.apply_within_hours", 24, source="local")
LIST_WITHIN = working_days("order.list_within_working_days", 5, source="local")
RESULT_WITHIN = hours("order.result_within_hours", 8, source="local")
SERVE_WITHIN = hours("order.serve_within_hours", 24, source="local")
CIRCULATE_WITHIN = hours("order.circulate_within_hours", 24, source="local")
TELL_WITHIN = hours("order.tell_within_hours", 24, source="local")
REVIEW_EVERY = calendar_days("order.review_every_days", 90, source="local")
RENEWAL_WITHIN = calendar_days("order.decide_renewal_within_days", 7, source="local")
FIRST_ALERT = hours_before("order.first_alert_hours_before_hearing", 24, source="local")
LAST_ALERT = hours_before("order.last_alert_hours_before_hearing", 6, source="local")
ALERT_WITHIN = hours("order.answer_alert_within_hours", 3, source="local")
LAPSE_WITHIN = hours("order.decide_after_lapse_within_hours", 4, source="local")
ARREST_WITHIN = {
    "A": hours("order.arrest_a_within_hours", 24, source="local"),
    "B": hours("order.arrest_b_within_hours", 72, source="local"),
    "C": hours("order.arrest_c_within_hours", 168, source="local"),
}
NO_ARREST_WITHIN = hours("order.decide_no_arrest_within_hours", 8, source="local")
OUTCOME_WITHIN = calendar_days("order.breach_outcome_within_days", 28, source="local")
UNBLOCK_WITHIN = hours("order.unblock_within_hours", 8, source="local")
S = OrderState

expiry(
    name="order.notice",
    title="Protection notice",
    record="orders.Order",
    ends="hearing_by",
    told=Told.TASK,
    lasts=(rules.HEARING_WITHIN,),
    alerts=(FIRST_ALERT, LAST_ALERT),
    steps=("order.get_listed", "order.get_listed_now"),
    proof="hearing_proof",
    stands={
        "state__in": [S.NOTICE_GIVEN, S.APPLIED, S.LISTED, S.ADJOURNED],
        "notice_served_at__isnull": False,
        "notice_lapsed_at": None,
    },
)


# --- by when --------------------------------------------------------------------------------------


def notice_runs_out(activation: Any) -> datetime:
    order = order_of(activation.process)
    return order.hearing_by if order.notice_holds and order.hearing_by else NEVER


def first_alert(activation: Any) -> datetime:
    return _before_it_runs_out(activation, FIRST_ALERT)


def last_alert(activation: Any) -> datetime:
    return _before_it_runs_out(activation, LAST_ALERT)


def _before_it_runs_out(activation: Any, rule: DeadlineRule) -> datetime:
    return deadline_from(notice_runs_out(activation), rule, activation.process).due_at


def list_due(activation: Any) -> Deadline:
    """While a notice holds, by the statute's clock, which the notice started."""
    intervention: Intervention = activation.process
    order = order_of(intervention)
    if order.notice_holds and order.notice_served_at and order.state == S.APPLIED:
        return rules.hearing_deadline(order.case, order.notice_served_at)
    return within(LIST_WITHIN)(activation)


def result_due(activation: Any) -> Deadline:
    """The same day the court hears it."""
    start = max(order_of(activation.process).hearing_at or now(), now())
    return deadline_from(start, RESULT_WITHIN, activation.process)


def notification_due(activation: Any) -> Deadline:
    order = order_of(activation.process)
    return rules.notification_deadline(order.case, order.first_served_at or now())


def notification_runs_out(activation: Any) -> datetime:
    return order_of(activation.process).notification_by or NEVER


def next_look(activation: Any) -> datetime:
    """When the watch is interrupted: at the next warning, or at the end."""
    order = order_of(activation.process)
    warning = rules.next_warning(order)
    return warning[0] if warning else rules.end_of(order) or NEVER


def watch_due(activation: Any) -> Deadline:
    """Looked at as often as the rule says; warnings of the end come by themselves."""
    return deadline_from(now(), REVIEW_EVERY, activation.process)


def renewal_due(activation: Any) -> Deadline:
    return deadline_from(now(), RENEWAL_WITHIN, activation.process)


def next_rung(activation: Any) -> datetime:
    """When the next higher is asked, where nobody decided; else the end itself."""
    order = order_of(activation.process)
    later = [at for at, _ in rules.warnings(order) if at > now()]
    return min(later) if later else rules.end_of(order) or NEVER


def renewal_role(activation: Any) -> Role:
    """At the first warning the officer, at the second a supervisor, at the last a manager."""
    order = order_of(activation.process)
    rung, nation = rules.rung_due(order, now()), order.case.force.nation
    if rung <= rules.WARN_DAYS[2].amount_in(nation):
        return Role.MANAGER
    return Role.SUPERVISOR if rung <= rules.WARN_DAYS[1].amount_in(nation) else Role.OFFICER


def renewal_owner(activation: Any) -> User | None:
    return case_owner(activation) if renewal_role(activation) == Role.OFFICER else None


def breach_due(activation: Any) -> Deadline:
    order = order_of(activation.process)
    waiting = breaches_at(order, "breach").last()
    return rules.breach_deadline(order.case, waiting.reported_at if waiting else now())


def arrest_due(activation: Any) -> Deadline:
    waiting = breaches_at(order_of(activation.process), "arrest").order_by("turn").last()
    limit = ARREST_WITHIN[waiting.grade if waiting else "A"]
    start = (waiting.recorded_at if waiting else None) or now()
    return deadline_from(start, limit, activation.process)


def outcome_due(activation: Any) -> Deadline:
    """The statute's day to the court where there is one, else some weeks."""
    waiting = breaches_at(order_of(activation.process), "breach_outcome").order_by("turn").last()
    if waiting is not None and waiting.court_by is not None and waiting.arrested_at is not None:
        return deadline_from(waiting.arrested_at, rules.COURT_WITHIN, activation.process)
    return deadline_from(now(), OUTCOME_WITHIN, activation.process)
