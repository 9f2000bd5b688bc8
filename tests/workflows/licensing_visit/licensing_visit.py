"""The licensing visit: a kind that exists in a test alone, to show what a new one costs.

An officer looks at a licence that the person holds, such as a shotgun certificate. Where it
worries them, a supervisor decides whether the licensing authority hears of it.
"""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import Role, User
from casework.audit.actions import record
from casework.audit.words import register
from casework.deadlines import working_days
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
from workflows.forms import StepForm
from workflows.models import Intervention

VISIT_WITHIN = working_days("licensing_visit.visit_within_working_days", 5, source="local")
DECIDE_WITHIN = working_days("licensing_visit.decide_within_working_days", 1, source="local")
PAGE = "pages/workflows/licensing_visit.html"
register({"licence.seen": "Licence looked at", "licence.decided": "Decided about a licence"})


class VisitForm(StepForm):
    licence = forms.CharField(
        label="Which licence?", error_messages={"required": "Say which licence you looked at"}
    )
    worries = forms.ChoiceField(
        label="Does it worry you?",
        choices=[("YES", "Yes"), ("NO", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it worries you"},
    )


class DecideForm(StepForm):
    decision = forms.ChoiceField(
        label="What happens now?",
        choices=[("TELL", "The licensing authority is told"), ("LEAVE", "Nothing is done")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happens now"},
    )


def note_visit(*, intervention: Intervention, by: User, licence: str, worries: str) -> None:
    keep(intervention, "licence.seen", by=by, licence=licence, worries=worries)


def decide(*, intervention: Intervention, by: User, decision: str) -> None:
    keep(intervention, "licence.decided", by=by, decision=decision)


def keep(intervention: Intervention, verb: str, *, by: User, **answers: str) -> None:
    """The kind has no record of its own: what was answered stays with the intervention."""
    intervention.data |= answers
    intervention.save(update_fields=["data"])
    record(obj=intervention, verb=verb, by=by, after=answers)


def whether_it_worries(intervention: Intervention) -> str:
    return str(intervention.data["worries"])


def what_was_decided(intervention: Intervention) -> str:
    return str(intervention.data["decision"])


def what_is_known(intervention: Intervention) -> list[dict[str, Any]]:
    licence = intervention.data.get("licence")
    return [{"key": "Licence", "value": licence}] if licence else []


class LicensingVisitFlow(InterventionFlow):
    """Licensing visit

    A licence that the person holds is looked at, and who issued it may be told.
    """

    kind = "licensing_visit"
    heading = Intervention.Heading.DISRUPT
    hint = "They hold a shotgun certificate, premises or a taxi licence"

    start = starts_with(this.visit)

    visit = Step(
        title="Look at the licence they hold",
        form=VisitForm,
        act=note_visit,
        on="intervention",
        owner=case_owner,
        due=within(VISIT_WITHIN),
        page=PAGE,
        brief=what_is_known,
    ).Next(this.seen)

    seen = (
        Choice(whether_it_worries, title="Does it worry them?")
        .When("YES", this.decide)
        .When("NO", this.nothing_found)
    )

    decide = Step(
        title="Decide whether the licensing authority is told",
        form=DecideForm,
        act=decide,
        on="intervention",
        role=Role.SUPERVISOR,
        due=within(DECIDE_WITHIN),
        page=PAGE,
        brief=what_is_known,
        button="Save the decision",
    ).Next(this.decided)

    decided = (
        Choice(what_was_decided, title="Are they told?")
        .When("TELL", this.told)
        .When("LEAVE", this.nothing_found)
    )

    told = Finish("Licensing authority told")
    nothing_found = Finish("Licence looked at")
