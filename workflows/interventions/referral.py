"""The referral to another agency (domain: section 2d).

The agency does its own steps at its own desk and is shown the agreed slice alone. Being late
closes nothing: it brings up the next person to be asked. What was sent in error is recalled.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from viewflow.workflow import nodes

from casework.accounts.models import Role, Team, User
from casework.cases.actions import check_gate
from casework.cases.forms import GateForm
from casework.cases.models import Case
from casework.clocks import Deadline
from casework.partners import actions as partners
from casework.partners import forms, presenters, rules
from casework.partners.actions.closing import must_tell_order
from casework.partners.models import Referral, ReferralState, Rung
from workflows.flow import (
    Choice,
    Do,
    Finish,
    InterventionFlow,
    Step,
    case_owner,
    starts_with,
    this,
    within,
)
from workflows.forms import StopForm
from workflows.models import Intervention
from workflows.steps import drop_other_work, look_again_or_stop, safe_to_contact
from workflows.ways import take_way_out

# A recall is no matter of time: the way out opens when a manager takes the referral back.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def referral_of(intervention: Intervention) -> Referral:
    """The referral as it is now, not as it was when the process row was read."""
    return Referral.objects.get(pk=intervention.referral_id)


def referral_state(intervention: Intervention) -> str:
    return str(referral_of(intervention).state)


def is_order_to_be_told(intervention: Intervention) -> str:
    return "yes" if must_tell_order(referral_of(intervention)) else "no"


def desk(activation: Any) -> Team:
    """Where the agency's people find their tasks."""
    team: Team = referral_of(activation.process).agency.team
    return team


def by_rule(rule: Callable[[Referral], Deadline]) -> Callable[[Any], Deadline]:
    """A due time that follows from the referral."""

    def deadline(activation: Any) -> Deadline:
        return rule(referral_of(activation.process))

    return deadline


def when_told(_activation: Any) -> datetime:
    return NEVER


def at_rung(rung: Rung) -> Callable[[Any], datetime]:
    """When the chase ladder reaches this rung."""

    def instant(activation: Any) -> datetime:
        return rules.rung_at(referral_of(activation.process), rung)

    return instant


def at_desk(title: str, *, due: Any, **more: Any) -> Step:
    """A step of the agency, which is shown the agreed slice and nothing else."""
    return Step(
        title=title,
        on="referral",
        role=Role.PARTNER,
        team=desk,
        outside=True,
        due=due,
        page="pages/partners/answer.html",
        brief=presenters.outside_brief,
        **more,
    )


def chased(title: str, **more: Any) -> Any:
    """A step of the agency that is chased when late, while its task stays open where it is."""
    step: Any = at_desk(title, due=by_rule(rules.agency_due), **more)
    step.OnTimeout(at_rung(Rung.SPOC), this.late, interrupting=False, title="Time is up")
    step.OnTimeout(at_rung(Rung.MANAGER), this.still_late, interrupting=False, title="Still late")
    step.OnTimeout(at_rung(Rung.CHAIR), this.very_late, interrupting=False, title="Very late")
    return recallable(step)


def recallable(step: Any) -> Any:
    """What is with the agency can be taken back until it is over."""
    return step.OnTimeout(when_told, this.recalled, title="Recalled")


def ours(title: str, *, due: Any, **more: Any) -> Any:
    """A step of the case's owner."""
    given = {"brief": presenters.record_brief, "owner": case_owner} | more
    page = "pages/partners/task.html"
    return Step(title=title, on="referral", due=due, page=page, **given)


class ReferralFlow(InterventionFlow):
    """Partner referral

    Another agency is asked for help, with the least data that does, each on its own ground.
    """

    kind = "referral"
    heading = Intervention.Heading.DIVERT
    keeps = "referral"
    apart = "service__agency"
    alone = False
    hint = "Another agency helps: housing, treatment, a programme"

    start = starts_with(this.check_contact)

    check_contact = Step(
        title="Check that contact is safe",
        form=GateForm,
        act=check_gate,
        on="case",
        owner=case_owner,
        due=within(rules.WRITE),
        button="Save the check",
    ).Next(this.contact_checked)

    contact_checked = (
        Choice(safe_to_contact, title="Is contact safe?")
        .When("open", this.write)
        .When("closed", this.stopped)
    )

    stopped = Step(
        title="Decide what to do: contact is not cleared",
        form=StopForm,
        act=look_again_or_stop,
        on="intervention",
        role=Role.SUPERVISOR,
        due=within(rules.SEND),
    ).Next(this.after_stop)

    after_stop = (
        Choice(referral_state, title="Go on or stop?")
        .When(ReferralState.CANCELLED, this.not_sent)
        .When(ReferralState.DRAFT, this.check_contact)
    )

    write = ours(
        "Write the referral",
        form=forms.WriteForm,
        act=partners.write_referral,
        due=within(rules.WRITE),
        brief=presenters.write_brief,
        button="Save and choose what is shared",
        contact=True,
    ).Next(this.choose)

    choose = ours(
        "Choose what is shared",
        form=forms.ItemsForm,
        act=partners.choose_items,
        due=within(rules.WRITE),
        brief=presenters.write_brief,
        button="Send for approval",
    ).Next(this.approve)

    approve = ours(
        "Approve what is shared",
        form=forms.ApproveForm,
        act=partners.approve_referral,
        role=Role.SUPERVISOR,
        due=within(rules.APPROVE),
        owner=None,
    ).Next(this.approved)

    approved = (
        Choice(referral_state, title="Approved?")
        .When(ReferralState.APPROVED, this.send)
        .When(ReferralState.DRAFT, this.write)
    )

    send = ours(
        "Send the referral",
        form=forms.SendForm,
        act=partners.send_referral,
        due=within(rules.SEND),
        button="Send it",
        contact=True,
    ).Next(this.acknowledge)

    acknowledge = chased(
        "Say that you have this referral",
        form=forms.AcknowledgeForm,
        act=partners.acknowledge_referral,
        button="We have it",
    ).Next(this.decide)

    decide = chased(
        "Decide on this referral",
        form=forms.DecideForm,
        act=partners.decide_referral,
        button="Send the decision",
    ).Next(this.decided)

    decided = (
        Choice(referral_state, title="What did they decide?")
        .When(ReferralState.ACCEPTED, this.begin_service)
        .When(ReferralState.MORE_INFO, this.answer)
        .When((ReferralState.DECLINED, ReferralState.REDIRECTED), this.close)
    )

    answer = recallable(
        ours(
            "Answer the agency's question",
            form=forms.AnswerForm,
            act=partners.answer_agency,
            due=within(rules.ANSWER),
            brief=presenters.answer_brief,
            button="Send the answer",
            contact=True,
        )
    ).Next(this.decide)

    begin_service = chased(
        "Say when the first appointment was",
        form=forms.BeginForm,
        act=partners.begin_service,
    ).Next(this.began)

    began = (
        Choice(referral_state, title="Did they come?")
        .When(ReferralState.IN_SERVICE, this.report)
        .When(ReferralState.DISENGAGED, this.service_ended)
    )

    report = chased(
        "Say how it goes",
        form=forms.ReportForm,
        act=partners.report_service,
        button="Send the report",
    ).Next(this.reported)

    reported = (
        Choice(referral_state, title="How does it go?")
        .When(ReferralState.IN_SERVICE, this.report)
        .When((ReferralState.COMPLETED, ReferralState.WITHDRAWN), this.close)
        .When(ReferralState.DISENGAGED, this.service_ended)
    )

    service_ended = (
        Choice(is_order_to_be_told, title="Does an order require it?")
        .When("yes", this.tell_order)
        .When("no", this.close)
    )

    tell_order = ours(
        "Tell today whoever made the order",
        form=forms.OrderForm,
        act=partners.tell_of_order,
        due=by_rule(rules.same_day),
    ).Next(this.close)

    close = ours(
        "Say what follows and close the referral",
        form=forms.CloseForm,
        act=partners.close_referral,
        due=by_rule(rules.next_step_due),
        button="Close the referral",
    ).Next(this.nothing_more)

    # Whoever was to be asked why the agency is late need not be asked any more.
    nothing_more = Do(drop_other_work, title="Nothing more to ask").Next(this.closed)

    # --- when the agency is late: asked one after another, while its own task stays open ---------

    late = Do(this.chase_spoc, title="The contact there is to be asked").Next(this.ask_them)
    still_late = Do(this.chase_manager, title="The manager there is to be asked").Next(
        this.ask_them
    )
    very_late = Do(this.chase_chair, title="The MATAC chair is to be asked").Next(this.ask_them)

    ask_them = ours(
        "Ask why the agency is late",
        form=forms.CallForm,
        act=partners.note_call,
        due=within(rules.CALL),
        brief=presenters.call_brief,
    ).Next(this.asked)

    # --- when it was sent in error ----------------------------------------------------------------

    recalled = (
        nodes.Split()
        .Annotation(title="Sent in error")
        .Next(this.confirm_deletion)
        .Next(this.assess_breach)
    )

    confirm_deletion = at_desk(
        "Delete this referral and say so",
        form=forms.DeletionForm,
        act=partners.confirm_deletion,
        due=by_rule(rules.deletion_due),
        button="We have deleted it",
    ).Next(this.deleted)

    assess_breach = ours(
        "Assess the data breach",
        form=forms.BreachForm,
        act=partners.assess_breach,
        role=Role.MANAGER,
        due=by_rule(rules.breach_due),
        owner=None,
    ).Next(this.taken_back)

    closed = Finish("Referred and closed")
    not_sent = Finish("Withdrawn")
    asked = Finish("Asked why it is late", aside=True)
    deleted = Finish("Deleted by the agency", aside=True)
    taken_back = Finish("Recalled")

    @staticmethod
    def check_can_start(case: Case) -> None:
        partners.check_referral_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.referral = partners.start_referral(case=case, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Not to be sent; once it was sent a manager recalls it instead."""
        referral = referral_of(intervention)
        if referral.sent_at is None:
            partners.cancel_referral(referral=referral, by=by, reason=reason)
        else:
            partners.recall_referral(referral=referral, by=by, reason=reason)

    @classmethod
    def goes_on(cls, intervention: Intervention) -> bool:
        """What was recalled is not over: it is to be deleted, and the breach assessed."""
        if referral_state(intervention) != ReferralState.RECALLED:
            return False
        take_way_out(intervention, to=cls.recalled)
        return True

    def chase_spoc(self, activation: Any) -> None:
        partners.run_late(referral=referral_of(activation.process), rung=Rung.SPOC)

    def chase_manager(self, activation: Any) -> None:
        partners.run_late(referral=referral_of(activation.process), rung=Rung.MANAGER)

    def chase_chair(self, activation: Any) -> None:
        partners.run_late(referral=referral_of(activation.process), rung=Rung.CHAIR)
