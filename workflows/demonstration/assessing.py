"""How the demonstration's officers assess a risk, at first and whenever something has changed."""

from __future__ import annotations

from typing import Any

from casework.cases import actions as cases
from casework.cases.guards import current_assessment
from casework.cases.models import Band, Case
from casework.core.queue import work_off
from workflows.demonstration.answers import do
from workflows.demonstration.people import Unit
from workflows.interventions.reassessment import ReassessmentFlow
from workflows.models import Task


def assessment(band: str) -> dict[str, Any]:
    """What an officer writes in an assessment."""
    return {
        "band": band,
        "tool": "PPIT",
        "static_history": "Reports by three or more former partners inside five years.",
        "dynamic_factors": "A separation is under way and contact with a child is in dispute.",
        "people_at_risk": "The present partner and the people named in the reports.",
        "scenarios": "A further assault on separation, within weeks.",
    }


def review(case: Case, unit: Unit) -> None:
    """Who answers for a case signs the next assessment on its page, and finds the risk as it was.

    One that is still to be countersigned, or that a change asks for anew, is left to its task.
    """
    latest = current_assessment(case)
    settled = latest is not None and latest.countersigned_at is not None and not case.assess_by
    if latest is None or case.owner is None or not settled:
        return
    cases.sign_assessment(case=case, by=case.owner, **assessment(latest.band))
    countersign(case, unit, latest.band)
    work_off()


def countersign(case: Case, unit: Unit, band: str) -> None:
    cases.countersign_assessment(
        case=case,
        by=unit["manager" if band == Band.VERY_HIGH else "supervisor"],
        reason="Agreed on the records that were read.",
    )


def assess_what_changed(case: Case, unit: Unit) -> None:
    """The owner assesses the risk again where a change asks for it, and finds it as it was."""
    waiting = Task.objects.open().filter(case=case, flow_task=ReassessmentFlow.assess)
    task = waiting.filter(owner__isnull=False).first()
    if task is None or task.owner is None:
        return
    latest = case.assessments.first()
    band = latest.band if latest else Band.MEDIUM
    do(case, "assess", by=task.owner, **assessment(band))
    countersign(case, unit, band)
    work_off()
