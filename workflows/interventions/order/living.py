"""An order that lives: served, circulated, notified, watched over until it ends."""

from __future__ import annotations

from viewflow.workflow import nodes

from casework.enforcement.orders import actions as orders
from casework.enforcement.orders import forms
from casework.enforcement.orders.models import OrderState as S
from casework.enforcement.orders.models.names import TO_SERVE
from workflows.flow import Choice, Do, Finish, this, within
from workflows.interventions.order import deadlines as by
from workflows.interventions.order import reading
from workflows.interventions.order.steps import ask


class Living:
    """The steps from the day the order is made to the day it ends."""

    made = (
        nodes.Split()
        .Annotation(title="The order is made or changed")
        .Next(this.watch)
        .Next(this.tell_victim, case=reading.to_be_told)
        .Next(this.serve_order, case=reading.to_be_served)
    )

    serve_order = ask(
        "Serve the order as it stands",
        forms.ServeOrderForm,
        orders.serve_order,
        within(by.SERVE_WITHIN),
        contact=True,
    ).Next(this.order_tried)

    order_tried = (
        Choice(reading.order_state, title="Was the order served?")
        .When(TO_SERVE, this.serve_order)
        .Default(this.served)
    )

    served = (
        nodes.Split()
        .Annotation(title="They know its terms")
        .Next(this.service_done)
        .Next(this.circulate, case=reading.to_be_circulated)
        .Next(this.notify, case=reading.notification_is_owed)
    )

    service_done = Finish("Order served", aside=True)

    circulate = ask(
        "Put it on LEDS and PND",
        forms.CirculateForm,
        orders.circulate_order,
        within(by.CIRCULATE_WITHIN),
    ).Next(this.told)

    tell_victim = ask(
        "Tell the protected person and plan their safety",
        forms.TellForm,
        orders.tell_victim,
        within(by.TELL_WITHIN),
    ).Next(this.told)

    notify = (
        ask(
            "Record that they notified the police",
            forms.NotifyForm,
            orders.record_notified,
            by.notification_due,
        )
        .OnTimeout(
            by.notification_runs_out,
            this.notification_missed,
            interrupting=False,
            title="The time to notify has passed",
        )
        .Next(this.told)
    )

    notification_missed = Do(this.miss_notification, title="A breach: not notified").Next(this.told)

    told = Finish("Told and recorded", aside=True)

    watch = (
        ask(
            "Keep watch over the order",
            forms.WatchForm,
            orders.keep_watch,
            by.watch_due,
            # A supervisor alone hands it to another unit, whoever has the task.
            leads_too=True,
        )
        .OnTimeout(by.next_look, this.look, title="Its end is near")
        .Next(this.watched)
    )

    watched = (
        Choice(reading.what_became_of_it, title="What became of it?")
        .When("goes on", this.watch)
        .When("changed", this.made)
        .When("ended", this.gone)
        .When("handed over", this.ended)
    )

    look = (
        Choice(reading.what_is_due, title="Its end, or a warning?")
        .When("a warning", this.renew)
        .When("its end", this.end_order)
    )

    renew = (
        ask(
            "The order ends soon: decide what follows",
            forms.RenewalForm,
            orders.decide_renewal,
            by.renewal_due,
            role=by.renewal_role,
            owner=by.renewal_owner,
        )
        .OnTimeout(by.next_rung, this.look, title="Nobody decided yet")
        .Next(this.watch)
    )

    end_order = Do(this.expire, title="Its last day has passed").Next(this.gone)

    gone = Do(this.stop_asking, title="Nothing is owed any more").Next(this.unprotected)

    unprotected = (
        nodes.Split()
        .Annotation(title="It protects nobody any more")
        .Next(this.stale)
        .Next(this.tell_victim, case=reading.to_be_told)
    )

    stale = (
        Choice(reading.circulated, title="Is it still on LEDS?")
        .When("yes", this.cancel_circulation)
        .When("no", this.ended)
    )

    cancel_circulation = ask(
        "Take it off LEDS and PND today",
        forms.CirculateForm,
        orders.cancel_circulation,
        within(by.CIRCULATE_WITHIN),
    ).Next(this.ended)

    ended = Do(this.stop_waiting, title="Nothing more to wait for").Next(this.over)

    over = (
        Choice(reading.outcome_of, title="How did it end?")
        .When(S.NOT_PURSUED, this.not_pursued)
        .When(S.REFUSED, this.refused)
        .When(S.WITHDRAWN, this.withdrawn)
        .When(S.DISCHARGED, this.discharged)
        .When(S.EXPIRED, this.expired)
        .When("handed over", this.handed_over)
    )

    not_pursued = Finish("Not pursued")
    refused = Finish("Refused by the court")
    withdrawn = Finish("Withdrawn")
    discharged = Finish("Made, and discharged")
    expired = Finish("Made, and expired")
    handed_over = Finish("Made, and handed over")
