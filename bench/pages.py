"""My work and the case page: with one kind of intervention and with all, with ended work behind.

Size counts the interventions that have ended behind each open one. Three officers have cases with
equally many open interventions: those of the first are of a single kind, the second has one of
every kind on each case, the third the same with the ended ones behind them, on the same cases. A
page is what the whole site answers to somebody who is signed in, but for the network.

The number of statements is the same for all three, which the tests of pages hold exactly
(tests/workflows/test_pages_of_every_kind.py); what is left to grow is the length of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from bench.measure import Comparison, Side, compare
from bench.place import settled
from casework.cases.models import Case
from tests import makers, makers_cases
from tests.makers_kinds import NOT_BY_HAND, begin, end
from tests.makers_paper import one_paper
from workflows.registry import kinds

DATABASES = ("sqlite", "postgres")
SIZE = 10
CASES = 2
# How often a page is read in one timing.
TIMES = 5
# Of this kind a case may have as many open as there are.
ONE_KIND = "referral"
PLACES: dict[str, Callable[[Case], str]] = {
    "My work": lambda _: "/my-work/",
    "The case page": lambda case: case.get_absolute_url(),
    "The timeline": lambda case: f"{case.get_absolute_url()}timeline/",
}


def run(*, size: int, rounds: int) -> list[Comparison]:
    every = list(kinds())
    with pytest.MonkeyPatch.context() as patch:
        one_paper(patch)
        officers = {
            "one kind": _officer([ONE_KIND] * len(every)),
            f"all {len(every)} kinds": _officer(every),
            f"all, {size}x ended behind": _officer(every, ended=size * len(every)),
        }
    settled()
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=_storages()):
        return [_compared(page, where, officers, rounds) for page, where in PLACES.items()]


def _officer(named: list[str], *, ended: int = 0) -> Case:
    """One of the cases of an officer who has `CASES` alike."""
    team = makers.make_team()
    by_hand = [kind for kind in named if kind not in NOT_BY_HAND]
    for _ in range(CASES):
        case = makers_cases.make_case(team=team)
        makers_cases.open_gate(case)
        for kind in islice(cycle(by_hand), ended):
            end(begin(kind, case))
        for kind in named:
            begin(kind, case)
    return case


def _compared(
    page: str, where: Callable[[Case], str], officers: dict[str, Case], rounds: int
) -> Comparison:
    sides = [Side(name, _reading(case, where(case))) for name, case in officers.items()]
    return compare(f"{page}, {TIMES} times", sides, rounds=rounds)


def _reading(case: Case, address: str) -> Callable[[], str]:
    client = Client()
    client.force_login(makers_cases.people_of(case).officer)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    told = f"{len(captured)} statements, {len(answer.content):,} bytes"

    def act() -> str:
        for _ in range(TIMES):
            client.get(address)
        return told

    return act


def _storages() -> dict[str, Any]:
    """The site's own; file names without the hash that only a built site has."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
