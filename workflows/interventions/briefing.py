"""The briefing of neighbourhood teams (domain: section 2f).

What officers on the street are told, for at most two weeks. It is recalled the moment bail ends
or an order changes, or somebody is arrested who may not be.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from viewflow.workflow import nodes

from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.enforcement.briefings import actions as briefings
from casework.enforcement.briefings import forms, rules
from casework.enforcement.briefings.models import OUT, Briefing, BriefingState
from casework.enforcement.briefings.presenters import task_brief, writing
from workflows.actions import start as start_kind
from workflows.branching import Both
from workflows.briefings import briefing_of, for_a_manager, still_out, where_it_stands
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
from workflows.waking import by, each, follow, overtaken

S = BriefingState
# At which states of the briefing each step has something to ask.
EXPECTED = {
    "authorise_briefing": (S.DRAFT,),
    "publish_briefing": (S.AUTHORISED,),
    "acknowledge": OUT,
    "chase": OUT,
    "enter_returns": (S.RETURN_RECEIVED,),
    "renew": OUT,
}


def write(*, briefing: Briefing, by: User, **answers: Any) -> Briefing:
    """Write it under the guard of letters, which the record cannot reach itself."""
    return briefings.write_briefing(briefing=briefing, by=by, text_guard=names_nobody, **answers)


def authorise(*, briefing: Briefing, by: User, **answers: Any) -> Briefing:
    """Authorise it; its texts are looked through again, as records came in meanwhile."""
    return briefings.authorise_briefing(
        briefing=briefing, by=by, text_guard=names_nobody, **answers
    )


def renew(*, briefing: Briefing, by: User, decision: str, reason: str) -> None:
    """Let it end, or start its next version from its own words."""
    briefings.decide_renewal(briefing=briefing, by=by, decision=decision, reason=reason)
    if decision == "RENEW":
        _start_next(briefing, by=by, reason=reason)


def reissue(*, briefing: Briefing, by: User, decision: str, reason: str) -> None:
    """Leave it recalled, or start a corrected version from its own words."""
    briefings.decide_reissue(briefing=briefing, by=by, decision=decision, reason=reason)
    if decision == "REISSUE":
        _start_next(briefing, by=by, reason=reason)


def _start_next(earlier: Briefing, *, by: User, reason: str) -> None:
    begun = start_kind(case=earlier.case, kind=BriefingFlow.kind, by=by, reason=reason)
    briefings.continue_from(briefing=briefing_of(begun), earlier=earlier, by=by, reason=reason)


def team_named(activation: Any) -> Team:
    """The team that this one task is for."""
    return Team.objects.get(pk=activation.task.data["team"])


def author(activation: Any) -> User | None:
    """Who wrote it; before that the owner of the case."""
    return briefing_of(activation.process).author or case_owner(activation)


def when_over(activation: Any) -> datetime:
    """When a briefing that teams read needs somebody: at its end, or now if it was moved."""
    briefing = briefing_of(activation.process)
    return briefing.ends_at if briefing.state in (S.PUBLISHED, S.ACKNOWLEDGED) else now()


def a_day_later(activation: Any) -> datetime:
    """When shifts that were not briefed are looked for; now if nobody reads it any more."""
    briefing = briefing_of(activation.process)
    return rules.unread_from(briefing) if briefing.state in OUT else now()


def before_it_ends(activation: Any) -> datetime:
    """When its owner is asked about a renewal; now if nobody reads it any more."""
    briefing = briefing_of(activation.process)
    return rules.renewal_from(briefing) if briefing.state in OUT else now()


def runs_out(briefing: Briefing) -> datetime | None:
    return briefing.ends_at if briefing.state in OUT else None


moved = overtaken(EXPECTED, runs_out=runs_out, stirred=("authorise_briefing", "publish_briefing"))


class BriefingFlow(InterventionFlow):
    """Briefing

    Named teams are told what they need of one person, for at most two weeks.
    """

    kind = "briefing"
    heading = Intervention.Heading.DISRUPT
    keeps = "briefing"
    hint = "Neighbourhood teams are told whom to look out for, and what power there is"
    alone = False

    start = starts_with(this.write_briefing)

    write_briefing = Step(
        title="Write the briefing",
        form=forms.WriteForm,
        act=write,
        on="briefing",
        owner=author,
        due=within(rules.WRITE_WITHIN),
        page="pages/briefings/write.html",
        brief=writing,
        button="Send for authority",
    ).Next(this.authorise_briefing)

    authorise_briefing = (
        Step(
            title="Decide whether the briefing may go out",
            form=forms.AuthoriseForm,
            act=authorise,
            on="briefing",
            role=Role.SUPERVISOR,
            due=within(rules.AUTHORISE_WITHIN),
            page="pages/briefings/task.html",
            brief=task_brief,
            button="Save the decision",
        )
        .OnTimeout(moved, this.catch_up, title="What it rests on changed")
        .Next(this.catch_up)
    )

    publish_briefing = (
        Step(
            title="Publish the briefing to teams",
            form=forms.PublishForm,
            act=briefings.publish_briefing,
            on="briefing",
            owner=case_owner,
            due=within(rules.PUBLISH_WITHIN),
            page="pages/briefings/task.html",
            brief=task_brief,
            button="Publish it",
        )
        .OnTimeout(moved, this.catch_up, title="What it rests on changed")
        .Next(this.published)
    )

    published = (
        Both(title="It is out")
        .Each(this.acknowledge, each(rules.every_shift))
        .Next(this.day_passes)
        .Next(this.ends_soon)
        .Next(this.wait)
    )

    acknowledge = (
        Step(
            title="Brief your shift",
            form=forms.AcknowledgeForm,
            act=briefings.acknowledge_shift,
            on="briefing",
            role=Role.SUPERVISOR,
            team=team_named,
            due=by(rules.acknowledge_due),
            page="pages/briefings/team_task.html",
            brief=task_brief,
            takes_data=True,
        )
        .OnTimeout(moved, this.over, title="The briefing is over")
        .Next(this.briefed)
    )

    day_passes = nodes.Timer(a_day_later).Annotation(title="A day passes").Next(this.unread)

    # Every shift may have been briefed: then this branch has to come to an end all the same.
    unread = (
        Both(title="Which shifts were not briefed?")
        .Each(this.chase, each(rules.unread_teams))
        .Next(this.looked_through)
    )

    chase = (
        Step(
            title="A team was not briefed in a day: see to it",
            form=forms.ChaseForm,
            act=briefings.chase_unread,
            on="briefing",
            role=Role.AUTHORISER,
            team=team_named,
            due=by(rules.chase_due),
            page="pages/briefings/team_task.html",
            brief=task_brief,
            takes_data=True,
        )
        .OnTimeout(moved, this.over, title="The briefing is over")
        .Next(this.chased)
    )

    wait = nodes.Timer(when_over).Annotation(title="Teams read it").Next(this.catch_up)

    catch_up = Do(this.follow_clock, title="Look where the briefing stands").Next(this.standing)

    standing = (
        Choice(where_it_stands, title="Where does the briefing stand?")
        .When("to be written", this.write_briefing)
        .When("to be authorised", this.authorise_briefing)
        .When(S.AUTHORISED, this.publish_briefing)
        .When((S.PUBLISHED, S.ACKNOWLEDGED), this.wait)
        .When(S.RETURN_RECEIVED, this.enter_returns)
        .When(S.RECALLED, this.recalled)
        .When(S.EXPIRED, this.expired)
        .When(S.WITHDRAWN, this.withdrawn)
    )

    enter_returns = (
        Step(
            title="Enter what came back as intelligence",
            form=forms.EntryForm,
            act=briefings.enter_returns,
            on="briefing",
            owner=case_owner,
            due=by(rules.entry_due),
            page="pages/briefings/task.html",
            brief=task_brief,
        )
        .OnTimeout(moved, this.catch_up, title="The briefing is over")
        .Next(this.catch_up)
    )

    ends_soon = nodes.Timer(before_it_ends).Annotation(title="It ends soon").Next(this.soon)

    soon = (
        Choice(still_out, title="Do teams still read it?")
        .When("out", this.renew)
        .When("over", this.over)
    )

    renew = (
        Step(
            title="Renew the briefing or let it end",
            form=forms.RenewalForm,
            act=renew,
            on="briefing",
            owner=case_owner,
            due=by(rules.decide_renewal_due),
            page="pages/briefings/task.html",
            brief=task_brief,
        )
        .OnTimeout(moved, this.over, title="The briefing is over")
        .Next(this.renewal_decided)
    )

    recalled = (
        Both(title="It is recalled")
        .Each(this.tell_readers, each(rules.every_team))
        .Next(this.weighed)
    )

    tell_readers = Step(
        title="Tell your officers that a briefing is recalled",
        form=forms.ToldForm,
        act=briefings.note_told,
        on="briefing",
        role=Role.SUPERVISOR,
        team=team_named,
        due=by(rules.tell_due),
        page="pages/briefings/team_task.html",
        brief=task_brief,
        takes_data=True,
    ).Next(this.told)

    weighed = (
        Choice(for_a_manager, title="Must a manager see to it?")
        .When("yes", this.deal)
        .When("no", this.reissue)
    )

    deal = Step(
        title="See to what a recalled briefing may have done",
        form=forms.DealForm,
        act=briefings.deal_with_recall,
        on="briefing",
        role=Role.MANAGER,
        due=by(rules.same_day),
        page="pages/briefings/task.html",
        brief=task_brief,
    ).Next(this.reissue)

    reissue = Step(
        title="Is a corrected briefing needed?",
        form=forms.ReissueForm,
        act=reissue,
        on="briefing",
        owner=case_owner,
        due=within(rules.REISSUE_WITHIN),
        page="pages/briefings/task.html",
        brief=task_brief,
    ).Next(this.was_recalled)

    expired = Finish("Expired")
    was_recalled = Finish("Recalled")
    withdrawn = Finish("Withdrawn")
    briefed = Finish("Shift briefed", aside=True)
    looked_through = Finish("Shifts looked through", aside=True)
    chased = Finish("Followed up", aside=True)
    told = Finish("Readers told", aside=True)
    renewal_decided = Finish("Renewal decided", aside=True)
    over = Finish("Over", aside=True)

    @staticmethod
    def check_can_start(case: Case) -> None:
        briefings.check_briefing_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.briefing = briefings.start_briefing(case=case, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Take it back; refused once it is out, when it has to be recalled instead."""
        briefings.withdraw_briefing(briefing=briefing_of(intervention), by=by, reason=reason)

    def follow_clock(self, activation: Any) -> None:
        briefings.follow_clock(briefing=briefing_of(activation.process))


follow(Briefing, keeps="briefing")
