"""Offence codes, outcomes and harm in days."""

from __future__ import annotations

import re

import pytest

from casework.incidents import codes
from casework.incidents.codes import OFFENCES, OUTCOMES, Group, Mode, offence_for, outcome_title
from casework.incidents.importer.columns import COLUMNS
from casework.incidents.importer.values import read_outcome
from casework.incidents.models import CANCELLED


def test_every_offence_fits_the_columns_it_is_exported_in() -> None:
    for offence in OFFENCES.values():
        assert re.fullmatch(r"[A-Z]{2}[A-Z0-9]{5,6}", offence.cjs_code)
        assert len(offence.cjs_code) <= COLUMNS["cjs_code"]
        assert len(offence.ho_code) <= COLUMNS["ho_code"]
        assert 0 < len(offence.title) <= COLUMNS["ho_title"]


def test_no_offence_is_listed_twice() -> None:
    assert len(OFFENCES) == len(codes._LIST)


@pytest.mark.parametrize(
    ("code", "days"),
    [("COML025", 5475), ("OF61016", 1460), ("SX03002", 1825), ("CJ88001", 1)],
)
def test_published_harm_values_are_used_as_they_are(code: str, days: int) -> None:
    assert OFFENCES[code].harm_days == days
    assert not OFFENCES[code].harm_is_by_group


def test_an_offence_without_a_published_value_takes_the_median_of_its_group_and_says_so() -> None:
    assert OFFENCES["OF61102"].harm_days == Group.INJURY.median_days == 365
    assert OFFENCES["OF61102"].harm_is_by_group


def test_no_crime_weighs_nothing_and_only_a_civil_breach_is_no_crime() -> None:
    weightless = [offence for offence in OFFENCES.values() if offence.harm_days == 0]
    assert [offence.mode for offence in weightless] == [Mode.CIVIL]


def test_an_attempt_is_found_by_its_letter_unless_it_has_a_line_of_its_own() -> None:
    assert offence_for("sx03002a") is OFFENCES["SX03002"]
    assert offence_for("COML025A") is OFFENCES["COML025A"]
    assert offence_for("SX03002Q") is None
    assert offence_for("") is None


def test_the_importer_takes_every_outcome_on_the_list() -> None:
    assert [read_outcome(code) for code in OUTCOMES] == list(OUTCOMES)
    assert CANCELLED in OUTCOMES


def test_an_unknown_outcome_is_shown_by_its_number() -> None:
    assert outcome_title("16") == "Named suspect, victim does not support action"
    assert outcome_title("97") == "Outcome 97"
    assert outcome_title("") == "None yet"


def test_without_the_letters_an_attempt_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin of finding an attempt."""
    monkeypatch.setattr(codes, "INCHOATE", {})
    assert offence_for("SX03002A") is None
