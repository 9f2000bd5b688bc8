"""What the flow reads of an offer: where it stands, by when, at which desk, who is to be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from casework.accounts.access import holders_of
from casework.accounts.models import Role, Team, User
from casework.cases.models import Change
from casework.clocks import Deadline
from casework.victims import rules
from casework.victims.advocates import waiting_notices
from casework.victims.models import AdvocateNotice, Rung, SupportOffer
from casework.victims.permissions import can_offer
from workflows.models import Intervention, Task
from workflows.steps import now

# Later than support lasts: a wait for nothing but a planned act.
LONG = timedelta(days=3650)


def offer_of(intervention: Intervention) -> SupportOffer:
    """The offer as it is now, not as it was when the process row was read."""
    return SupportOffer.objects.get(pk=intervention.support_id)


def state_of(intervention: Intervention) -> str:
    return str(offer_of(intervention).state)


def after_no(intervention: Intervention) -> str:
    """Whether a sergeant looks at an offer that was declined: only where the risk is high."""
    return "high" if rules.is_high(offer_of(intervention).case) else "not high"


def desk(activation: Any) -> Team:
    """Where the advocates of the service find their tasks."""
    service = offer_of(activation.process).service
    if service is None:
        raise ValueError("An offer that is with nobody has no desk.")
    team: Team = service.team
    return team


def by_rule(rule: Callable[[SupportOffer], Deadline]) -> Callable[[Any], Deadline]:
    """A due time that follows from the offer."""
    return lambda activation: rule(offer_of(activation.process))


def at_rung(rung: Rung) -> Callable[[Any], datetime]:
    """When the chase ladder reaches this rung."""
    return lambda activation: rules.rung_at(offer_of(activation.process), rung)


def to_consider(offer: SupportOffer) -> Deadline:
    return rules.by_risk(offer, rules.CONSIDER, since=now())


def to_ask(offer: SupportOffer) -> Deadline:
    return rules.by_risk(offer, rules.OFFER, since=now())


def to_decide(offer: SupportOffer) -> Deadline:
    return rules.by_risk(offer, rules.DECIDE, since=now())


def to_refer(offer: SupportOffer) -> Deadline:
    return rules.refer_due(offer, since=now())


def notice_is_due(activation: Any) -> Deadline:
    """Before the act of the notice that this task is about."""
    return rules.tell_due(AdvocateNotice.objects.get(pk=activation.task.data["notice"]))


def unasked(activation: Any) -> list[dict[str, int]]:
    """Notices that nobody has a task for yet, each as what its task keeps."""
    process = activation.process
    asked = {
        (task.data or {}).get("notice")
        for task in Task.objects.filter(process=process, flow_task=process.flow_class.tell_advocate)
    }
    waiting = waiting_notices(process.support_id)
    return [{"notice": notice.pk} for notice in waiting if notice.pk not in asked]


def next_notice(activation: Any) -> datetime:
    """Now, where an act was planned that nobody has a task for yet."""
    return now() if unasked(activation) else now() + LONG


def overtaken(activation: Any) -> datetime:
    """Now, where the act of the task's notice was planned anew or called off."""
    task = activation.task.previous.get()
    waiting = {notice.pk for notice in waiting_notices(task.process.support_id)}
    return now() + LONG if task.data["notice"] in waiting else now()


def who_offers(change: Change) -> User | None:
    """The owner of the case, else whoever noted the change, else a supervisor of the team."""
    case = change.case
    leads = holders_of(Role.SUPERVISOR, force=case.force, team=case.team)
    for user in filter(None, (case.owner, change.noted_by, *leads)):
        if can_offer(user, case):
            return user
    return None
