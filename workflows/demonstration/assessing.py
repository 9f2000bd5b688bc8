"""How the demonstration's officers assess a risk, at first and whenever something has changed."""

from __future__ import annotations

from typing import Any

from casework.cases import actions as cases
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
