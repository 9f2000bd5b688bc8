"""From the first thought to what the court did, with the notice and its clock."""

from __future__ import annotations

from viewflow.workflow import nodes

from casework.accounts.models import Role
from casework.cases.actions import check_gate
from casework.cases.forms import GateForm
from casework.enforcement.orders import actions as orders
from casework.enforcement.orders import forms
from casework.enforcement.orders.models import OrderState as S
from workflows.flow import Choice, Do, Finish, Step, case_owner, this, within
from workflows.forms import StopForm
from workflows.interventions.order import deadlines as by
from workflows.interventions.order import reading
from workflows.interventions.order.steps import ask
from workflows.steps import look_again_or_stop, safe_to_contact


class Sought:
    """The steps of an order that is sought, or comes from others."""

    consider = ask(
        "Say which order is considered, and why",
        forms.ConsiderForm,
        orders.consider_order,
        within(by.CONSIDER_WITHIN),
    ).Next(this.considered)

    considered = (
        Choice(reading.how_it_comes, title="Do we seek it?")
        .When("sought", this.agree)
        .When("received", this.receive)
    )

    receive = ask(
        "Record the order as it was received",
        forms.ReceiveForm,
        orders.receive_order,
        within(by.RESULT_WITHIN),
    ).Next(this.made)

    agree = ask(
        "Decide whether to seek the order",
        forms.AgreeForm,
        orders.decide_order,
        within(by.AGREE_WITHIN),
        role=Role.SUPERVISOR,
        page="decide",
    ).Next(this.agreed)

    agreed = (
        Choice(reading.order_state, title="Sought?")
        .When(S.PREPARING, this.check_contact)
        .When(S.NOT_PURSUED, this.ended)
    )

    check_contact = Step(
        title="Check that contact is safe",
        form=GateForm,
        act=check_gate,
        on="case",
        owner=case_owner,
        due=within(by.PREPARE_WITHIN),
        button="Save the check",
    ).Next(this.contact_checked)

    contact_checked = (
        Choice(safe_to_contact, title="Is contact safe?")
        .When("open", this.prepare)
        .When("closed", this.stopped)
    )

    stopped = Step(
        title="Decide what to do: contact is not cleared",
        form=StopForm,
        act=look_again_or_stop,
        on="intervention",
        role=Role.SUPERVISOR,
        due=within(by.UNBLOCK_WITHIN),
    ).Next(this.after_stop)

    after_stop = (
        Choice(reading.order_state, title="Go on or stop?")
        .When(S.PREPARING, this.check_contact)
        .When(S.NOT_PURSUED, this.ended)
    )

    prepare = ask(
        "Write the grounds and what the order should ask",
        forms.PrepareForm,
        orders.prepare_order,
        within(by.PREPARE_WITHIN),
    ).Next(this.prepared)

    prepared = (
        Choice(reading.notice_first, title="A notice first?")
        .When("yes", this.authorise)
        .When("no", this.apply)
    )

    authorise = ask(
        "Decide whether to give the notice",
        forms.AuthoriseForm,
        orders.authorise_notice,
        within(by.NOTICE_WITHIN),
        role=Role.AUTHORISER,
        page="decide",
        contact=True,
        button="Save the decision",
    ).Next(this.authorised)

    authorised = (
        Choice(reading.notice_decided, title="Given?")
        .When("given", this.serve_notice)
        .When("sent back", this.prepare)
        .When("refused", this.ended)
    )

    serve_notice = ask(
        "Serve the notice in person",
        forms.ServeNoticeForm,
        orders.serve_notice,
        within(by.SERVE_NOTICE_WITHIN),
        contact=True,
    ).Next(this.notice_tried)

    notice_tried = (
        Choice(reading.order_state, title="Was it served?")
        .When(S.NOTICE_GIVEN, this.notice_given)
        .When(S.PREPARING, this.serve_notice)
    )

    notice_given = (
        nodes.Split()
        .Annotation(title="The notice binds them")
        .Next(this.apply)
        .Next(this.tell_victim)
        .Next(this.circulate)
        .Next(this.first_alert)
        .Next(this.last_alert)
    )

    # --- the hearing clock ------------------------------------------------------------------------

    first_alert = (
        nodes.Timer(by.first_alert)
        .Annotation(title="A day before the notice dies")
        .Next(this.first_alarm)
    )

    first_alarm = (
        Choice(reading.hearing_in_time, title="Is a hearing listed?")
        .When("not listed", this.get_listed)
        .When("listed or over", this.alarm_over)
    )

    get_listed = ask(
        "Red alert: the notice dies within a day and no hearing is listed",
        forms.AlarmForm,
        orders.answer_alarm,
        within(by.ALERT_WITHIN),
        role=Role.SUPERVISOR,
    ).Next(this.alarm_over)

    last_alert = (
        nodes.Timer(by.last_alert)
        .Annotation(title="Hours before the notice dies")
        .Next(this.last_alarm)
    )

    last_alarm = (
        Choice(reading.hearing_in_time, title="Is a hearing listed now?")
        .When("not listed", this.get_listed_now)
        .When("listed or over", this.alarm_over)
    )

    get_listed_now = ask(
        "Red alert: the notice dies within hours and no hearing is listed",
        forms.AlarmForm,
        orders.answer_alarm,
        within(by.ALERT_WITHIN),
        role=Role.MANAGER,
    ).Next(this.alarm_over)

    alarm_over = Finish("Alert answered", aside=True)

    # --- the court --------------------------------------------------------------------------------

    apply = (
        ask(
            "Apply to the court",
            forms.ApplyForm,
            orders.apply_to_court,
            within(by.APPLY_WITHIN),
        )
        .OnTimeout(by.notice_runs_out, this.notice_dies, title="The notice runs out")
        .Next(this.list_hearing)
    )

    list_hearing = (
        ask(
            "Record when the court hears it",
            forms.ListForm,
            orders.list_hearing,
            by.list_due,
        )
        .OnTimeout(by.notice_runs_out, this.notice_dies, title="The notice runs out")
        .Next(this.hear)
    )

    notice_dies = Do(this.let_notice_lapse, title="The notice binds nobody now").Next(
        this.notice_dead
    )

    notice_dead = (
        nodes.Split()
        .Annotation(title="What protects them now?")
        .Next(this.after_lapse)
        .Next(this.tell_victim, case=reading.to_be_told)
        .Next(this.cancel_notice, case=reading.notice_is_circulated)
    )

    cancel_notice = ask(
        "Take the dead notice off LEDS and PND today",
        forms.CirculateForm,
        orders.cancel_circulation,
        within(by.CIRCULATE_WITHIN),
    ).Next(this.told)

    after_lapse = ask(
        "Decide at once what follows: the notice was not heard in time",
        forms.LapsedForm,
        orders.decide_after_lapse,
        within(by.LAPSE_WITHIN),
        role=Role.SUPERVISOR,
        page="decide",
    ).Next(this.lapse_decided)

    lapse_decided = (
        Choice(reading.order_state, title="Apply without a notice?")
        .When(S.PREPARING, this.apply)
        .When(S.NOT_PURSUED, this.ended)
    )

    hear = ask(
        "Record what the court did",
        forms.ResultForm,
        orders.record_result,
        by.result_due,
    ).Next(this.heard)

    heard = (
        Choice(reading.order_state, title="What did the court do?")
        .When(S.MADE, this.made)
        .When(S.ADJOURNED, this.list_hearing)
        .When((S.REFUSED, S.WITHDRAWN), this.gone)
    )
