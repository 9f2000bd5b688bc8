"""The warning letter (domain: section 2a).

Never instead of investigating a reported crime, never for stalking, no finding of guilt; a way
to answer, a short life, and an authority above the author.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.accounts.models import Role, User
from casework.cases.actions import check_gate
from casework.cases.forms import GateForm
from casework.cases.models import Case
from casework.deadlines import hours, working_days
from letters.correspondence import actions as letters
from letters.correspondence import forms
from letters.correspondence.models import Letter, LetterState
from letters.correspondence.policy import SERVE_WITHIN
from letters.correspondence.presenters import (
    approval_brief,
    compose_brief,
    review_brief,
    service_brief,
)
from letters.correspondence.rules import advocate_first, served_irregularly
from workflows.failures import why_it_failed
from workflows.flow import (
    Choice,
    Do,
    Finish,
    InterventionFlow,
    Job,
    Step,
    case_owner,
    deadline_from,
    starts_with,
    this,
    within,
)
from workflows.forms import AgainForm, StopForm
from workflows.models import Intervention
from workflows.steps import look_again_or_stop, note_retry, now, safe_to_contact

CHECK_WITHIN = working_days("warning_letter.check_within_working_days", 3, source="local")
WRITE_WITHIN = working_days("warning_letter.write_within_working_days", 5, source="local")
DECIDE_WITHIN = working_days("warning_letter.decide_within_working_days", 2, source="local")
UNBLOCK_WITHIN = working_days("warning_letter.unblock_within_working_days", 1, source="local")
TELL_ADVOCATE_WITHIN = hours("warning_letter.tell_advocate_within_hours", 24, source="local")
ISSUE_WITHIN = working_days("warning_letter.issue_within_working_days", 1, source="local")

# What was handed over in the last hour is written down after it; later times are refused anyway.
WRITE_DOWN_WITHIN = hours("warning_letter.write_down_service_within_hours", 24, source="local")


SAY_WITHIN = working_days(
    "warning_letter.say_whether_served_within_working_days", 1, source="local"
)

NOT_AS_IT_SHOULD_BE = "served, but contact was not cleared or the authority was over"


def letter_of(intervention: Intervention) -> Letter:
    """The letter, which the flow looks at again whenever something moved it."""
    return intervention.letter  # type: ignore[return-value]  # this kind keeps one


def letter_state(intervention: Intervention) -> str:
    return str(letter_of(intervention).state)


def what_came_of_it(intervention: Intervention) -> str:
    """The state of the letter, with service split by whether it was as it should be."""
    state = letter_state(intervention)
    if state == LetterState.SERVED and served_irregularly(letter_of(intervention)):
        return NOT_AS_IT_SHOULD_BE
    return state


def make_letter(intervention: Intervention) -> None:
    letters.render_letter(letter_id=letter_of(intervention).pk)


def decided_at(intervention: Intervention) -> datetime:
    moment: datetime = letter_of(intervention).decided_at or now()
    return moment


def until_authority_lapses(activation: Any) -> datetime:
    lapses: datetime | None = letter_of(activation.process).authority_lapses_at
    return lapses or now()


def until_service_is_written_down(activation: Any) -> datetime:
    """A letter served in time and written down the next morning was served, not lapsed."""
    lapses = until_authority_lapses(activation)
    return deadline_from(lapses, WRITE_DOWN_WITHIN, activation.process).due_at


def advocate_is_told_first(intervention: Intervention) -> str:
    return "yes" if advocate_first(letter_of(intervention)) else "no"


class WarningLetterFlow(InterventionFlow):
    """Warning letter

    A first written warning, authorised above its author and served with proof.
    """

    kind = "warning_letter"
    heading = Intervention.Heading.PREVENT
    keeps = "letter"
    hint = "A letter that says what was reported, what may happen and where to find help"

    start = starts_with(this.check_contact)

    check_contact = Step(
        title="Check that contact is safe",
        form=GateForm,
        act=check_gate,
        on="case",
        owner=case_owner,
        due=within(CHECK_WITHIN),
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
        due=within(UNBLOCK_WITHIN),
    ).Next(this.after_stop)

    after_stop = (
        Choice(letter_state, title="Go on or stop?")
        .When(LetterState.WITHDRAWN, this.withdrawn)
        .When((LetterState.DRAFT, LetterState.RETURNED), this.check_contact)
    )

    write = Step(
        title="Write the warning letter",
        form=forms.ComposeForm,
        act=letters.submit_letter,
        on="letter",
        owner=case_owner,
        due=within(WRITE_WITHIN),
        page="pages/correspondence/compose.html",
        brief=compose_brief,
        button="Send for authority",
        contact=True,
    ).Next(this.authorise)

    authorise = Step(
        title="Decide whether the letter may go out",
        form=forms.DecideForm,
        act=letters.decide_letter,
        on="letter",
        role=Role.AUTHORISER,
        due=within(DECIDE_WITHIN),
        page="pages/correspondence/approve.html",
        brief=approval_brief,
        button="Save the decision",
    ).Next(this.decided)

    decided = (
        Choice(letter_state, title="What was decided?")
        .When(LetterState.AUTHORISED, this.print_letter)
        .When(LetterState.RETURNED, this.write)
        .When(LetterState.REFUSED, this.refused)
    )

    print_letter = (
        Job(make_letter, title="Make the letter")
        .OnError(this.mend, title="The letter could not be made")
        .Next(this.printed)
    )

    mend = (
        Step(
            title="The letter could not be made: put it right and try again",
            form=AgainForm,
            act=note_retry,
            on="intervention",
            role=Role.SUPERVISOR,
            due=within(UNBLOCK_WITHIN),
            brief=why_it_failed,
            button="Try again",
        )
        .OnTimeout(until_authority_lapses, this.let_lapse, title="Authority lapses")
        .Next(this.print_letter)
    )

    printed = (
        Choice(advocate_is_told_first, title="Is the advocate told first?")
        .When("yes", this.tell_advocate)
        .When("no", this.issue)
    )

    tell_advocate = (
        Step(
            title="Speak to the advocate before anything is served",
            form=forms.AdvocateForm,
            act=letters.record_advocate_told,
            on="letter",
            owner=case_owner,
            due=within(TELL_ADVOCATE_WITHIN),
        )
        .OnTimeout(until_authority_lapses, this.let_lapse, title="Authority lapses")
        .Next(this.issue)
    )

    issue = (
        Step(
            title="Issue the letter for service",
            form=forms.IssueForm,
            act=letters.issue_letter,
            on="letter",
            owner=case_owner,
            due=within(ISSUE_WITHIN),
            page="pages/correspondence/issue.html",
            brief=service_brief,
            button="Issue the letter",
            contact=True,
        )
        .OnTimeout(until_authority_lapses, this.let_lapse, title="Authority lapses")
        .Next(this.serve)
    )

    serve = (
        Step(
            title="Serve the letter",
            form=forms.ServeForm,
            act=letters.record_service,
            on="letter",
            owner=case_owner,
            due=within(SERVE_WITHIN, since=decided_at),
            page="pages/correspondence/serve.html",
            contact=True,
            brief=service_brief,
        )
        .OnTimeout(until_service_is_written_down, this.nothing_written, title="Authority lapses")
        .Next(this.tried)
    )

    tried = (
        Choice(what_came_of_it, title="Was it served?")
        .When(LetterState.SERVED, this.served)
        .When(NOT_AS_IT_SHOULD_BE, this.review_service)
        .When(LetterState.ISSUED_FOR_SERVICE, this.serve)
        .When(LetterState.SERVICE_FAILED, this.decide_failure)
    )

    review_service = Step(
        title="Look at how it came to be served",
        form=forms.ServiceReviewForm,
        act=letters.review_service,
        on="letter",
        role=Role.SUPERVISOR,
        due=within(UNBLOCK_WITHIN),
        page="pages/correspondence/review.html",
        brief=review_brief,
        button="Save what you found",
    ).Next(this.served)

    decide_failure = (
        Step(
            title="Decide what to do: service failed",
            form=forms.FailedServiceForm,
            act=letters.decide_failed_service,
            on="letter",
            role=Role.SUPERVISOR,
            due=within(UNBLOCK_WITHIN),
        )
        .OnTimeout(until_authority_lapses, this.nothing_written, title="Authority lapses")
        .Next(this.after_failure)
    )

    after_failure = (
        Choice(letter_state, title="Another way to serve it?")
        .When(LetterState.ISSUED_FOR_SERVICE, this.serve)
        .When(LetterState.WITHDRAWN, this.withdrawn)
    )

    # Somebody may have handed it over in time, or after it, and not have written it down.
    nothing_written = Do(
        this.end_authority, title="The authority has lapsed and no service is written down"
    ).Next(this.say_whether_served)

    say_whether_served = Step(
        title="Say whether the letter was served",
        form=forms.LateServeForm,
        act=letters.say_whether_served,
        on="letter",
        owner=case_owner,
        due=within(SAY_WITHIN),
        page="pages/correspondence/late_serve.html",
        brief=service_brief,
    ).Next(this.said)

    said = (
        Choice(what_came_of_it, title="Was it served after all?")
        .When(LetterState.SERVED, this.served)
        .When(NOT_AS_IT_SHOULD_BE, this.review_service)
        .When(LetterState.LAPSED, this.lapsed)
    )

    let_lapse = Do(this.end_authority, title="The authority has lapsed").Next(this.lapsed)

    served = Finish("Served")
    refused = Finish("Refused")
    lapsed = Finish("Authority lapsed")
    withdrawn = Finish("Withdrawn")

    @staticmethod
    def check_can_start(case: Case) -> None:
        letters.check_letter_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.letter = letters.start_letter(case=case, kind=cls.kind, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Stop the letter; refused once it is served."""
        letters.withdraw_letter(letter=letter_of(intervention), by=by, reason=reason)

    @classmethod
    def outcomes(cls) -> set[str]:
        """A served letter comes to one thing more, long after its service: it expires."""
        return super().outcomes() | {"Expired"}

    def end_authority(self, activation: Any) -> None:
        letters.lapse_letter(letter=letter_of(activation.process), at=now())
