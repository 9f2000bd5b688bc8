"""What an import brings of people whose case is under way asks for an assessment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from casework.cases import actions, jobs
from casework.cases.actions import changing
from casework.cases.models import Case, ChangeKind, State
from casework.core.queue import work_off
from casework.incidents.models import ImportBatch
from tests.makers_cases import assess, make_case
from tests.makers_incidents import import_rows, make_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


def brings(case: Case, folder: Path, **cells: str) -> ImportBatch:
    """An import with one row about the person of the case, and what the queue does after it."""
    home = {"suspect_address": "", "suspect_postcode": ""}
    row = make_row(**{"suspect_nominal_id": case.person.nominal_id} | home | cells)
    batch = import_rows(folder / "export.csv", [row], force=case.force)
    work_off()
    return batch


def heard(case: Case) -> list[str]:
    return sorted(case.changes.values_list("kind", flat=True))


def test_a_new_report_is_a_change_to_assess(case: Case, tmp_path: Path) -> None:
    brings(case, tmp_path)
    assert heard(case) == [ChangeKind.REPORT]
    assert case.interventions.open().get().kind == "reassessment"


def test_an_address_not_known_before_is_another(case: Case, tmp_path: Path) -> None:
    brings(case, tmp_path, suspect_address="9 Quay Street", suspect_postcode="SO14 2AA")
    assert heard(case) == [ChangeKind.ADDRESS, ChangeKind.REPORT]


def test_a_record_we_hold_that_now_names_another_address_is_one_as_well(
    case: Case, tmp_path: Path
) -> None:
    row = make_row(suspect_nominal_id=case.person.nominal_id)
    for home in ("1 Mill Lane", "9 Quay Street"):
        import_rows(tmp_path / "export.csv", [row | {"suspect_address": home}], force=case.force)
        work_off()
    assert heard(case) == [ChangeKind.ADDRESS, ChangeKind.ADDRESS, ChangeKind.REPORT]


def test_an_address_written_otherwise_is_no_other_address(case: Case, tmp_path: Path) -> None:
    row = make_row(suspect_nominal_id=case.person.nominal_id)
    for home in ("9 Quay Street", "9  QUAY STREET"):
        import_rows(tmp_path / "export.csv", [row | {"suspect_address": home}], force=case.force)
        work_off()
    assert heard(case).count(ChangeKind.ADDRESS) == 1


def test_what_has_nothing_domestic_about_it_is_no_report(case: Case, tmp_path: Path) -> None:
    brings(case, tmp_path, da_flag="N", relationship="OTHER")
    assert heard(case) == []


@pytest.mark.parametrize(
    "cells", [{"stalking_flag": "Y"}, {"hbv_flag": "Y"}, {"relationship": "PARTNER"}]
)
def test_stalking_honour_and_partners_count_without_the_flag(
    case: Case, tmp_path: Path, cells: dict[str, str]
) -> None:
    brings(case, tmp_path, **{"da_flag": "N", "relationship": "OTHER"} | cells)
    assert heard(case) == [ChangeKind.REPORT]


def test_the_same_file_again_brings_nothing_new(case: Case, tmp_path: Path) -> None:
    row = make_row(suspect_nominal_id=case.person.nominal_id, suspect_address="9 Quay Street")
    for _ in range(2):
        import_rows(tmp_path / "export.csv", [row], force=case.force)
        work_off()
    assert heard(case) == [ChangeKind.ADDRESS, ChangeKind.REPORT]


def test_a_record_that_changed_is_no_second_report(case: Case, tmp_path: Path) -> None:
    row = make_row(suspect_nominal_id=case.person.nominal_id)
    for outcome in ("", "16"):
        import_rows(tmp_path / "export.csv", [row | {"outcome_code": outcome}], force=case.force)
        work_off()
    assert heard(case).count(ChangeKind.REPORT) == 1


def test_a_job_that_runs_twice_notes_it_once(case: Case, tmp_path: Path) -> None:
    batch = brings(case, tmp_path)
    assert jobs.hear_of_batch(batch=batch.pk) == 0
    assert heard(case) == [ChangeKind.REPORT]


def test_without_asking_what_was_heard_it_would_be_noted_twice(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = brings(case, tmp_path)
    monkeypatch.setattr(changing, "already_heard", lambda *_: Case.objects.none().values("pk"))
    assert jobs.hear_of_batch(batch=batch.pk) == 1


def test_somebody_else_and_a_case_not_under_way_hear_nothing(tmp_path: Path) -> None:
    other, waiting = make_case(), make_case(state=State.TRIAGE)
    brings(waiting, tmp_path)
    assert heard(other) == []
    assert heard(waiting) == []


def test_a_case_opened_since_had_it_in_view(case: Case, tmp_path: Path) -> None:
    """Where the queue is late: what was known when the case began is no change."""
    row = make_row(suspect_nominal_id=case.person.nominal_id)
    with time_machine.travel(case.opened_at - timedelta(hours=1), tick=True):
        import_rows(tmp_path / "export.csv", [row], force=case.force)
    work_off()
    assert heard(case) == []


def test_whoever_assessed_since_had_it_in_view(case: Case, tmp_path: Path) -> None:
    row = make_row(suspect_nominal_id=case.person.nominal_id)
    import_rows(tmp_path / "export.csv", [row], force=case.force)
    assess(case)
    work_off()
    assert heard(case) == []


def test_it_names_the_import_and_nobody(case: Case, tmp_path: Path) -> None:
    batch = brings(case, tmp_path)
    note = case.changes.get().note
    assert note == f"Import {batch.pk} brought a report that was not here before."
    assert case.changes.get().noted_by is None
    assert actions.hear_of_batch(batch=batch) == 0
