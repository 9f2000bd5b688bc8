"""The home visit (domain: section 2b).

There is no power of entry: the person may refuse, and refusing is not held against them.
"""

from __future__ import annotations

from typing import Any

from viewflow.workflow import nodes

from casework.accounts.models import Role, User
from casework.cases.actions import check_gate
from casework.cases.forms import GateForm
from casework.cases.models import Case
from casework.deadlines import working_days
from casework.visits import actions as visits
from casework.visits import forms
from casework.visits.models import Outcome, VisitState
from casework.visits.presenters import door_brief, late_brief, plan_brief, record_brief
from letters.records import render_visit_record
from workflows.branching import Both
from workflows.failures import why_it_failed
from workflows.flow import (
    Choice,
    Do,
    Finish,
    InterventionFlow,
    Job,
    Step,
    case_owner,
    starts_with,
    this,
    within,
)
from workflows.forms import AgainForm, StopForm
from workflows.models import Intervention
from workflows.steps import look_again_or_stop, note_retry, safe_to_contact
from workflows.visits import (
    anyone_worried,
    approver,
    lead_officer,
    record_is_due,
    review_is_due,
    review_visit,
    safeguarding_is_due,
    second_officer,
    until_checks_expire,
    visit_due,
    visit_of,
    visit_state,
    what_follows_the_door,
)

APPROVE_WITHIN = working_days("home_visit.approve_within_working_days", 1, source="local")
LOCATE_WITHIN = working_days("home_visit.locate_within_working_days", 5, source="local")
SAY_WITHIN = working_days("home_visit.say_within_working_days", 1, source="local")
UNBLOCK_WITHIN = working_days("home_visit.unblock_within_working_days", 1, source="local")


def make_record(intervention: Intervention) -> None:
    render_visit_record(visit_id=visit_of(intervention).pk)


SECOND = "You are the second officer"
SEEN = tuple(
    outcome
    for outcome in Outcome.values
    if outcome not in (Outcome.NO_REPLY, Outcome.NOT_AT_ADDRESS)
)


class HomeVisitFlow(InterventionFlow):
    """Home visit

    Two officers call, see how things are, offer help and write down what they found.
    """

    kind = "home_visit"
    heading = Intervention.Heading.PREVENT
    keeps = "visit"
    hint = "Two officers call at the address, by consent"

    start = starts_with(this.check_contact)

    check_contact = Step(
        title="Check that contact is safe",
        form=GateForm,
        act=check_gate,
        on="case",
        owner=case_owner,
        due=visit_due,
        button="Save the check",
    ).Next(this.contact_checked)

    contact_checked = (
        Choice(safe_to_contact, title="Is contact safe?")
        .When("open", this.plan)
        .When("closed", this.stopped)
    )

    stopped = Step(
        title="Decide what to do: contact is not cleared",
        form=StopForm,
        act=look_again_or_stop,
        on="intervention",
        role=Role.SUPERVISOR,
        due=within(UNBLOCK_WITHIN),
    ).Next(this.after_stop)

    after_stop = (
        Choice(visit_state, title="Go on or stop?")
        .When(VisitState.WITHDRAWN, this.withdrawn)
        .When((VisitState.PLANNED, VisitState.CHECKS_EXPIRED), this.check_contact)
    )

    plan = Step(
        title="Plan the visit and make the checks",
        form=forms.PlanForm,
        act=visits.plan_visit,
        on="visit",
        owner=case_owner,
        due=visit_due,
        page="pages/visits/plan.html",
        brief=plan_brief,
        button="Send for approval",
        contact=True,
    ).Next(this.approve)

    approve = (
        Step(
            title="Approve the visit",
            form=forms.ApproveForm,
            act=visits.approve_visit,
            on="visit",
            role=approver,
            due=within(APPROVE_WITHIN),
            page="pages/visits/approve.html",
            contact=True,
            brief=plan_brief,
        )
        .OnTimeout(until_checks_expire, this.checks_ran_out, title="Checks run out")
        .Next(this.approved)
    )

    approved = (
        Choice(visit_state, title="Approved?")
        .When(VisitState.APPROVED, this.visit_home)
        .When(VisitState.PLANNED, this.plan)
        .When(VisitState.WITHDRAWN, this.withdrawn)
    )

    visit_home = (
        Step(
            title="Record the visit",
            form=forms.DoorForm,
            act=visits.log_attempt,
            on="visit",
            owner=lead_officer,
            also=second_officer,
            also_says=SECOND,
            due=visit_due,
            page="pages/visits/door.html",
            contact=True,
            brief=door_brief,
        )
        .OnTimeout(until_checks_expire, this.nothing_written, title="Checks run out")
        .Next(this.worried)
    )

    # Officers may have been at the door in time and not have written it down.
    nothing_written = Do(
        this.expire_checks, title="The checks have run out and no visit is written down"
    ).Next(this.say_whether_made)

    say_whether_made = Step(
        title="Say whether the visit was made",
        form=forms.LateDoorForm,
        act=visits.say_whether_made,
        on="visit",
        owner=lead_officer,
        also=second_officer,
        also_says=SECOND,
        due=within(SAY_WITHIN),
        page="pages/visits/late_door.html",
        brief=late_brief,
    ).Next(this.worried)

    worried = (
        Choice(anyone_worried, title="Were they worried about anyone?")
        .When("no", this.after_the_door)
        .When("yes", this.somebody_at_risk)
    )

    somebody_at_risk = (
        Both(title="Somebody may not be safe").Next(this.safeguard).Next(this.after_the_door)
    )

    safeguard = Step(
        title="Write down what was done for their safety",
        form=forms.SafeguardForm,
        act=visits.record_safeguarding,
        on="visit",
        owner=lead_officer,
        also=second_officer,
        also_says=SECOND,
        due=safeguarding_is_due,
        page="pages/visits/safeguard.html",
        brief=record_brief,
    ).Next(this.safeguarded)

    checks_ran_out = Do(this.expire_checks, title="The checks have run out").Next(this.plan)

    after_the_door = (
        Choice(what_follows_the_door, title="What happened at the door?")
        .When(SEEN, this.write_record)
        .When("try again", this.plan_again)
        .When("attempts used up", this.review_no_reply)
        .When(VisitState.NOT_AT_ADDRESS, this.moved_away)
        .When(VisitState.PLANNED, this.plan)
    )

    plan_again = Do(this.open_new_attempt, title="Another attempt is due").Next(this.plan)

    review_no_reply = Step(
        title="Decide what to do: nobody answers",
        form=forms.NoReplyReviewForm,
        act=visits.review_no_reply,
        on="visit",
        role=Role.SUPERVISOR,
        due=within(UNBLOCK_WITHIN),
        page="pages/visits/no_reply.html",
        brief=record_brief,
    ).Next(this.after_no_reply)

    after_no_reply = (
        Choice(visit_state, title="Try again?")
        .When(VisitState.PLANNED, this.plan)
        .When(VisitState.NO_REPLY, this.write_record)
    )

    # Two things follow: the record of this attempt, and finding out where the person is.
    moved_away = (
        nodes.Split()
        .Annotation(title="They no longer live there")
        .Next(this.write_record)
        .Next(this.locate)
    )

    locate = Step(
        title="Find out where they live now",
        form=forms.LocateForm,
        act=visits.record_located,
        on="visit",
        owner=case_owner,
        due=within(LOCATE_WITHIN),
    ).Next(this.located)

    write_record = Step(
        title="Write the visit record",
        form=forms.RecordForm,
        act=visits.submit_record,
        on="visit",
        owner=lead_officer,
        due=record_is_due,
        page="pages/visits/write_record.html",
        brief=record_brief,
        button="Send the record to the supervisor",
    ).Next(this.print_record)

    print_record = (
        Job(make_record, title="Make the visit record")
        .OnError(this.mend, title="The record could not be made")
        .Next(this.review)
    )

    mend = Step(
        title="The visit record could not be made: put it right and try again",
        form=AgainForm,
        act=note_retry,
        on="intervention",
        role=Role.SUPERVISOR,
        due=within(UNBLOCK_WITHIN),
        brief=why_it_failed,
        button="Try again",
    ).Next(this.print_record)

    review = Step(
        title="Read the visit record",
        form=forms.ReviewForm,
        act=review_visit,
        on="visit",
        role=Role.SUPERVISOR,
        due=review_is_due,
        page="pages/visits/review.html",
        brief=record_brief,
    ).Next(this.reviewed)

    reviewed = (
        Choice(visit_state, title="Is the record complete?")
        .When(VisitState.CLOSED, this.closed)
        .When(VisitState.RETURNED, this.write_record)
    )

    closed = Finish("Visited and recorded")
    safeguarded = Finish("Somebody made safe", aside=True)
    located = Finish("Whereabouts looked into", aside=True)
    withdrawn = Finish("Withdrawn")

    @staticmethod
    def check_can_start(case: Case) -> None:
        visits.check_visit_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.visit = visits.start_visit(case=case, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Stop the visit; refused once somebody has been seen."""
        visits.withdraw_visit(visit=visit_of(intervention), by=by, reason=reason)

    @classmethod
    def outcomes(cls) -> set[str]:
        """A visit that was made is told apart by what happened at the door."""
        return super().outcomes() - {cls.closed.outcome} | {*Outcome.values}

    @classmethod
    def came_to(cls, intervention: Intervention) -> str:
        if intervention.outcome != cls.closed.outcome:
            return str(intervention.outcome)
        return visit_of(intervention).came_to

    def expire_checks(self, activation: Any) -> None:
        visits.expire_checks(visit=visit_of(activation.process))

    def open_new_attempt(self, activation: Any) -> None:
        visits.plan_again(visit=visit_of(activation.process))
