"""The offer of support to somebody who was harmed (domain: section 2e).

Nobody is called before a safe way is recorded. The advocate does their own steps at the desk of
their own service, and tells the police nothing a client said without agreement or a risk. While
an advocate supports somebody, they hear first of whatever is planned about the person of the case.
"""

from __future__ import annotations

from typing import Any

from viewflow.workflow import nodes

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.hearing import hears
from casework.cases.models import Case, Change
from casework.cases.models.states import UNDER_WAY
from casework.victims import actions as support
from casework.victims import forms, presenters, rules
from casework.victims.models import AdvocateNotice, Rung, SupportOfferState
from casework.victims.queries import to_offer_again
from workflows.branching import Both
from workflows.flow import Choice, Do, Finish, InterventionFlow, Step, case_owner, starts_with, this
from workflows.interventions.victim_support.reading import (
    after_no,
    next_notice,
    notice_is_due,
    offer_of,
    overtaken,
    state_of,
    to_ask,
    to_consider,
    to_refer,
    unasked,
    who_offers,
)
from workflows.interventions.victim_support.steps import at_desk, chased, ours, sergeants
from workflows.models import Intervention
from workflows.steps import drop_other_work
from workflows.waking import follow

S = SupportOfferState


class VictimSupportFlow(InterventionFlow):
    """Victim support

    Somebody who was harmed is offered an advocate, by a way that is safe for them.
    """

    kind = "victim_support"
    heading = Intervention.Heading.SUPPORT
    keeps = "support"
    alone = False
    hint = "Offer an advocate (IDVA) to somebody who was harmed"

    start = starts_with(this.consider)

    consider = ours(
        "Consider an offer of support",
        form=forms.ConsiderForm,
        act=support.consider_offer,
        due=to_consider,
    ).Next(this.considered)

    considered = (
        Choice(state_of, title="May they be asked?")
        .When(S.CONSIDERED, this.safe_way)
        .When(S.NOT_SAFE_TO_CONTACT, this.decide_unsafe)
        .When(S.ALREADY_SUPPORTED, this.supported_already)
    )

    safe_way = ours(
        "Write down a safe way to reach them",
        form=forms.RouteForm,
        act=support.record_route,
        due=to_ask,
        button="Save: nobody is called before this",
    ).Next(this.ask)

    ask = ours(
        "Offer support by the safe way",
        form=forms.AnswerForm,
        act=support.answer_offer,
        due=to_ask,
    ).Next(this.answered)

    answered = (
        Choice(state_of, title="What was the answer?")
        .When(S.CONSENTED, this.refer)
        .When(S.DECLINED_BY_VICTIM, this.said_no)
        .When(S.NOT_SAFE_TO_CONTACT, this.decide_unsafe)
    )

    said_no = (
        Choice(after_no, title="Is the risk high?")
        .When("high", this.decide_no)
        .When("not high", this.declined)
    )

    decide_no = sergeants(
        "Decide what follows: support was declined and the risk is high",
        form=forms.OverrideForm,
        act=support.decide_override,
    ).Next(this.decided)

    decide_unsafe = sergeants(
        "Decide what follows: it is not safe to contact them",
        form=forms.OverrideForm,
        act=support.decide_override,
    ).Next(this.decided)

    decided = (
        Choice(state_of, title="What was decided?")
        .When(S.HIGH_RISK_OVERRIDE, this.refer)
        .When(S.CONSIDERED, this.consider)
        .When(S.DECLINED_BY_VICTIM, this.declined)
        .When(S.NOT_SAFE_TO_CONTACT, this.not_safe)
    )

    refer = ours(
        "Refer them to a support service",
        form=forms.ReferForm,
        act=support.refer_offer,
        due=to_refer,
    ).Next(this.referred)

    referred = (
        Choice(state_of, title="Is there a service?")
        .When(S.REFERRED, this.receive)
        .When(S.NO_SERVICE, this.no_service)
    )

    receive = chased(
        "Say that you have this referral",
        form=forms.ReceiveForm,
        act=support.receive_offer,
        button="I have it",
    ).Next(this.reach)

    reach = chased(
        "Contact your client",
        form=forms.ContactForm,
        act=support.record_contact,
    ).Next(this.reached)

    reached = (
        Choice(state_of, title="Did the advocate reach them?")
        .When(S.RECEIVED, this.reach)
        .When(S.CONTACTED, this.engage)
        .When(S.UNABLE, this.unable)
    )

    engage = chased(
        "Say whether your client takes up support",
        form=forms.EngageForm,
        act=support.record_engagement,
    ).Next(this.taken_up)

    taken_up = (
        Choice(state_of, title="Do they take it up?")
        .When(S.ENGAGED, this.supported)
        .When(S.NOT_ENGAGED, this.not_engaged)
    )

    supported = Both(title="Supported").Next(this.support_goes_on).Next(this.wait)

    support_goes_on = at_desk(
        "Say whether support goes on",
        form=forms.GoesOnForm,
        act=support.report_support,
    ).Next(this.reported)

    reported = (
        Choice(state_of, title="Does it go on?")
        .When(S.ENGAGED, this.support_goes_on)
        .When(S.CLOSED, this.stand_down)
    )

    stand_down = Do(this.drop_the_rest, title="Nobody is to be told first any more").Next(
        this.ended
    )

    # --- tell the advocate first -----------------------------------------------------------------

    # Nothing is planned: it waits until something is.
    wait = nodes.Timer(next_notice).Annotation(title="Until an act is planned").Next(this.planned)

    planned = Both(title="An act is planned").Each(this.tell_advocate, unasked).Next(this.wait)

    tell_advocate = (
        Step(
            title="Tell the advocate first",
            form=forms.TellForm,
            act=support.record_telling,
            on="support",
            owner=case_owner,
            due=notice_is_due,
            page="pages/victims/task.html",
            brief=presenters.telling_brief,
            takes_data=True,
            button="The advocate has been told",
        )
        .OnTimeout(overtaken, this.moot, title="Planned anew or called off")
        .Next(this.told)
    )

    # --- when the service is silent --------------------------------------------------------------

    late = Do(this.chase_spoc, title="The contact there is to be asked").Next(this.ask_them)
    still_late = Do(this.chase_manager, title="The manager there is to be asked").Next(
        this.ask_them
    )
    very_late = Do(this.chase_chair, title="The MATAC chair is to be asked").Next(this.ask_them)

    ask_them = ours(
        "Ask why the support service is late",
        form=forms.CallForm,
        act=support.note_call,
        due=rules.call_due,
    ).Next(this.asked)

    ended = Finish("Support ended")
    supported_already = Finish("Supported already")
    declined = Finish("Declined")
    not_safe = Finish("Not safe to contact")
    no_service = Finish("No service exists")
    unable = Finish("Could not be reached")
    not_engaged = Finish("Not taken up")
    told = Finish("Advocate told", aside=True)
    moot = Finish("Nobody to tell any more", aside=True)
    asked = Finish("Asked why it is late", aside=True)

    @staticmethod
    def check_can_start(case: Case) -> None:
        support.check_support_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.support = support.start_offer(case=case, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Not to be offered; with a service it is taken back, as it went to the wrong person."""
        support.withdraw_offer(offer=offer_of(intervention), by=by, reason=reason)

    def drop_the_rest(self, activation: Any) -> None:
        drop_other_work(activation)

    def chase_spoc(self, activation: Any) -> None:
        support.run_late(offer=offer_of(activation.process), rung=Rung.SPOC)

    def chase_manager(self, activation: Any) -> None:
        support.run_late(offer=offer_of(activation.process), rung=Rung.MANAGER)

    def chase_chair(self, activation: Any) -> None:
        support.run_late(offer=offer_of(activation.process), rung=Rung.CHAIR)


follow(AdvocateNotice, keeps="support__notices")


@hears
def offer_again(change: Change) -> None:
    """What ended without support is offered again at each change (domain: section 2e).

    A new offer to the same person, so that the history of the one before stays as it was.
    """
    case = change.case
    again = to_offer_again(case) if case.state in UNDER_WAY else []
    by = who_offers(change) if again else None
    if by is None:
        return
    for earlier in again:
        reason = f"Something changed: {change.get_kind_display().lower()}. Offer support again."
        running: Intervention = VictimSupportFlow.start.run(case=case, by=by, reason=reason)
        offer = offer_of(running)
        support.take_up_again(offer=offer, earlier=earlier, by=by)
        after = {"kind": running.kind, "status": running.status}
        record(obj=running, verb="intervention.started", by=by, after=after, reason=reason)
