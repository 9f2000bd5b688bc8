"""Interventions for tests, walked by the real actions to the step a test is about."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import User
from casework.cases.models import Case
from casework.core.queue import work_off
from tests.makers_cases import make_case, people_of
from workflows import actions
from workflows.demonstration.answers import (
    answers_of,
    check_contact_again,
    checks_made,
    do,
    open_steps,
    open_task,
    safe_contact,
)
from workflows.models import Intervention, Task

__all__ = [
    "answers_of",
    "check_contact_again",
    "checks_made",
    "do",
    "intervention_of",
    "letter_at",
    "open_steps",
    "open_task",
    "safe_contact",
    "start",
    "visit_at",
]


def intervention_of(case: Case) -> Intervention:
    """The one intervention somebody chose; an assessment that a change asked for stands beside."""
    return Intervention.objects.exclude(kind="reassessment").get(case=case)


def start(kind: str, case: Case | None = None, *, by: User | None = None) -> Intervention:
    """An intervention of this kind on a case under way, started by the case's owner."""
    case = case or make_case()
    owner = by or people_of(case).officer
    return actions.start(case=case, kind=kind, by=owner, reason="Nothing less was heeded.")


def letter_at(step: str, case: Case | None = None) -> Task:
    """The open task of a warning letter that has come to `step`."""
    case = start("warning_letter", case).case
    people = people_of(case)
    for name in ("check_contact", "write", "authorise", "issue", "serve"):
        if name == step:
            break
        by = people.authoriser if name == "authorise" else people.officer
        do(case, name, by=by, **_typed(case, name))
        work_off()
    return open_task(case, step)


def _typed(case: Case, step: str) -> dict[str, Any]:
    if step == "check_contact":
        return safe_contact(case)
    if step == "write":
        report = case.person.incidents_as_suspect.latest("offence_on")
        return {"contact": "NONE", "reports": [str(report.pk)]}
    if step == "authorise":
        return {"decision": "AUTHORISE", "redaction_checked": "on"}
    if step == "issue":
        return {"place": "The station", "checks": ["identity", "address", "needs"]}
    return {"outcome": "SERVED", "identity_check": "Photograph", "signature": "Signed for it"}


def visit_at(step: str, case: Case | None = None) -> Task:
    """The open task of a home visit that has come to `check_contact` or `plan`."""
    case = start("home_visit", case).case
    if step != "check_contact":
        do(case, "check_contact", by=people_of(case).officer, **safe_contact(case))
    return open_task(case, step)
