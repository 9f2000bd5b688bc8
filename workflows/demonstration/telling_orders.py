"""The pieces that stories of protective orders are told with, as `telling` has those of letters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.cases.gate import linked_victims
from casework.cases.models import Case
from casework.enforcement.orders import actions as orders
from casework.enforcement.orders.models import Order, Regime, RegimeSwitch
from workflows.demonstration import telling
from workflows.demonstration.answers import check_contact_again, open_task, safe_contact
from workflows.demonstration.stage import Story
from workflows.demonstration.telling import Telling

COURT = "Eastbrook Magistrates' Court"
# What is usually typed at each step.
TYPED: dict[str, dict[str, Any]] = {
    "consider": {
        "reason": "Three people were harmed, and a letter and a visit were not heeded.",
        "victim_view": "SUPPORTS",
        "article_8": "Nothing less keeps him away; he sees the child at a centre.",
    },
    "agree": {"decision": "PREPARE", "reason": "The grounds are there and nothing less is."},
    "prepare": {
        "grounds": "He came to the house on three nights and would not leave.",
        "terms_sought": "No contact, and to stay away from her street.",
        "child_welfare": "One child lives there; the school and social care know.",
        "representations": "He was asked in interview and said nothing.",
        "service_accommodation": "no",
    },
    "authorise": {"decision": "AUTHORISE"},
    "serve_notice": {
        "outcome": "SERVED",
        "place": "The custody suite",
        "identity_check": "Fingerprints in custody",
        "explained": "on",
        "address_for_notice": "None given",
    },
    "apply": {"court": COURT},
    "serve_order": {
        "outcome": "SERVED",
        "method": "PERSONAL",
        "place": "At court, after the hearing",
        "identity_check": "Known from custody",
    },
    "circulate": {"leds_reference": "L/44/20417", "pnd_reference": "P/44/118"},
    "cancel_circulation": {"leds_reference": "L/44/20418"},
    "tell_victim": {
        "told": "yes",
        "told_by": "Her advocate",
        "safety_plan": "Her locks are changed and she has a panic alarm.",
        "note": "She understands what it says and whom to call.",
    },
    "notify": {"note": "At the front counter, with proof of address."},
    "breach": {"crime_ref": "44260118442", "arrest": "ORDERED"},
    "arrest": {"arrest": "MADE", "custody_ref": "CU/1842/26"},
    "breach_outcome": {"outcome": "CHARGED", "note": "Charged and remanded."},
}
Path = tuple[str, ...]
TO_NOTICE: Path = ("consider", "agree", "check_contact", "prepare", "authorise", "serve_notice")
TO_COURT: Path = ("consider", "agree", "check_contact", "prepare", "apply")


def in_use(t: Telling) -> None:
    """The manager and the inspector have said that the force has DAPNs and DAPOs."""
    if RegimeSwitch.objects.filter(force=t.unit.force).exists():
        return
    for regime in (Regime.DAPN, Regime.DAPO):
        switch = orders.enter_switch(
            force=t.unit.force,
            by=t.unit["inspector"],
            regime=regime,
            live=True,
            starts_on=timezone.localdate() - timedelta(days=30),
            reason="The commencement regulations, as circulated to forces.",
        )
        orders.confirm_switch(switch=switch, by=t.unit["manager"])


def order_of(t: Telling) -> Order:
    return Order.objects.filter(case=t.case).latest("pk")


def act(t: Telling, step: str, **told: Any) -> None:
    """Do the open step as whoever it waits for."""
    case = Case.objects.get(pk=t.case.pk)
    task = open_task(case, step)
    by = {"SUPERVISOR": "supervisor", "AUTHORISER": "inspector", "MANAGER": "manager"}
    who = t.unit[by[task.role]] if task.role in by else t.officer
    given = safe_contact(case) if step == "check_contact" else TYPED.get(step, {})
    if step in ("serve_notice", "serve_order"):
        check_contact_again(case, by=t.officer)
    t.do(step, by=who, **given | told)


def begun(t: Telling, on: int, regime: str, clock: str = "08:10") -> Story:
    """An order started and considered, for the first of those who were harmed."""
    yield from telling.started(t, "order", on, clock)
    yield t.at(on, "08:40")
    in_use(t)
    protected = str(linked_victims(t.case)[0].pk)
    act(t, "consider", regime=regime, protected=protected)


def along(t: Telling, on: int, path: Path, *, first: int = 9) -> Story:
    """These steps on one day, one after the other."""
    for number, step in enumerate(path):
        yield t.at(on, f"{first + number // 4:02}:{15 * (number % 4):02}")
        act(t, step)


def listed(t: Telling, on: int, clock: str, *, hearing: tuple[int, str]) -> Story:
    yield t.at(on, clock)
    when = timezone.localtime(t.at(*hearing))
    typed = when.strftime("%Y-%m-%dT%H:%M")
    act(t, "list_hearing", hearing_at=typed, court_ref="EB/2041/26")


def heard(t: Telling, on: int, outcome: str, *, days: int = 364, clock: str = "14:00") -> Story:
    yield t.at(on, clock)
    if outcome != "MADE":
        act(t, "hear", outcome=outcome, note="The court was not satisfied that it is necessary.")
        return
    act(t, "hear", outcome=outcome, vary_by="Either party, to the same court", **terms(t, days))


def terms(t: Telling, days: int) -> dict[str, Any]:
    """No contact, and a curfew, for so many days."""
    return {
        "lasts": "DATED",
        "ends_on": (timezone.localdate() + timedelta(days=days)).isoformat(),
        "full_text": "You must not contact her by any means. You must be at home from 9pm to 6am.",
        "kinds": ["NO_CONTACT", "CURFEW"],
        "people": [str(linked_victims(t.case)[0].pk)],
        "curfew_from": "21:00",
        "curfew_to": "06:00",
    }


def made(t: Telling, on: int, *, days: int = 364) -> Story:
    """Applied for, made and served without a notice; all who must know are told."""
    yield from begun(t, on + 9, Regime.DAPO)
    yield from along(t, on + 9, TO_COURT[1:])
    yield from listed(t, on + 7, "11:00", hearing=(on, "10:00"))
    yield from heard(t, on, "MADE", days=days)
    yield from along(t, on, ("serve_order", "circulate", "tell_victim"), first=15)
