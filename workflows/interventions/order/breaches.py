"""Breaches, which run beside the order: each from the report to what came of it."""

from __future__ import annotations

from viewflow.workflow import nodes

from casework.accounts.models import Role
from casework.enforcement.orders import actions as orders
from casework.enforcement.orders import forms
from workflows.flow import Choice, Finish, this, within
from workflows.interventions.order import deadlines as by
from workflows.interventions.order import reading
from workflows.interventions.order.steps import ask
from workflows.interventions.order.waiting import Waiting


class Breaches:
    """The steps of a breach; as many run side by side as were reported."""

    wait_for_breach = Waiting(title="Waits for a breach").Next(this.breached)

    breached = (
        nodes.Split()
        .Annotation(title="A breach is reported")
        .Next(this.breach)
        .Next(this.wait_for_breach)
    )

    breach = ask(
        "Record the breach as a crime and grade the arrest",
        forms.RecordBreachForm,
        orders.record_breach,
        by.breach_due,
        page="breach_task",
    ).Next(this.breach_goes_on)

    arrest = ask(
        "Arrest for the breach",
        forms.ArrestForm,
        orders.arrest_for_breach,
        by.arrest_due,
        page="breach_task",
    ).Next(this.breach_goes_on)

    no_arrest = ask(
        "Decide whether nobody is arrested for the breach",
        forms.NoArrestForm,
        orders.decide_no_arrest,
        within(by.NO_ARREST_WITHIN),
        role=Role.SUPERVISOR,
        page="breach_task",
    ).Next(this.breach_goes_on)

    breach_outcome = ask(
        "Record what came of the breach",
        forms.BreachOutcomeForm,
        orders.end_breach,
        by.outcome_due,
        page="breach_task",
    ).Next(this.breach_goes_on)

    breach_goes_on = (
        Choice(reading.breach_waits_for, title="What does the breach wait for?")
        .When("arrest", this.arrest)
        .When("no_arrest", this.no_arrest)
        .When("breach_outcome", this.breach_outcome)
        .When("ended", this.dealt_with)
    )

    dealt_with = Finish("Breach dealt with", aside=True)
