"""Offers of support for tests, walked by the real actions through the forms of the flow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Role, RoleGrant, User
from casework.cases.gate import linked_victims
from casework.cases.models import Band, Case
from casework.core.queue import work_off
from casework.victims import actions
from casework.victims.models import SupportOffer, SupportOfferState, SupportService
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_work import do, open_task, start

S = SupportOfferState
# What must never be seen outside the wall; each told apart so that a leak names itself.
CANARY = {
    "details": "07700 900461 KESTREL",
    "safe_times": "Weekdays ten to noon WAGTAIL",
    "codeword": "PARSNIP",
    "interpreter": "Interpreter SISKIN",
    "who_else_has_access": "Her son DUNNOCK reads the phone",
}
ROUTE = {"method": "PHONE", **CANARY}


def make_service(case: Case, **fields: Any) -> SupportService:
    """A service of the case's force with a desk of its own; the same one for every case of it."""
    found = SupportService.objects.filter(force=case.force).first()
    if found is not None and not fields:
        return found
    named = {
        "name": "Harbour IDVA service",
        "spoc": "Duty advocate, 555 0100",
        "manager": "Service manager, 555 0101",
        "chair": "MATAC chair, 555 0102",
    }
    return actions.add_service(
        by=people_of(case).manager,
        team=makers.make_team(force=case.force),
        **named | fields,
    )


def advocate_of(case: Case) -> User:
    """The advocate at the desk of the service of the case's force, the same at each call."""
    team = make_service(case).team
    grant = RoleGrant.objects.filter(team=team, role=Role.ADVOCATE).first()
    return grant.user if grant else makers.make_user(Role.ADVOCATE, team=team)


def offer_of(case: Case) -> SupportOffer:
    return SupportOffer.objects.filter(case=case).latest("pk")


def victim_key(case: Case, number: int = 0) -> str:
    return str(linked_victims(case)[number].pk)


def now_typed() -> str:
    """Now as the page has it, in whole minutes."""
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def officer_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).officer, **typed)
    work_off()


def supervisor_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).supervisor, **typed)
    work_off()


def advocate_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=advocate_of(case), **typed)
    work_off()


def consider(case: Case, decision: str = "APPROACH", **typed: Any) -> None:
    given = {"victim": victim_key(case), "decision": decision, "reason": "Named in the reports."}
    officer_does(case, "consider", **given | typed)


def write_route(case: Case, **typed: Any) -> None:
    officer_does(case, "safe_way", **ROUTE | typed)


def answer(case: Case, said: str = "CONSENTED") -> None:
    typed = {
        "answer": said,
        "words_used": "Asked whether an advocate may call; the answer was given freely.",
        "information_given": "The helpline and the leaflet.",
    }
    if said == "UNSAFE":
        typed = {"answer": said, "reason": "Somebody else answered."}
    officer_does(case, "ask", **typed)


def decide(case: Case, step: str, decision: str) -> None:
    supervisor_does(case, step, decision=decision, reason="Weighed with the DI.")


def refer(case: Case, **typed: Any) -> None:
    given = {
        "to": str(make_service(case).pk),
        "children": "Two, at primary school.",
        "for_advocate": "A letter is planned. He does not know of this referral.",
    }
    officer_does(case, "refer", **given | typed)


def receive(case: Case) -> None:
    advocate_does(case, "receive")


def reach(case: Case, outcome: str = "REACHED", **typed: Any) -> None:
    advocate_does(case, "reach", outcome=outcome, at=now_typed(), **typed)


def never_reached(case: Case) -> None:
    """Three tries at safe times, five hours apart."""
    at = timezone.now()
    for number in range(3):
        with time_machine.travel(at + timedelta(hours=5 * number), tick=True):
            reach(case, "NOT_REACHED")


def engage(case: Case, engaged: str = "yes", **typed: Any) -> None:
    advocate_does(case, "engage", engaged=engaged, **typed)


def goes_on(case: Case, ended: str = "no") -> None:
    typed = {"ended_on": timezone.localdate().isoformat()}
    advocate_does(case, "support_goes_on", ended=ended, **(typed if ended == "yes" else {}))


def support_started(case: Case | None = None, **fields: Any) -> Case:
    case = case or make_case(**fields)
    make_service(case)
    return start("victim_support", case).case


def high_risk_case(**fields: Any) -> Case:
    return make_case(band=Band.HIGH, **fields)


def to_answer(case: Case | None = None) -> Case:
    case = support_started(case)
    consider(case)
    write_route(case)
    return case


def to_refer(case: Case | None = None) -> Case:
    case = to_answer(case)
    answer(case)
    return case


def to_service(case: Case | None = None) -> Case:
    case = to_refer(case)
    refer(case)
    return case


def received(case: Case | None = None) -> Case:
    case = to_service(case)
    receive(case)
    return case


def contacted(case: Case | None = None) -> Case:
    case = received(case)
    reach(case)
    return case


def engaged(case: Case | None = None) -> Case:
    """A case one of whose victims has an advocate."""
    case = contacted(case)
    engage(case)
    return case


def overridden() -> Case:
    case = to_answer(high_risk_case())
    answer(case, "DECLINED")
    decide(case, "decide_no", "OVERRIDE")
    return case


def ended_as(state: str) -> Case:
    """A case whose offer has come to a state, by the way that leads there."""
    case = WAYS[S(state)]()
    assert offer_of(case).state == state, offer_of(case).state
    return case


def _then(way: Any, *moves: Any) -> Any:
    def walk() -> Case:
        case: Case = way()
        for move in moves:
            move(case)
        return case

    return walk


def stop(case: Case) -> None:
    """Stopped by the supervisor, as on the page."""
    from workflows import actions as flows

    running = case.interventions.get(finished=None)
    flows.cancel(
        intervention=running, by=people_of(case).supervisor, reason="Another of that name."
    )


WAYS: dict[SupportOfferState, Any] = {
    S.CONSIDERED: support_started,
    S.NOT_SAFE_TO_CONTACT: _then(support_started, lambda case: consider(case, "NOT_SAFE")),
    S.ALREADY_SUPPORTED: _then(support_started, lambda case: consider(case, "SUPPORTED")),
    S.OFFERED: to_answer,
    S.DECLINED_BY_VICTIM: _then(to_answer, lambda case: answer(case, "DECLINED")),
    S.CONSENTED: to_refer,
    S.HIGH_RISK_OVERRIDE: overridden,
    S.NO_SERVICE: _then(to_refer, lambda case: refer(case, to="NONE", gap="MALE")),
    S.REFERRED: to_service,
    S.RECEIVED: received,
    S.CONTACTED: contacted,
    S.UNABLE: _then(received, never_reached),
    S.ENGAGED: engaged,
    S.NOT_ENGAGED: _then(contacted, lambda case: engage(case, "no")),
    S.CLOSED: _then(engaged, lambda case: goes_on(case, "yes")),
    S.WRONG_PERSON: _then(received, stop),
    S.WITHDRAWN: _then(to_refer, stop),
}
__all__ = ["WAYS", "open_task"]
