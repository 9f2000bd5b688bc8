"""How an offer of support comes to each of its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.utils import timezone

from casework.cases.acts import Act, announce
from casework.cases.models import Case
from casework.core.queue import work_off
from tests import makers_victims as support
from tests.browser.timers import fire_those_of
from tests.makers_cases import people_of

Move = Callable[[Case], object]


def declined_at_high_risk(case: Case) -> None:
    from tests.makers_cases import assess

    assess(case, "HIGH")
    support.answer(case, "DECLINED")


def act_planned(case: Case) -> None:
    announce(case=case, act=Act.RELEASE, by=people_of(case).officer)
    work_off()


def service_silent(case: Case) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
        fire_those_of(case)


def service(case: Case) -> None:
    support.make_service(case)


def unsafe(case: Case) -> None:
    support.consider(case, "NOT_SAFE")


TO_ASK: list[Move] = [service, support.consider, support.write_route]
TO_REFER: list[Move] = [*TO_ASK, support.answer]
TO_SERVICE: list[Move] = [*TO_REFER, support.refer]
TO_REACH: list[Move] = [*TO_SERVICE, support.receive]
TO_ENGAGE: list[Move] = [*TO_REACH, support.reach]
TO_SUPPORT: list[Move] = [*TO_ENGAGE, support.engage]

WALK: dict[str, list[Move]] = {
    "consider": [service],
    "safe_way": [service, support.consider],
    "ask": TO_ASK,
    "decide_no": [*TO_ASK, declined_at_high_risk],
    "decide_unsafe": [service, unsafe],
    "refer": TO_REFER,
    "receive": TO_SERVICE,
    "reach": TO_REACH,
    "engage": TO_ENGAGE,
    "support_goes_on": TO_SUPPORT,
    "tell_advocate": [*TO_SUPPORT, act_planned],
    "ask_them": [*TO_SERVICE, service_silent],
}
