"""Enforcing a warrant (domain: section 2c).

Two branches run side by side: the search (grade, circulate, give out, try until found) and the
review of what is outstanding (a supervisor every 14 days, a manager from the target date, a
superintendent at twice the target). Either may end it at any step; then the other is dropped,
the circulation is cancelled, those who were harmed are told, and it closes.

No step asks for an open contact gate: it is enforcement, not contact that we choose to make; see
`casework.enforcement.warrants.actions.searching.log_search`, which says what protects instead.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from viewflow.workflow import nodes

from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.clocks import Deadline
from casework.enforcement.warrants import actions as warrants
from casework.enforcement.warrants import forms, rules
from casework.enforcement.warrants.models import (
    ENDED,
    OUTCOMES,
    VICTIMS_HEAR_OF,
    Decision,
    ReviewLevel,
    Warrant,
    WarrantState,
)
from casework.enforcement.warrants.presenters import brief
from workflows.flow import Choice, Do, Finish, InterventionFlow, Step, case_owner, starts_with, this
from workflows.models import Intervention
from workflows.steps import drop_other_work, now

S = WarrantState
PAGE = "pages/warrants/task.html"


def warrant_of(intervention: Intervention) -> Warrant:
    """The warrant as it is now, not as it was when the process row was read."""
    return Warrant.objects.select_related("case__force").get(pk=intervention.warrant_id)


def due_by(rule: Any) -> Any:
    """When a step is due, by a rule over the warrant."""

    def due(activation: Any) -> Deadline:
        deadline: Deadline = rule(warrant_of(activation.process))
        return deadline

    return due


def whether_found(intervention: Intervention) -> str:
    """ "ended" once there is an outcome, else "open"."""
    return "ended" if warrant_of(intervention).state in (*OUTCOMES, *ENDED) else "open"


def what_the_review_said(intervention: Intervention) -> str:
    """ "ended", "asked" where another force is asked now, else "open"."""
    if whether_found(intervention) == "ended":
        return "ended"
    last = warrant_of(intervention).reviews.order_by("number").last()
    return "asked" if last and last.decision == Decision.ASK_FORCE else "open"


def what_the_force_said(intervention: Intervention) -> str:
    """ "accepted", "asked again", or "refused": it is ours as before."""
    warrant = warrant_of(intervention)
    if warrant.state == S.OTHER_FORCE:
        return "accepted"
    return "asked again" if warrant.force_requests.filter(answer=None).exists() else "refused"


def whose_turn(intervention: Intervention) -> str:
    """Who looks next: sergeant, inspector, superintendent, or an inspector after them."""
    warrant = warrant_of(intervention)
    level = rules.level_due(warrant, now())
    seen = warrant.reviews.filter(level=ReviewLevel.SUPERINTENDENT).exists()
    if level == ReviewLevel.INSPECTOR and seen:
        return "LATER"
    return str(level)


def stands_as_wanted(intervention: Intervention) -> str:
    return "yes" if warrant_of(intervention).is_circulated else "no"


def victims_hear(intervention: Intervention) -> str:
    return "yes" if warrant_of(intervention).outcome in VICTIMS_HEAR_OF else "no"


def outcome_of(intervention: Intervention) -> str:
    return str(warrant_of(intervention).outcome)


def searcher(activation: Any) -> User | None:
    """The officer it was given to; nobody where it is the whole team's."""
    officer: User | None = warrant_of(activation.process).allocated_to
    return officer


def at_target(activation: Any) -> datetime:
    return rules.target(warrant_of(activation.process)).due_at


def at_twice_target(activation: Any) -> datetime:
    return rules.superintendent_due(warrant_of(activation.process)).due_at


class WarrantFlow(InterventionFlow):
    """Warrant

    Somebody a court wants is graded, circulated, looked for and found; then nobody wants them.
    """

    kind = "warrant"
    heading = Intervention.Heading.ENFORCE
    keeps = "warrant"
    hint = "A court wants them arrested or brought to it"
    # As many as courts have issued.
    alone = False

    start = starts_with(this.received)

    received = nodes.Split().Annotation(title="Received").Next(this.grade).Next(this.who_looks)

    # --- the search ------------------------------------------------------------------------------

    grade = Step(
        title="Grade the warrant",
        form=forms.GradeForm,
        act=warrants.grade_warrant,
        on="warrant",
        role=Role.SUPERVISOR,
        due=due_by(rules.circulation_due),
        page=PAGE,
        brief=brief,
        button="Save the grade",
    ).Next(this.circulate)

    circulate = Step(
        title="Circulate them as wanted",
        form=forms.CirculateForm,
        act=warrants.circulate_warrant,
        on="warrant",
        due=due_by(rules.circulation_due),
        page=PAGE,
        brief=brief,
        button="Save the circulation",
    ).Next(this.allocate)

    allocate = Step(
        title="Give the warrant to an officer",
        form=forms.AllocateForm,
        act=warrants.allocate_warrant,
        on="warrant",
        role=Role.SUPERVISOR,
        due=due_by(rules.attempt_due),
        page=PAGE,
        brief=brief,
        button="Give it out",
    ).Next(this.search)

    search = Step(
        title="Execute the warrant",
        form=forms.SearchForm,
        act=warrants.log_search,
        on="warrant",
        owner=searcher,
        due=due_by(rules.attempt_due),
        page="pages/warrants/search.html",
        brief=brief,
    ).Next(this.found)

    found = (
        Choice(whether_found, title="Are they found?")
        .When("ended", this.stand_down)
        .When("open", this.search)
    )

    # --- the review of what is outstanding -------------------------------------------------------

    who_looks = (
        Choice(whose_turn, title="Who looks at it next?")
        .When(ReviewLevel.SERGEANT, this.review)
        .When(ReviewLevel.INSPECTOR, this.manager_review)
        .When(ReviewLevel.SUPERINTENDENT, this.superintendent_review)
        .When("LATER", this.later_review)
    )

    review = (
        Step(
            title="Review the warrant",
            form=forms.ReviewForm,
            act=warrants.review_warrant,
            on="warrant",
            role=Role.SUPERVISOR,
            due=due_by(rules.review_due),
            page=PAGE,
            brief=brief,
        )
        .OnTimeout(at_target, this.overdue, title="Target date")
        .Next(this.reviewed)
    )

    overdue = Do(this.note_overdue, title="Past its target date").Next(this.who_looks)

    manager_review = (
        Step(
            title="Review the warrant: past its target date",
            form=forms.ManagerReviewForm,
            act=warrants.review_warrant,
            on="warrant",
            role=Role.MANAGER,
            due=due_by(rules.manager_review_due),
            page=PAGE,
            brief=brief,
        )
        .OnTimeout(at_twice_target, this.far_overdue, title="Twice the target")
        .Next(this.reviewed)
    )

    far_overdue = Do(this.note_overdue, title="Past twice its target").Next(this.who_looks)

    superintendent_review = Step(
        title="Review the warrant: past twice its target (superintendent)",
        form=forms.ManagerReviewForm,
        act=warrants.review_as_superintendent,
        on="warrant",
        role=Role.AUTHORISER,
        due=due_by(rules.superintendent_review_due),
        page=PAGE,
        brief=brief,
    ).Next(this.reviewed)

    later_review = Step(
        title="Review the warrant again",
        form=forms.ManagerReviewForm,
        act=warrants.review_warrant,
        on="warrant",
        role=Role.MANAGER,
        due=due_by(rules.review_due),
        page=PAGE,
        brief=brief,
    ).Next(this.reviewed)

    reviewed = (
        Choice(what_the_review_said, title="What was decided?")
        .When("ended", this.stand_down)
        .When("asked", this.force_asked)
        .When("open", this.who_looks)
    )

    # We stay the owner until they accept: the search and the reviews go on meanwhile.
    force_asked = (
        nodes.Split()
        .Annotation(title="Another force is asked")
        .Next(this.who_looks)
        .Next(this.hear_force)
    )

    hear_force = Step(
        title="Get the answer of the other force",
        form=forms.ForceAnswerForm,
        act=warrants.answer_force,
        on="warrant",
        role=Role.SUPERVISOR,
        due=due_by(rules.force_answer_due),
        page=PAGE,
        brief=brief,
    ).Next(this.force_said)

    force_said = (
        Choice(what_the_force_said, title="What did they say?")
        .When("accepted", this.stand_down)
        .When("asked again", this.hear_force)
        .When("refused", this.still_ours)
    )

    still_ours = Finish("Another force refused", aside=True)

    # --- what is left once it has ended ----------------------------------------------------------

    stand_down = Do(this.drop_the_rest, title="Nobody looks for them any more").Next(this.clear_up)

    clear_up = (
        nodes.Split().Annotation(title="What is left").Next(this.still_wanted).Next(this.who_hears)
    )

    still_wanted = (
        Choice(stands_as_wanted, title="Do they stand as wanted?")
        .When("yes", this.cancel_circulation)
        .When("no", this.cleared_up)
    )

    cancel_circulation = Step(
        title="Cancel the circulation",
        form=forms.CancelForm,
        act=warrants.cancel_circulation,
        on="warrant",
        due=due_by(rules.cancel_due),
        page=PAGE,
        brief=brief,
        button="Save the cancellation",
    ).Next(this.cleared_up)

    who_hears = (
        Choice(victims_hear, title="Do those who were harmed hear of it?")
        .When("yes", this.tell_victims)
        .When("no", this.cleared_up)
    )

    tell_victims = Step(
        title="See that those who were harmed are told",
        form=forms.VictimsForm,
        act=warrants.record_victims_told,
        on="warrant",
        owner=case_owner,
        due=due_by(rules.victims_due),
        page=PAGE,
        brief=brief,
    ).Next(this.cleared_up)

    cleared_up = nodes.Join().Annotation(title="Nothing is left").Next(this.close)

    close = Do(this.close_it, title="Close the warrant").Next(this.how_it_ended)

    how_it_ended = (
        Choice(outcome_of, title="How did it end?")
        .When(S.EXECUTED, this.executed)
        .When(S.SURRENDERED, this.surrendered)
        .When(S.BACKED_BAIL_SERVED, this.bailed)
        .When(S.WITHDRAWN_BY_COURT, this.withdrawn_by_court)
        .When(S.OTHER_FORCE, this.passed_on)
        .When((S.CLOSED_DEATH, S.CLOSED_NOT_WANTED), this.not_wanted)
    )

    executed = Finish("Arrested")
    surrendered = Finish("Surrendered")
    bailed = Finish("Bailed on the warrant")
    withdrawn_by_court = Finish("Withdrawn by the court")
    passed_on = Finish("Taken on by another force")
    not_wanted = Finish("No longer wanted")

    @staticmethod
    def check_can_start(case: Case) -> None:
        warrants.check_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.warrant = warrants.start_warrant(case=case, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """It is not for this team; refused once they are circulated."""
        warrants.turn_away(warrant=warrant_of(intervention), by=by, reason=reason)

    def note_overdue(self, activation: Any) -> None:
        warrants.note_overdue(warrant=warrant_of(activation.process))

    def drop_the_rest(self, activation: Any) -> None:
        drop_other_work(activation)

    def close_it(self, activation: Any) -> None:
        warrants.close_warrant(warrant=warrant_of(activation.process))
