"""Names of flows and steps are data once an intervention is open: none may change or go.

`recorded_steps/<kind>.json` holds every name that was ever released. A new step is added by hand;
a step that is no longer used stays in its flow until nothing open stands on it. What every kind
has beside its flow is recorded once for all, in `every_kind.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workflows.interventions.warning_letter import WarningLetterFlow
from workflows.registry import kinds

RECORDED = Path(__file__).with_name("recorded_steps")

Steps = dict[str, dict[str, str]]


def recorded() -> Steps:
    files = sorted(RECORDED.glob("*.json"))
    found: Steps = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
    of_all = found.pop("every_kind")
    return {kind: steps | of_all for kind, steps in found.items()}


def running() -> Steps:
    """Kind -> step -> what kind of step it is, and under "" where the flow's class stands."""
    return {
        kind: {"": f"{flow.__module__}.{flow.__name__}"}
        | {node.name: type(node).__name__ for node in flow.instance.nodes()}
        for kind, flow in kinds().items()
    }


def test_every_recorded_name_still_means_what_it_meant() -> None:
    now = running()
    changed = [
        f"{kind}: {step or 'the class'} was {was}, is {now.get(kind, {}).get(step, 'gone')}"
        for kind, steps in recorded().items()
        for step, was in steps.items()
        if now.get(kind, {}).get(step) != was
    ]
    assert changed == []


def test_every_name_in_the_code_is_recorded() -> None:
    known = recorded()
    new = [
        f"{kind}: {step}"
        for kind, steps in running().items()
        for step in steps
        if step not in known.get(kind, {})
    ]
    assert new == [], f"Add them to {RECORDED.name}"


def test_a_renamed_step_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: an open task on the old name would be stranded."""
    nodes = WarningLetterFlow.instance.nodes()
    step = next(node for node in nodes if node.name == "write")
    monkeypatch.setattr(step, "name", "compose")
    with pytest.raises(AssertionError, match="write was Step, is gone"):
        test_every_recorded_name_still_means_what_it_meant()
