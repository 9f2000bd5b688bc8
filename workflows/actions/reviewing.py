"""The review of a signed assessment becomes a task, some days before it is due."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.cases.guards import current_assessment
from casework.cases.models import Case, RiskAssessment
from casework.cases.models.states import OWNED
from casework.cases.numbers import review_asked, review_due
from casework.ui.times import short_date
from workflows.actions.tasks import begin_reassessment
from workflows.models import Task


@transaction.atomic
def ask_for_review(*, case: int, at: datetime) -> bool:
    """Make the task of reviewing the newest assessment of a case, if it is time by the aware
    instant `at`; whether it was made now.

    The clock calls this, and may call it twice. Under the lock of the case, which a change that
    asks for an assessment takes as well: an open task that asks for one no later is enough.
    """
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case)
    row = Case.objects.select_related("team", "force", "owner").get(pk=case)
    assessment = current_assessment(row)
    if row.state not in OWNED or assessment is None:
        return False
    assessment.case = row
    if at < review_asked(assessment) or is_asked(assessment):
        return False
    by_then = short_date(review_due(assessment).due_at)
    begin_reassessment(
        row,
        by=assessment.signed_by if row.owner is None else row.owner,
        reason=f"The risk assessment is to be reviewed by {by_then}.",
        data={"review": assessment.pk},
    )
    return True


def is_asked(assessment: RiskAssessment) -> bool:
    """Whether an open task of the case asks for an assessment no later than this review."""
    asked = Task.objects.open().filter(case=assessment.case_id, kind="reassessment")
    return asked.filter(due_at__lte=review_due(assessment).due_at).exists()
