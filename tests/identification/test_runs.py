"""Running a programme: one flag a person, evidence kept, old runs repeatable, nothing unflagged."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from casework.accounts.models import Force, Role
from casework.audit.models import Event
from casework.cases.actions import identify
from casework.cases.models import Case
from casework.core.errors import Conflict, NotAllowed, Refused
from casework.identification import actions, rule
from casework.identification.actions import (
    current_programme,
    review_lost_basis,
    run_programme,
    settle_flag,
)
from casework.identification.models import BasisLost, Evidence, Finding, Flag, Programme, Run
from casework.identification.queries import findings_as_json, flags_without_a_case, replay
from tests import makers, makers_incidents
from tests.makers_incidents import against, import_rows, three_partners

pytestmark = pytest.mark.django_db

RUN_DATE = date(2026, 11, 22)


@pytest.fixture
def force() -> Force:
    return makers.make_team().force


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def run(force: Force, on: date = RUN_DATE) -> Run:
    return run_programme(programme="hampshire", force=force, on=on, by=None)


def found_in(run: Run) -> list[str]:
    return [person["nominal"] for person in findings_as_json(run)["flagged"]]


def met_in(run: Run) -> list[tuple[int, tuple[int, ...]]]:
    """People and incidents a run stored, in the shape a replay gives them."""
    findings = Finding.objects.filter(run=run).select_related("flag")
    return sorted(
        (one.flag.person_id, tuple(sorted(one.evidence.values_list("incident", flat=True))))
        for one in findings
    )


def replayed(run: Run) -> list[tuple[int, tuple[int, ...]]]:
    return [(one.person, one.incidents) for one in replay(run).met]


def test_a_flag_is_raised_with_the_very_incidents_that_satisfied_the_rule(
    path: Path, force: Force
) -> None:
    rows = three_partners(oldest="2021-11-22")
    noise = [
        against("V4", relationship="FAMILY"),
        against("V5", record_type="NON_CRIME_DA"),
        against("V6", outcome_code="CANCELLED"),
        against("V7", on="2021-11-21"),
    ]
    import_rows(path, [*rows, *noise], force=force)
    done = run(force)
    numbers = Evidence.objects.filter(finding__run=done).values_list("incident__occurrence_no")
    assert {number for (number,) in numbers} == {row["occurrence_no"] for row in rows}
    finding = Finding.objects.get(run=done)
    assert (finding.offences, finding.partners) == (3, 3)


def test_a_run_keeps_its_rule_version_window_cut_off_and_what_it_read(
    path: Path, force: Force
) -> None:
    batch = import_rows(path, three_partners(oldest="2021-11-22"), force=force)
    done = run(force)
    assert (done.rule_version, done.cut_off, done.on) == (1, batch, RUN_DATE)
    assert done.window_from == date(2021, 11, 22)
    assert (done.considered, done.read) == (1, {"rows": 3})


def test_a_flag_is_raised_once_per_person_however_often_the_rule_runs(
    path: Path, force: Force
) -> None:
    import_rows(path, three_partners(oldest="2022-01-01"), force=force)
    first, second = run(force), run(force)
    assert Flag.objects.count() == 1
    assert Finding.objects.count() == 2
    one, other = findings_as_json(first), findings_as_json(second)
    assert one.pop("run") != other.pop("run")
    assert one == other


def test_if_standing_flags_were_not_seen_the_database_would_still_refuse_a_second(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: looking for the flag a person has is what keeps it one."""
    import_rows(path, three_partners(oldest="2022-01-01"), force=force)
    run(force)
    monkeypatch.setattr(actions, "flags_of", lambda people, *, programme: {})
    with pytest.raises(Exception, match=r"(?i)unique"):
        run(force)


def test_the_result_does_not_depend_on_the_order_of_the_export(path: Path, force: Force) -> None:
    rows = [
        row
        for suspect in ("S3", "S1", "S2")
        for row in three_partners(oldest="2022-01-01", suspect_nominal_id=suspect)
    ]
    import_rows(path, rows, force=force)
    other = makers.make_force()
    import_rows(path, rows[::-1], force=other)
    one, two = findings_as_json(run(force)), findings_as_json(run(other))
    assert one["flagged"] == two["flagged"]
    assert [person["nominal"] for person in one["flagged"]] == ["S1", "S2", "S3"]
    json.dumps(one)


def test_two_crimes_of_one_occurrence_are_listed_as_two(path: Path, force: Force) -> None:
    rows = [
        against("V1", occurrence_no="O1", crime_ref="C1"),
        against("V2", occurrence_no="O1", crime_ref="C2"),
        against("V3", occurrence_no="O2", crime_ref="C1"),
        against("V4", occurrence_no="O2", crime_ref="C1"),
    ]
    import_rows(path, rows, force=force)
    assert findings_as_json(run(force))["flagged"][0]["incidents"] == ["O1", "O1", "O2"]


def test_a_cancelled_crime_loses_the_basis_and_unflags_nobody(path: Path, force: Force) -> None:
    rows = three_partners(oldest="2022-01-01")
    import_rows(path, rows, force=force)
    first = run(force)
    before = met_in(first)
    cancelled = rows[2] | {"outcome_code": "CANCELLED", "updated_dt": "2026-11-01"}
    import_rows(path, [cancelled], force=force)
    second = run(force)
    assert found_in(second) == []
    lost = BasisLost.objects.get()
    assert (lost.flag, lost.run) == (Flag.objects.get(), second)
    assert Flag.objects.unsettled().exists()
    # Both runs can be repeated from what each batch left behind.
    assert replayed(first) == before == met_in(first)
    assert replayed(second) == met_in(second) == []
    run(force)
    assert BasisLost.objects.count() == 1


def test_if_a_run_were_repeated_on_todays_records_it_would_come_out_otherwise(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: reading the revisions up to the cut-off is what repeats an old run."""
    rows = three_partners(oldest="2022-01-01")
    import_rows(path, rows, force=force)
    first = run(force)
    import_rows(path, [rows[2] | {"outcome_code": "CANCELLED"}], force=force)
    changed = rows[2] | {"outcome_code": "CANCELLED", "updated_dt": "2026-11-01"}
    import_rows(path, [changed], force=force)
    assert replayed(first)
    monkeypatch.setattr("casework.identification.threshold.AS_THEY_WERE", _as_they_are())
    assert not replayed(first)


def _as_they_are() -> str:
    from casework.identification.threshold import AS_THEY_ARE

    return AS_THEY_ARE


def test_a_basis_an_analyst_concluded_on_comes_back_only_after_it_was_found_again(
    path: Path, force: Force
) -> None:
    analyst = makers.make_user(Role.ANALYST, force=force)
    import_rows(path, three_partners(oldest="2021-11-22"), force=force)
    run(force)
    run(force, RUN_DATE + timedelta(days=1))
    lost = BasisLost.objects.get()
    review_lost_basis(basis_lost=lost, by=analyst, conclusion="Five years have passed.")
    run(force, RUN_DATE + timedelta(days=2))
    assert BasisLost.objects.count() == 1
    import_rows(path, [against("V9", on="2026-11-20")], force=force)
    run(force, RUN_DATE + timedelta(days=2))
    assert BasisLost.objects.count() == 1


def test_a_run_for_an_earlier_day_says_nothing_about_a_basis(path: Path, force: Force) -> None:
    import_rows(path, three_partners(oldest="2021-11-22"), force=force)
    run(force)
    run(force, date(2025, 1, 1))
    assert not BasisLost.objects.exists()


def test_a_settled_flag_comes_back_only_on_a_new_record(path: Path, force: Force) -> None:
    analyst = makers.make_user(Role.ANALYST, force=force)
    rows = three_partners(oldest="2022-01-01")
    import_rows(path, rows, force=force)
    run(force)
    with makers.assert_one_event("flag.settled") as events:
        settle_flag(flag=Flag.objects.get(), by=analyst, reason="Moved abroad for good.")
    assert events[0].payload.body["reason"] == "Moved abroad for good."
    assert found_in(run(force)) == ["S1"]
    assert Flag.objects.count() == 1
    import_rows(path, [against("V9", on="2026-11-01")], force=force)
    run(force)
    assert Flag.objects.count() == 2
    assert Flag.objects.unsettled().count() == 1


def test_if_known_incidents_were_forgotten_a_settled_flag_would_come_back_at_once(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: the incidents that counted before are what keeps a settled flag away."""
    from collections import defaultdict

    analyst = makers.make_user(Role.ANALYST, force=force)
    import_rows(path, three_partners(oldest="2022-01-01"), force=force)
    run(force)
    settle_flag(flag=Flag.objects.get(), by=analyst, reason="Moved abroad.")
    monkeypatch.setattr(actions, "known_evidence", lambda flags: defaultdict(set))
    run(force)
    assert Flag.objects.count() == 2


def test_settling_needs_a_reason_an_analyst_and_no_open_case(path: Path, force: Force) -> None:
    analyst = makers.make_user(Role.ANALYST, force=force)
    import_rows(path, three_partners(oldest="2022-01-01"), force=force)
    run(force)
    flag = Flag.objects.get()
    with pytest.raises(Refused, match="Say why"):
        settle_flag(flag=flag, by=analyst, reason="  ")
    manager = makers.make_user(Role.MANAGER, force=force)
    with pytest.raises(NotAllowed):
        settle_flag(flag=flag, by=manager, reason="Not for us.")
    identify(programme="hampshire", on=RUN_DATE, by=None, force=force)
    with pytest.raises(Refused, match="Decide it in the case"):
        settle_flag(flag=flag, by=analyst, reason="Not for us.")


def test_settling_twice_says_who_was_first(path: Path, force: Force) -> None:
    analyst = makers.make_user(Role.ANALYST, force=force)
    import_rows(path, three_partners(oldest="2022-01-01"), force=force)
    run(force)
    settle_flag(flag=Flag.objects.get(), by=analyst, reason="Moved abroad.")
    with pytest.raises(Conflict) as conflict:
        settle_flag(flag=Flag.objects.get(), by=analyst, reason="Again.")
    assert conflict.value.by == analyst.display_name


def test_each_new_flag_opens_one_case_however_often_it_is_identified(
    path: Path, force: Force
) -> None:
    import_rows(path, three_partners(oldest="2022-01-01"), force=force)
    run(force)
    assert flags_without_a_case(force=force, programme="hampshire").count() == 1
    for _ in range(2):
        identify(programme="hampshire", on=RUN_DATE, by=None, force=force)
    assert Case.objects.count() == 1
    assert not flags_without_a_case(force=force, programme="hampshire").exists()


def test_every_run_and_every_flag_has_exactly_one_event(path: Path, force: Force) -> None:
    import_rows(path, three_partners(oldest="2022-01-01"), force=force)
    run(force)
    run(force)
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs.count("programme.ran") == 2
    assert verbs.count("flag.raised") == 1


def test_only_an_analyst_runs_a_programme_by_name(force: Force) -> None:
    manager = makers.make_user(Role.MANAGER, force=force)
    with pytest.raises(NotAllowed, match="Only an analyst of the whole"):
        run_programme(programme="hampshire", force=force, on=RUN_DATE, by=manager)
    assert not Run.objects.exists()


def test_a_programme_nobody_stated_is_refused(force: Force) -> None:
    with pytest.raises(Refused, match="There is no programme called"):
        run_programme(programme="nothing", force=force, on=RUN_DATE, by=None)


def test_with_two_forces_the_force_has_to_be_said(force: Force) -> None:
    assert run_programme(programme="hampshire", on=RUN_DATE, by=None).force == force
    makers.make_force()
    with pytest.raises(Refused, match="which force"):
        run_programme(programme="hampshire", on=RUN_DATE, by=None)


def test_a_changed_rule_is_a_new_version_and_the_old_one_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    old = current_programme(slug="hampshire")
    newer = replace(rule.HAMPSHIRE, version=2, minimum_offences=4)
    monkeypatch.setitem(rule.RULES, "hampshire", newer)
    new = current_programme(slug="hampshire")
    assert (new.version, new.minimum_offences, new.live) == (2, 4, True)
    old.refresh_from_db()
    assert (old.version, old.minimum_offences, old.live) == (1, 3, False)
    assert Programme.objects.count() == 2


def test_an_empty_force_is_run_over_without_a_cut_off(force: Force) -> None:
    done = run(force)
    assert (done.cut_off, done.considered, found_in(done)) == (None, 0, [])
    assert replay(done).met == []


def test_the_late_id_of_a_victim_makes_a_partner_without_a_second_offence(
    path: Path, force: Force
) -> None:
    first, second, third = three_partners(oldest="2022-01-01")
    import_rows(path, [first, second, third | {"victim_nominal_id": ""}], force=force)
    assert found_in(run(force)) == []
    import_rows(path, [third], force=force)
    done = run(force)
    assert findings_as_json(done)["flagged"][0]["incidents"] == [
        first["occurrence_no"],
        second["occurrence_no"],
        third["occurrence_no"],
    ]


def test_the_maker_of_rows_knows_the_columns() -> None:
    with pytest.raises(AssertionError, match="no such column"):
        makers_incidents.make_row(suspect_name="x")
