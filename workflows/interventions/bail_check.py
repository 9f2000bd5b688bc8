"""Checking the conditions of a bail (domain: section 2c).

A kind of its own over the same record as a warrant. The domain calls bail a sub-type of the same
object, and so it is kept: one row, one trail, one page. But what is done about it shares no step
with a warrant until somebody is arrested, and an officer who starts one knows which of the two
it is; one flow for both would begin with a question whose answer decides everything after it.
"""

from __future__ import annotations

from typing import Any

from viewflow.workflow import nodes

from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.clocks import Deadline
from casework.enforcement.warrants import actions as warrants
from casework.enforcement.warrants import forms, rules
from casework.enforcement.warrants.models import ENDED, OUTCOMES, Warrant, WarrantState
from casework.enforcement.warrants.presenters import brief
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
from workflows.models import Intervention
from workflows.steps import drop_other_work

S = WarrantState
PAGE = "pages/warrants/task.html"
ENTER_WITHIN = rules.ENTER_BAIL_WITHIN


def bail_of(intervention: Intervention) -> Warrant:
    """The bail as it is now, not as it was when the process row was read."""
    return Warrant.objects.select_related("case__force").get(pk=intervention.warrant_id)


def due_by(rule: Any) -> Any:
    """When a step is due, by a rule over the bail."""

    def due(activation: Any) -> Deadline:
        deadline: Deadline = rule(bail_of(activation.process))
        return deadline

    return due


def how_it_stands(intervention: Intervention) -> str:
    """ "ended", else the state; a proposal that nobody is arrested is told apart."""
    bail = bail_of(intervention)
    if bail.state in (*OUTCOMES, *ENDED):
        return "ended"
    if bail.state == S.BREACHED and bail.no_arrest_reason:
        return "no arrest proposed"
    return str(bail.state)


def outcome_of(intervention: Intervention) -> str:
    return str(bail_of(intervention).outcome)


def who_checked(activation: Any) -> User | None:
    """Whoever found the breach acts on it."""
    last = bail_of(activation.process).bail_checks.order_by("number").last()
    return last.logged_by if last else None


class BailCheckFlow(InterventionFlow):
    """Bail-condition check

    The conditions of a bail are checked as often as agreed, a breach is acted on, and nobody
    forgets the day it ends.
    """

    kind = "bail_check"
    heading = Intervention.Heading.ENFORCE
    keeps = "warrant"
    hint = "They are on bail, and its conditions are to be checked"
    # Somebody may be on bail for two matters.
    alone = False

    start = starts_with(this.enter)

    enter = Step(
        title="Enter the bail and its conditions",
        form=forms.ConditionsForm,
        act=warrants.set_conditions,
        on="warrant",
        owner=case_owner,
        due=within(ENTER_WITHIN),
        page=PAGE,
        brief=brief,
        button="Save the conditions",
    ).Next(this.on_bail)

    # Bail runs out whatever becomes of the checks, and may end any day before.
    on_bail = nodes.Split().Annotation(title="On bail").Next(this.check).Next(this.decide_end)

    # --- the checks ------------------------------------------------------------------------------

    check = Step(
        title="Check the bail conditions",
        form=forms.CheckForm,
        act=warrants.check_bail,
        on="warrant",
        owner=case_owner,
        due=due_by(rules.bail_check_due),
        page=PAGE,
        brief=brief,
        button="Save the check",
    ).Next(this.checked)

    checked = (
        Choice(how_it_stands, title="Are they kept?")
        .When(S.CHECKING, this.check)
        .When(S.BREACHED, this.act_on_breach)
    )

    act_on_breach = Step(
        title="Act on the breach of bail",
        form=forms.BreachForm,
        act=warrants.answer_breach,
        on="warrant",
        owner=who_checked,
        due=due_by(rules.breach_due),
        page=PAGE,
        brief=brief,
    ).Next(this.arrested)

    arrested = (
        Choice(how_it_stands, title="Was there an arrest?")
        .When("ended", this.stand_down)
        .When("no arrest proposed", this.agree)
    )

    agree = Step(
        title="Decide: nobody is arrested for a breach",
        form=forms.AgreeForm,
        act=warrants.agree_no_arrest,
        on="warrant",
        role=Role.SUPERVISOR,
        due=due_by(rules.breach_due),
        page=PAGE,
        brief=brief,
    ).Next(this.agreed)

    agreed = (
        Choice(how_it_stands, title="Agreed?")
        .When(S.CHECKING, this.check)
        .When(S.BREACHED, this.act_on_breach)
    )

    # --- the end of bail -------------------------------------------------------------------------

    decide_end = Step(
        title="Decide what follows when bail ends",
        form=forms.BailEndForm,
        act=warrants.decide_bail_end,
        on="warrant",
        role=Role.SUPERVISOR,
        due=due_by(rules.bail_end_due),
        page=PAGE,
        brief=brief,
    ).Next(this.after_end)

    after_end = (
        Choice(how_it_stands, title="Extended or ended?")
        .When("ended", this.stand_down)
        .When((S.CHECKING, S.BREACHED, "no arrest proposed"), this.decide_end)
    )

    stand_down = Do(this.drop_the_rest, title="Bail is over").Next(this.tell_victims)

    tell_victims = Step(
        title="See that those who were harmed are told",
        form=forms.VictimsForm,
        act=warrants.record_victims_told,
        on="warrant",
        owner=case_owner,
        due=due_by(rules.victims_due),
        page=PAGE,
        brief=brief,
    ).Next(this.close)

    close = Do(this.close_it, title="Close the bail").Next(this.how_it_ended)

    how_it_ended = (
        Choice(outcome_of, title="How did it end?")
        .When(S.EXECUTED, this.breached)
        .When(S.BAIL_ENDED, this.bail_ended)
    )

    breached = Finish("Arrested for breach of bail")
    bail_ended = Finish("Bail ended")

    @staticmethod
    def check_can_start(case: Case) -> None:
        warrants.check_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.warrant = warrants.start_bail(case=case, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Not for this team; refused once the conditions are entered."""
        warrants.turn_away(warrant=bail_of(intervention), by=by, reason=reason)

    def drop_the_rest(self, activation: Any) -> None:
        drop_other_work(activation)

    def close_it(self, activation: Any) -> None:
        warrants.close_warrant(warrant=bail_of(activation.process))
