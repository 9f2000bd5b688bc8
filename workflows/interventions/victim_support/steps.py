"""The kinds of step of an offer: the advocate's at their desk, the owner's, the sergeant's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.accounts.models import Role
from casework.clocks import Deadline
from casework.victims import presenters, rules
from casework.victims.models import Rung, SupportOffer
from workflows.flow import Step, case_owner, this
from workflows.interventions.victim_support.reading import at_rung, by_rule, desk, to_decide


def at_desk(title: str, **more: Any) -> Step:
    """A step of the advocate, who is shown their client's slice and nothing else."""
    return Step(
        title=title,
        on="support",
        role=Role.ADVOCATE,
        team=desk,
        outside=True,
        due=by_rule(rules.service_due),
        page="pages/victims/answer.html",
        brief=presenters.outside_brief,
        **more,
    )


def chased(title: str, **more: Any) -> Any:
    """A step of the advocate that is chased when late, while the task stays where it is."""
    step: Any = at_desk(title, **more)
    step.OnTimeout(at_rung(Rung.SPOC), this.late, interrupting=False, title="Time is up")
    step.OnTimeout(at_rung(Rung.MANAGER), this.still_late, interrupting=False, title="Still late")
    step.OnTimeout(at_rung(Rung.CHAIR), this.very_late, interrupting=False, title="Very late")
    return step


def ours(title: str, *, due: Callable[[SupportOffer], Deadline], **more: Any) -> Any:
    """A step of the case's owner."""
    given = {"brief": presenters.inside_brief, "owner": case_owner} | more
    page = "pages/victims/task.html"
    return Step(title=title, on="support", due=by_rule(due), page=page, **given)


def sergeants(title: str, **more: Any) -> Any:
    """A step of a supervisor of the team."""
    return ours(title, due=to_decide, role=Role.SUPERVISOR, owner=None, **more)
