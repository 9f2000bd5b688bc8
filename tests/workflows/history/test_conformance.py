"""What happened is what the flows allow, and whatever else had happened would be found.

The log that `manage.py event_log` writes is read by pm4py and played on the BPMN that
`manage.py flow_bpmn` writes. Every walk of `tests/workflows/interventions` is laid on its flow as
well, after each test there (its conftest).
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from casework.cases.models import Restriction
from casework.core.invariants import outcomes
from tests import replay
from tests.makers_history import WALKS, a_little_of_everything
from tests.replay import Case
from tests.showing import unshown
from workflows.demonstration.building import build
from workflows.models import Intervention
from workflows.registry import kinds

pytestmark = pytest.mark.django_db
ABOVE = ("SUPERVISOR", "MANAGER", "AUTHORISER")


def log_of(folder: Path) -> list[Case]:
    file = folder / "log.xes"
    call_command("event_log", output=str(file))
    return replay.read(file)


# --- what might have happened instead -------------------------------------------------------------


def done(case: Case) -> list[int]:
    """Where in the log of a case people finished a step."""
    return [
        place
        for place, (told, role) in enumerate(zip(case.told, case.roles, strict=True))
        if role and told.endswith("+complete")
    ]


def without(case: Case, place: int) -> Case:
    """The case as if a step had never been there."""
    return kept(case, [n for n in range(len(case.told)) if case.tasks[n] != case.tasks[place]])


def kept(case: Case, places: list[int]) -> Case:
    return replace(
        case,
        told=[case.told[n] for n in places],
        roles=tuple(case.roles[n] for n in places),
        tasks=tuple(case.tasks[n] for n in places),
    )


def no_check(case: Case, dice: random.Random) -> Case | None:
    """Nobody checked that contact was safe."""
    checks = [place for place in done(case) if case.told[place] == "check_contact+complete"]
    return without(case, dice.choice(checks)) if checks else None


def no_approval(case: Case, dice: random.Random) -> Case | None:
    """Nobody above the officer decided."""
    decided = [place for place in done(case) if case.roles[place] in ABOVE]
    return without(case, dice.choice(decided)) if decided else None


def done_twice(case: Case, dice: random.Random) -> Case | None:
    """One step was done twice."""
    place = dice.choice(done(case))
    return kept(case, [*range(place + 1), place, *range(place + 1, len(case.told))])


def reversed_order(case: Case, dice: random.Random) -> Case | None:
    """A step was done before the one that leads to it."""
    pairs = [pair for place in done(case) if (pair := led_to(case, place))]
    if not pairs:
        return None
    first, task = dice.choice(pairs)
    early = [place for place in range(len(case.told)) if case.tasks[place] == task]
    rest = [place for place in range(len(case.told)) if place not in early]
    turn = rest.index(first)
    return kept(case, [*rest[:turn], *early, *rest[turn:]])


def led_to(case: Case, place: int) -> tuple[int, int] | None:
    """A finished step and the task of the step of people that followed at once, if it was done."""
    for after in range(place + 1, len(case.told)):
        if case.told[after].endswith("+schedule"):
            task = case.tasks[after]
            finished = any(case.tasks[each] == task for each in done(case))
            return (place, task) if finished else None
    return None


WRONGS = (no_check, no_approval, done_twice, reversed_order)


def wronged(cases: list[Case], number: int) -> Counter[str]:
    """How many of each wrong were put into the log. Raises where any was not found."""
    tried: Counter[str] = Counter()
    dice = random.Random(20261122)
    unnoticed = []
    while tried.total() < number:
        wrong, case = dice.choice(WRONGS), dice.choice(cases)
        instead = wrong(case, dice) if done(case) else None
        if instead is None:
            continue
        tried[wrong.__name__] += 1
        if not replay.misfits_of_all([instead]):
            unnoticed.append((wrong.__name__, case.kind, case.number, instead.told))
    assert unnoticed == []
    return tried


# --- the tests ------------------------------------------------------------------------------------


def test_there_is_a_walk_of_every_kind() -> None:
    assert sorted(WALKS) == sorted(kinds())


def test_every_kind_keeps_to_its_flow_and_sixty_seeded_wrongs_are_found(tmp_path: Path) -> None:
    a_little_of_everything()
    cases = log_of(tmp_path)
    assert {case.kind for case in cases} == set(kinds())
    assert len(cases) == Intervention.objects.count()
    assert replay.misfits_of_all(cases) == []
    tried = wronged(cases, 60)
    assert tried.total() == 60
    assert set(tried) == {wrong.__name__ for wrong in WRONGS}


def test_a_play_that_lets_everything_pass_finds_no_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin: without the play none of them is found."""
    WALKS["warning_letter"]()
    cases = log_of(tmp_path)
    monkeypatch.setattr(replay, "misfits", lambda cases, net: [])
    with pytest.raises(AssertionError, match="no_approval"):
        wronged(cases, 60)


def test_an_end_that_was_reached_by_nobody_is_found(tmp_path: Path) -> None:
    """What stops half-way is no ended intervention, though it is fine for one that goes on."""
    WALKS["warning_letter"]()
    case = next(each for each in log_of(tmp_path) if each.kind == "warning_letter")
    half = kept(case, list(range(case.told.index("issue+schedule") + 1)))
    assert replay.misfits_of_all([replace(half, finished=False)]) == []
    assert replay.misfits_of_all([half]) != []


@pytest.mark.full
def test_the_demonstration_shows_every_state_as_its_flows_allow_and_300_wrongs_are_found(
    tmp_path: Path,
) -> None:
    """Built once for all that is asked of it, since that takes minutes."""
    build(today=timezone.localdate())
    assert unshown() == []
    assert [each for each in outcomes() if each.rows] == []
    cases = log_of(tmp_path)
    # The log names nobody whose case is restricted.
    hidden = Restriction.objects.standing().values("case__person")
    logged = Intervention.objects.exclude(case__person__in=hidden)
    assert len(cases) == logged.count() > 20
    assert replay.misfits_of_all(cases) == []
    assert wronged(cases, 300).total() == 300
