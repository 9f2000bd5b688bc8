"""Assessing the risk again because something changed, or because it is time (domain: 3.2, 3.3).

Nobody starts one: each change of a case under way asks for an assessment within hours or days,
and this is the task it makes. The review of the last assessment makes one as well, some days
before it is due. A later change that leaves no more time is answered by the task
that is open; one that leaves less makes a task of its own, so that no due time ever moves. An
assessment that is signed on the page of the case ends them all.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.accounts.models import Role, User
from casework.cases.actions import sign_assessment
from casework.cases.forms import AssessmentForm
from casework.cases.hearing import hears
from casework.cases.models import Case, Change, RiskAssessment
from casework.cases.models.states import OWNED
from casework.cases.numbers import assess_due, review_due
from casework.cases.presenters.history import assess_brief
from casework.clocks import Deadline
from casework.core.errors import Refused
from casework.deadlines import hours, working_days
from workflows import actions
from workflows.flow import (
    Do,
    Finish,
    InterventionFlow,
    Step,
    case_owner,
    deadline_from,
    starts_with,
    this,
    within,
)
from workflows.forms import ChaseForm
from workflows.models import Intervention, Task
from workflows.steps import drop_other_work, note_chased, now
from workflows.waking import LONG, follow

ESCALATE_AFTER = hours("reassessment.escalate_after_hours", 24, source="local")
CHASE_WITHIN = working_days("reassessment.chase_within_working_days", 1, source="local")
PAGE = "pages/cases/assess_again.html"


def what_is_known(intervention: Intervention) -> dict[str, Any]:
    return assess_brief(intervention.case)


def change_of(intervention: Intervention) -> Change:
    """The change that asked for the assessment."""
    return Change.objects.select_related("case__force").get(pk=intervention.data["change"])


def to_be_reviewed(intervention: Intervention) -> RiskAssessment | None:
    """The assessment whose review is due; None where a change asked."""
    key = intervention.data.get("review")
    found = RiskAssessment.objects.select_related("case__force").filter(pk=key)
    return found.get() if key else None


def due(activation: Any) -> Deadline:
    """In the time that the kind of change leaves, counted from when it was noted; a review by
    when the assessment says."""
    assessment = to_be_reviewed(activation.process)
    return review_due(assessment) if assessment else assess_due(change_of(activation.process))


def when_late(activation: Any) -> datetime:
    return due(activation).due_at


def when_very_late(activation: Any) -> datetime:
    return deadline_from(due(activation).due_at, ESCALATE_AFTER, activation.process).due_at


def when_assessed(activation: Any) -> datetime:
    """Now, where an assessment was signed since; until then it waits for one."""
    last = to_be_reviewed(activation.process)
    since = last.signed_at if last else change_of(activation.process).noted_at
    signed = RiskAssessment.objects.filter(case=activation.process.case_id, signed_at__gte=since)
    if last:
        signed = signed.exclude(pk=last.pk)
    return now() if signed.exists() else now() + LONG


def seen_to(title: str, role: Role) -> Step:
    """A lead sees to it that a late assessment is made, or signs one on the page of the case."""
    return Step(
        title=title,
        form=ChaseForm,
        act=note_chased,
        on="intervention",
        role=role,
        due=within(CHASE_WITHIN),
        page=PAGE,
        brief=what_is_known,
    ).Next(this.chased)


class ReassessmentFlow(InterventionFlow):
    """Reassessment

    Something changed about the person, or it is time: the risk is assessed again.
    """

    kind = "reassessment"
    heading = Intervention.Heading.PREVENT
    hint = "Something changed, or it is time: the risk is assessed again"
    alone = False
    by_hand = False

    start = starts_with(this.assess)

    assess = (
        Step(
            title="Assess the risk again",
            form=AssessmentForm,
            act=sign_assessment,
            on="case",
            owner=case_owner,
            due=due,
            page=PAGE,
            brief=assess_brief,
            button="Sign the assessment",
        )
        .OnTimeout(when_late, this.chase, interrupting=False, title="Time is up")
        .OnTimeout(when_very_late, this.chase_again, interrupting=False, title="Still late")
        .OnTimeout(when_assessed, this.stand_down, title="Assessed on the page of the case")
        .Next(this.stand_down)
    )

    chase = seen_to("See that the risk is assessed: it is late", Role.SUPERVISOR)
    chase_again = seen_to("See that the risk is assessed: it is a day late", Role.MANAGER)

    stand_down = Do(this.drop_the_rest, title="The risk is assessed").Next(this.assessed)

    assessed = Finish("Assessed")
    chased = Finish("Chased", aside=True)

    @staticmethod
    def check_can_start(case: Case) -> None:  # noqa: ARG004 - the same for every case
        raise Refused("Write down what changed on the page of the case.")

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:  # noqa: ARG003
        """Only where the case has been set aside; it is asked for anew when the case comes back."""
        if intervention.case.state in OWNED:
            raise Refused("The risk has to be assessed. Sign an assessment.")

    def drop_the_rest(self, activation: Any) -> None:
        drop_other_work(activation)


follow(RiskAssessment, keeps="case__assessments", kind=ReassessmentFlow.kind)


@hears
def assess_again(change: Change) -> None:
    """Each change of a case that somebody answers for is assessed in its time."""
    if change.case.state not in OWNED:
        return
    if not is_covered(change):
        actions.start_reassessment(change=change)


def is_covered(change: Change) -> bool:
    """Whether an assessment is open that is due no later than this change asks for."""
    limit, waiting = assess_due(change).due_at, Task.objects.open().filter(case=change.case_id)
    return waiting.filter(flow_task=ReassessmentFlow.assess, due_at__lte=limit).exists()
