"""Answering what is said against a served letter (domain: section 2a).

A kind of its own: the letter's own intervention ended with its service, and most letters are
never answered. It begins on the page of the letter, where a supervisor writes down what was said;
an inspector who neither wrote nor authorised the letter decides whether it stands.
"""

from __future__ import annotations

from typing import Any

from casework.accounts.models import Role, User
from casework.cases.actions import check_gate
from casework.cases.forms import GateForm
from casework.cases.models import Case
from casework.core.errors import Refused
from casework.deadlines import working_days
from letters.correspondence import actions as letters
from letters.correspondence import forms, policy
from letters.correspondence.models import Representation
from letters.correspondence.presenters import answer_brief
from workflows.branching import Both
from workflows.flow import (
    Choice,
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
from workflows.steps import look_again_or_stop, safe_to_contact
from workflows.waking import by, record_now

TELL_WITHIN = working_days("letter_answer.tell_within_working_days", 3, source="local")
UNBLOCK_WITHIN = working_days("letter_answer.unblock_within_working_days", 1, source="local")
PAGE = "pages/correspondence/answer.html"
Decision, Told = Representation.Decision, Representation.Told


def said_of(intervention: Intervention) -> Representation:
    row: Representation = record_now(intervention)
    return row


def answer_due(row: Representation) -> Any:
    return policy.answer_due(row.received_at, row.case.force.nation)


def breach_due(row: Representation) -> Any:
    """Counted from when we knew for sure: the answer."""
    assert row.answered_at is not None
    return policy.breach_due(row.answered_at, row.case.force.nation)


def who_had_it(intervention: Intervention) -> str:
    return "wrong person" if said_of(intervention).wrong_person else "right person"


def may_they_be_told(intervention: Intervention) -> str:
    return "nobody" if said_of(intervention).told == Told.NOBODY else "again"


def decision_on(intervention: Intervention) -> str:
    return str(said_of(intervention).decision)


def look_again_or_tell_nobody(
    *, intervention: Intervention, by: User, decision: str, reason: str
) -> None:
    """A supervisor decides what follows when contact is not cleared: the answer stands anyway."""
    if decision == "STOP":
        letters.leave_untold(representation=said_of(intervention), by=by, reason=reason)
    else:
        look_again_or_stop(intervention=intervention, by=by, decision=decision, reason=reason)


class LetterAnswerFlow(InterventionFlow):
    """Answer about a letter

    Something was said against a served letter; an inspector who did not authorise it answers.
    """

    kind = "letter_answer"
    heading = Intervention.Heading.PREVENT
    keeps = "representation"
    hint = "Something was said against a letter that was served"
    alone = False
    by_hand = False

    start = starts_with(this.answer)

    answer = Step(
        title="Decide whether the letter stands",
        form=forms.AnswerForm,
        act=letters.answer_representations,
        on="representation",
        role=Role.AUTHORISER,
        due=by(answer_due),
        page=PAGE,
        brief=answer_brief,
        button="Save the decision",
    ).Next(this.answered)

    answered = (
        Choice(who_had_it, title="Who had the letter?")
        .When("right person", this.check_contact)
        .When("wrong person", this.in_wrong_hands)
    )

    in_wrong_hands = (
        Both(title="It reached the wrong person").Next(this.assess_breach).Next(this.check_contact)
    )

    assess_breach = Step(
        title="Assess the breach of data: the letter reached the wrong person",
        form=forms.BreachForm,
        act=letters.assess_breach,
        on="representation",
        role=Role.MANAGER,
        due=by(breach_due),
        page=PAGE,
        brief=answer_brief,
    ).Next(this.assessed)

    check_contact = Step(
        title="Check that contact is safe",
        form=GateForm,
        act=check_gate,
        on="case",
        owner=case_owner,
        due=within(TELL_WITHIN),
        button="Save the check",
    ).Next(this.contact_checked)

    contact_checked = (
        Choice(safe_to_contact, title="Is contact safe?")
        .When("open", this.tell)
        .When("closed", this.stopped)
    )

    stopped = Step(
        title="Decide what to do: contact is not cleared",
        form=StopForm,
        act=look_again_or_tell_nobody,
        on="intervention",
        role=Role.SUPERVISOR,
        due=within(UNBLOCK_WITHIN),
    ).Next(this.after_stop)

    after_stop = (
        Choice(may_they_be_told, title="Are they told?")
        .When("again", this.check_contact)
        .When("nobody", this.how_it_ended)
    )

    tell = Step(
        title="Tell them the answer",
        form=forms.TellForm,
        act=letters.tell_answer,
        on="representation",
        owner=case_owner,
        due=within(TELL_WITHIN),
        page=PAGE,
        brief=answer_brief,
        contact=True,
    ).Next(this.how_it_ended)

    how_it_ended = (
        Choice(decision_on, title="What was decided?")
        .When(Decision.UPHELD, this.upheld)
        .When(Decision.AMENDED, this.amended)
        .When(Decision.WITHDRAWN, this.withdrawn)
    )

    upheld = Finish("Letter upheld")
    amended = Finish("Letter amended")
    withdrawn = Finish("Letter withdrawn")
    assessed = Finish("Breach assessed", aside=True)

    @staticmethod
    def check_can_start(case: Case) -> None:  # noqa: ARG004 - the same for every case
        raise Refused("Write down what was said on the page of the letter.")

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:  # noqa: ARG003
        """Hang on it what a supervisor has just written down."""
        waiting = Representation.objects.unanswered().filter(case=case, intervention=None)
        intervention.representation = waiting.latest("pk")

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:  # noqa: ARG003
        raise Refused("What was said against a letter has to be answered. It cannot be stopped.")
