"""From a row of text to a row of meaning: what is required, what is a doubt, what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.incidents.importer import parsing
from casework.incidents.importer.columns import REQUIRED
from casework.incidents.importer.errors import Problem
from casework.incidents.importer.parsing import Accepted, parse
from casework.incidents.importer.reading import Row
from tests.makers_incidents import make_row

TODAY = date(2026, 11, 22)


def parsed(**cells: str) -> Accepted | list[Problem]:
    return parse(Row(2, make_row(**cells)), today=TODAY)


def accepted(**cells: str) -> Accepted:
    row = parsed(**cells)
    assert isinstance(row, Accepted), row
    return row


def problems(**cells: str) -> dict[str, Problem]:
    found = parsed(**cells)
    assert isinstance(found, list), "the row was accepted"
    return {problem.column: problem for problem in found}


def warned(row: Accepted) -> dict[str, str]:
    return {warning["column"]: warning["text"] for warning in row.warnings}


@pytest.mark.parametrize("column", REQUIRED)
def test_a_row_without_a_required_value_is_rejected(column: str) -> None:
    assert problems(**{column: ""})[column].problem == "This value is required."


def test_a_suspect_needs_a_name_or_a_date_of_birth() -> None:
    nameless: dict[str, Any] = {"suspect_forename": "", "suspect_surname": ""}
    assert "neither a name nor a date of birth" in (
        problems(suspect_dob="", **nameless)["suspect_surname"].problem
    )
    assert accepted(**nameless).suspect.date_of_birth == date(1989, 3, 4)
    assert accepted(suspect_dob="", suspect_forename="").suspect.surname == "Roake"


def test_a_suspect_and_a_victim_cannot_be_one_nominal() -> None:
    assert "same nominal" in problems(victim_nominal_id="S1")["victim_nominal_id"].problem


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("record_type", "INTEL"),
        ("relationship", "FRIEND"),
        ("suspect_role", "GUILTY"),
        ("outcome_code", "NFA"),
        ("da_flag", "maybe"),
        ("offence_from", "30/02/2026"),
        ("offence_to", "2026-02-30"),
        ("reported_dt", "last week"),
        ("outcome_dt", "46348"),
        ("updated_dt", "22/11/26"),
        ("suspect_dob", "2027-01-01"),
        ("victim_dob", "1800-01-01"),
    ],
)
def test_a_value_that_means_nothing_rejects_the_row_and_names_its_column(
    column: str, value: str
) -> None:
    found = problems(**{column: value})
    assert list(found) == [column]
    assert found[column].value == value
    assert found[column].remedy


def test_every_problem_of_a_row_is_told_at_once() -> None:
    assert set(problems(offence_from="x", da_flag="x", suspect_dob="x")) == {
        "offence_from",
        "da_flag",
        "suspect_dob",
    }


def test_a_value_longer_than_its_column_is_rejected() -> None:
    assert problems(suspect_surname="x" * 81)["suspect_surname"].problem == "The value is too long."
    assert accepted(suspect_surname="x" * 80)


def test_a_row_with_more_values_than_columns_is_rejected() -> None:
    found = parse(Row(2, make_row(), surplus=1), today=TODAY)
    assert isinstance(found, list)
    assert "more values" in found[0].problem


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"pnc_id": "2000/0448754K"}, "pnc_id"),
        ({"pnc_id": "none"}, "pnc_id"),
        ({"cro_no": "29906/12K"}, "cro_no"),
        ({"offence_to": "2026-05-01"}, "offence_to"),
        ({"offence_from": "25/10/2026 01:30"}, "offence_from"),
        ({"suspect_dob": "1989-01-01"}, "suspect_dob"),
        ({"suspect_forename": "Mr Callum"}, "suspect_forename"),
        ({"suspect_postcode": "UNKNOWN"}, "suspect_postcode"),
        ({"relationship": ""}, "relationship"),
        ({"suspect_role": ""}, "suspect_role"),
    ],
)
def test_a_doubt_is_a_warning_kept_on_the_row(cells: dict[str, str], column: str) -> None:
    assert column in warned(accepted(**cells))


def test_a_check_that_is_switched_off_warns_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Red twin: the check letter is what the warning comes from."""
    monkeypatch.setattr(parsing, "check_pnc", lambda text: None)
    assert not warned(accepted(pnc_id="2000/0448754K"))


def test_right_identifiers_give_no_warning() -> None:
    assert not warned(accepted(pnc_id="2012/0394773h", cro_no="29906/12J"))
    assert accepted(pnc_id="2012/0394773h").suspect.pnc_id == "2012/0394773H"


def test_a_title_is_no_part_of_a_forename() -> None:
    assert accepted(suspect_forename="Mr. Callum").suspect.forename == "Callum"
    assert accepted(suspect_forename="Drew").suspect.forename == "Drew"
    assert accepted(suspect_forename="Miss").suspect.forename == "Miss"


def test_a_relationship_not_given_never_counts_as_a_partner() -> None:
    assert accepted(relationship="").values["relationship"] == "OTHER"


def test_two_rows_that_say_the_same_have_the_same_hash_and_any_change_another() -> None:
    row = make_row()
    one, same = (parse(Row(number, row), today=TODAY) for number in (2, 9))
    assert isinstance(one, Accepted)
    assert isinstance(same, Accepted)
    assert one.content_hash == same.content_hash
    for column in row:
        changed = {"offence_from": "2026-05-30", "record_type": "NON_CRIME_DA"}.get(column)
        other = parse(Row(2, row | {column: changed or _other(column)}), today=TODAY)
        assert isinstance(other, Accepted), (column, other)
        assert other.content_hash != one.content_hash, column


def _other(column: str) -> str:
    """Another value the column can hold."""
    if column.endswith(("_dt", "_dob")) or column == "offence_to":
        return "1979-07-08"
    if column in parsing.FLAGS:
        return "N" if column == "da_flag" else "Y"
    known = {"relationship": "FAMILY", "suspect_role": "CHARGED", "outcome_code": "1"}
    return known.get(column, "7B 1CD")
