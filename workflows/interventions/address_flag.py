"""The address flag (domain: section 2g).

Calls to an address get a priority for a limited time. The control room puts it into command and
control and takes it out; a stale flag endangers a new tenant, so it is looked at again before its
end and whenever the address changes, and is over only once somebody has seen it gone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from viewflow.workflow import nodes

from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.deadlines import working_days
from casework.enforcement.flags import actions as flags
from casework.enforcement.flags import forms, permissions, rules
from casework.enforcement.flags.models import AddressFlag, AddressFlagState, Ground
from casework.enforcement.flags.models.states import ASKS_FOR_ANOTHER
from casework.enforcement.flags.presenters import at_a_call, concern, deciding, proposing
from workflows.branching import Both
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
from workflows.guarding import names_nobody
from workflows.models import Intervention
from workflows.steps import now
from workflows.waking import by, follow, overtaken, record_now

PROPOSE_WITHIN = working_days("address_flag.propose_within_working_days", 2, source="local")
DECIDE_WITHIN = working_days("address_flag.decide_within_working_days", 1, source="local")
UNBLOCK_WITHIN = working_days("address_flag.unblock_within_working_days", 1, source="local")
ANOTHER_WITHIN = working_days("address_flag.another_address_within_working_days", 2, source="local")
S = AddressFlagState
# At which states of the flag each step has something to ask.
EXPECTED = {
    "approve_flag": (S.PROPOSED,),
    "confirm": (S.APPROVED, S.RENEWED),
    "unheld": (S.NOT_HELD,),
    "look_at_calls": (S.HIT,),
    "review_flag": (S.REVIEW_DUE,),
    "take_out": (S.REMOVAL_REQUESTED,),
}


def flag_of(intervention: Intervention) -> AddressFlag:
    flag: AddressFlag = record_now(intervention)
    return flag


def propose(*, address_flag: AddressFlag, by: User, **answers: Any) -> AddressFlag:
    """Propose the flag under the guard of letters, which the record cannot reach itself."""
    return flags.propose_flag(address_flag=address_flag, by=by, text_guard=names_nobody, **answers)


def decide(*, address_flag: AddressFlag, by: User, **answers: Any) -> AddressFlag:
    """Decide on the flag; its text is looked through again, as records came in meanwhile."""
    return flags.decide_flag(address_flag=address_flag, by=by, text_guard=names_nobody, **answers)


def desk(activation: Any) -> Team:
    flag = flag_of(activation.process)
    return flag.desk or rules.desk_for(flag.case)


def approver(activation: Any) -> Role:
    """A sergeant; a DI where every call is to be treated as urgent."""
    return permissions.approver_role(flag_of(activation.process))


def proposer(activation: Any) -> User | None:
    """Who proposed it; before that the owner of the case."""
    return flag_of(activation.process).proposed_by or case_owner(activation)


def next_moment(activation: Any) -> datetime:
    """When a flag that nobody works on needs somebody: at its review, or now if it has moved."""
    flag = flag_of(activation.process)
    return rules.review_from(flag) if flag.state == S.LIVE else now()


def runs_out(flag: AddressFlag) -> datetime | None:
    """The end of a flag that stands and was not found to be over."""
    standing = flag.state in (S.RENEWED, S.HIT, S.REVIEW_DUE, S.REMOVAL_REQUESTED)
    return rules.ends_at(flag) if standing and flag.expiry_noted_at is None else None


moved = overtaken(EXPECTED, runs_out=runs_out, stirred=EXPECTED)


def where_it_stands(intervention: Intervention) -> str:
    """The state, with a removal that a victim asked for told apart: a DI hears of it that day."""
    flag = flag_of(intervention)
    if flag.state == S.REMOVAL_REQUESTED and flag.removal_ground == Ground.VICTIM_ASKS:
        return "a victim asks"
    if flag.state == S.PROPOSED:
        return "to be decided" if rules.awaits_approval(flag) else "to be proposed"
    return str(flag.state)


def asks_for_another(intervention: Intervention) -> str:
    return "yes" if flag_of(intervention).removal_ground in ASKS_FOR_ANOTHER else "no"


class AddressFlagFlow(InterventionFlow):
    """Address flag

    Calls to an address get a priority, for a limited time and on a short text.
    """

    kind = "address_flag"
    heading = Intervention.Heading.PREVENT
    keeps = "address_flag"
    hint = "The control room answers calls to an address with priority"
    alone = False

    start = starts_with(this.propose_flag)

    propose_flag = Step(
        title="Propose the address flag",
        form=forms.ProposeForm,
        act=propose,
        on="address_flag",
        owner=proposer,
        due=within(PROPOSE_WITHIN),
        page="pages/flags/propose.html",
        brief=proposing,
        button="Send for approval",
    ).Next(this.approve_flag)

    approve_flag = (
        Step(
            title="Decide whether the address is flagged",
            form=forms.DecideForm,
            act=decide,
            on="address_flag",
            role=approver,
            due=within(DECIDE_WITHIN),
            page="pages/flags/decide.html",
            brief=deciding,
            button="Save the decision",
        )
        .OnTimeout(moved, this.catch_up, title="The address changed")
        .Next(this.catch_up)
    )

    confirm = (
        Step(
            title="Put the flag into command and control",
            form=forms.ConfirmForm,
            act=flags.confirm_live,
            on="address_flag",
            role=Role.ADVISER,
            team=desk,
            due=by(rules.confirm_due),
            page="pages/flags/desk_task.html",
            brief=at_a_call,
        )
        .OnTimeout(moved, this.catch_up, title="The flag was moved meanwhile")
        .Next(this.catch_up)
    )

    unheld = (
        Step(
            title="Decide what to do: the control room cannot hold the flag",
            form=forms.UnheldForm,
            act=flags.decide_unheld,
            on="address_flag",
            role=Role.MANAGER,
            due=within(UNBLOCK_WITHIN),
            page="pages/flags/decide.html",
            brief=deciding,
        )
        .OnTimeout(moved, this.catch_up, title="The flag was moved meanwhile")
        .Next(this.catch_up)
    )

    # Nobody works on a flag that is simply there: it waits for its review, or to be moved.
    wait = nodes.Timer(next_moment).Annotation(title="The flag stands").Next(this.catch_up)

    catch_up = Do(this.follow_clock, title="Look where the flag stands").Next(this.standing)

    standing = (
        Choice(where_it_stands, title="Where does the flag stand?")
        .When("to be proposed", this.propose_flag)
        .When("to be decided", this.approve_flag)
        .When((S.APPROVED, S.RENEWED), this.confirm)
        .When(S.NOT_HELD, this.unheld)
        .When(S.LIVE, this.wait)
        .When(S.HIT, this.called)
        .When(S.REVIEW_DUE, this.review_flag)
        .When(S.REMOVAL_REQUESTED, this.take_out)
        .When("a victim asks", this.victim_asks)
        .When(S.EXPIRED_UNCONFIRMED, this.incident)
        .When(S.REMOVED, this.out)
        .When(S.REFUSED, this.refused)
        .When(S.WITHDRAWN, this.withdrawn)
    )

    called = Both(title="A call came to the address").Next(this.look_at_calls).Next(this.tell_owner)

    tell_owner = Step(
        title="Read of a call at the flagged address",
        form=forms.ReadForm,
        act=flags.note_hit_read,
        on="address_flag",
        owner=case_owner,
        due=by(rules.owner_told_due),
        page="pages/flags/decide.html",
        brief=deciding,
        button="I have read it",
    ).Next(this.told)

    look_at_calls = (
        Step(
            title="Look again at the calls to the flagged address",
            form=forms.HitReviewForm,
            act=flags.review_hits,
            on="address_flag",
            role=Role.ADVISER,
            team=desk,
            due=by(rules.call_review_due),
            page="pages/flags/desk_task.html",
            brief=at_a_call,
        )
        .OnTimeout(moved, this.catch_up, title="The flag was moved, or another call came")
        .Next(this.catch_up)
    )

    review_flag = (
        Step(
            title="Renew the address flag or have it removed",
            form=forms.ReviewForm,
            act=flags.review_flag,
            on="address_flag",
            role=approver,
            due=by(rules.review_due),
            page="pages/flags/decide.html",
            brief=deciding,
            button="Save the decision",
        )
        .OnTimeout(moved, this.catch_up, title="The flag was moved meanwhile, or ran out")
        .Next(this.catch_up)
    )

    victim_asks = (
        Both(title="A victim asks for it to come out").Next(this.take_out).Next(this.tell_manager)
    )

    tell_manager = Step(
        title="A victim fears the address flag: see to their safety",
        form=forms.ConcernForm,
        act=flags.note_victim_concern,
        on="address_flag",
        role=Role.MANAGER,
        due=by(rules.same_day),
        page="pages/flags/decide.html",
        brief=concern,
    ).Next(this.seen_to)

    take_out = (
        Step(
            title="Take the flag out of command and control",
            form=forms.RemovedForm,
            act=flags.confirm_removed,
            on="address_flag",
            role=Role.ADVISER,
            team=desk,
            due=by(rules.removal_due),
            page="pages/flags/desk_task.html",
            brief=at_a_call,
            button="It is out",
        )
        .OnTimeout(moved, this.catch_up, title="Its end has passed")
        .Next(this.catch_up)
    )

    incident = Step(
        title="Find out whether an expired flag still shows",
        form=forms.IncidentForm,
        act=flags.settle_incident,
        on="address_flag",
        role=Role.MANAGER,
        due=by(rules.incident_due),
        page="pages/flags/decide.html",
        brief=deciding,
    ).Next(this.catch_up)

    out = (
        Choice(asks_for_another, title="May another address need a flag?")
        .When("yes", this.another)
        .When("no", this.removed)
    )

    another = Step(
        title="Does another address need a flag?",
        form=forms.AnotherForm,
        act=flags.answer_another_address,
        on="address_flag",
        owner=case_owner,
        due=within(ANOTHER_WITHIN),
        page="pages/flags/decide.html",
        brief=deciding,
    ).Next(this.removed)

    removed = Finish("Removed")
    refused = Finish("Refused")
    withdrawn = Finish("Withdrawn")
    told = Finish("Owner told", aside=True)
    seen_to = Finish("Concern dealt with", aside=True)

    @staticmethod
    def check_can_start(case: Case) -> None:
        flags.check_flag_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.address_flag = flags.start_flag(case=case, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Take the flag back; refused once it is live, when it has to be removed instead."""
        flags.withdraw_flag(address_flag=flag_of(intervention), by=by, reason=reason)

    def follow_clock(self, activation: Any) -> None:
        flags.follow_clock(address_flag=flag_of(activation.process))


follow(AddressFlag, keeps="address_flag")
