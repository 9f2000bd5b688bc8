"""What the tests of several kinds share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import replay
from workflows.interventions import home_visit
from workflows.models import Intervention


@pytest.fixture
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """How the record of a visit becomes a PDF is tested where it is made."""
    monkeypatch.setattr(home_visit, "render_visit_record", lambda *, visit_id: None)


@pytest.fixture
def begun_under_another_flow() -> None:
    """The walk began when the flow was written otherwise, and is not laid on that of today."""


@pytest.fixture(autouse=True)
def _what_happened_is_what_the_flow_allows(
    request: pytest.FixtureRequest, db: None, tmp_path: Path
) -> Iterator[None]:
    """After each walk its event log is laid on the BPMN of its kind, by pm4py."""
    yield
    if "begun_under_another_flow" in request.fixturenames or not Intervention.objects.exists():
        return
    log = tmp_path / "log.xes"
    call_command("event_log", output=str(log))
    in_turn = [case for case in replay.read(log) if not case.clock_went_back]
    assert replay.misfits_of_all(in_turn) == []
