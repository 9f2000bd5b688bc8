"""PNC ids, CRO numbers, phones and postcodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.incidents import identifiers
from casework.incidents.identifiers import (
    CHECK_LETTERS,
    check_cro,
    check_letter,
    check_pnc,
    normal_phone,
    normal_postcode,
)

YEARS = st.integers(0, 99).map("{:02}".format)


@pytest.mark.parametrize(
    "number",
    ["2012/0394773H", "1979/0163001B", "2003/0012345N", "2019/0000007W", "2024/1234567K"],
)
def test_published_pnc_ids_pass(number: str) -> None:
    assert check_pnc(number) is None


@pytest.mark.parametrize("number", ["12/394773H", "20120394773H", "12394773H", " 2012/0394773h "])
def test_a_pnc_id_passes_in_each_way_it_is_written(number: str) -> None:
    assert check_pnc(number) is None


def test_a_pnc_id_used_in_court_fixtures_has_the_wrong_letter() -> None:
    assert check_pnc("2000/0448754K") == "The check letter is K; the figures ask for A."


@pytest.mark.parametrize("text", ["", "?", "1812/0394773H", "2012/03947731H", "2012-0394773H", "H"])
def test_what_is_not_a_pnc_id_is_said_to_be_none(text: str) -> None:
    assert "Not a PNC id" in str(check_pnc(text))


@given(year=YEARS, serial=st.integers(0, 9_999_999))
def test_exactly_one_letter_fits_a_pnc_id_however_it_is_padded(year: str, serial: int) -> None:
    letter = check_letter(f"{year}{serial:07}")
    for written in (f"20{year}/{serial:07}", f"19{year}/{serial}", f"{year}/{serial}"):
        assert check_pnc(written + letter) is None
        others = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {letter}
        assert all(check_pnc(written + other) for other in others)


@given(number=st.integers(0, 10**9 - 1), place=st.integers(0, 8), digit=st.integers(1, 9))
def test_a_single_wrong_figure_is_always_noticed(number: int, place: int, digit: int) -> None:
    text = f"{number:09}"
    changed = text[:place] + str((int(text[place]) + digit) % 10) + text[place + 1 :]
    assert check_letter(text) != check_letter(changed)


def test_a_published_cro_number_passes() -> None:
    assert check_cro("29906/12J") is None
    assert check_cro("029906/12j") is None


@pytest.mark.parametrize("number", ["SF39/12345X", "SF39/12345Y"])
def test_a_cro_number_without_prints_passes_whichever_way_it_was_padded(number: str) -> None:
    assert check_cro(number) is None


def test_a_cro_number_is_doubted_for_its_letter_its_year_or_its_form() -> None:
    assert check_cro("29906/12K") == "The check letter is K; the figures ask for J."
    assert check_cro("SF39/12345Z") == "The check letter is Z; the figures ask for X or Y."
    assert "39 to 95" in str(check_cro("SF96/12345A"))
    assert "Not a CRO number" in str(check_cro("12/29906J"))


@given(st.text(max_size=40))
def test_no_text_at_all_breaks_a_check(text: str) -> None:
    for check in (check_pnc, check_cro):
        said = check(text)
        assert said is None or said.endswith(".")


def test_with_another_alphabet_published_numbers_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: the letters are what tells a right number from a wrong one."""
    monkeypatch.setattr(identifiers, "CHECK_LETTERS", CHECK_LETTERS[::-1])
    assert check_pnc("2012/0394773H")
    assert check_cro("29906/12J")


def test_without_looking_at_the_letter_a_wrong_number_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin of the two checks."""
    monkeypatch.setattr(identifiers, "_letter_doubt", lambda *_: None)
    assert check_pnc("2000/0448754K") is None
    assert check_cro("29906/12K") is None


SAME_PHONE = [
    "07700 900123",
    "07700-900-123",
    "+44 7700 900123",
    "+44 (0)7700 900123",
    "0044 7700 900123",
    "447700900123",
    "7700900123",
    "(07700) 900123 ext. 4",
    "\uff10\uff17\uff17\uff10\uff10 900123",
]


@pytest.mark.parametrize("text", SAME_PHONE)
def test_one_phone_is_the_same_however_it_is_written(text: str) -> None:
    assert normal_phone(text) == "07700900123"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("+353 1 496 0123", "+35314960123"),
        ("00 353 1 496 0123", "+35314960123"),
        ("020 7946 0123", "02079460123"),
        ("999", "999"),
        ("No  phone", "no phone"),
        ("4.47701E+11", "4.47701e+11"),
        ("", ""),
    ],
)
def test_other_numbers_and_words_are_left_what_they_are(text: str, normal: str) -> None:
    assert normal_phone(text) == normal


@given(st.text(max_size=40) | st.text(alphabet="+0123456789 ()-", max_size=24))
def test_the_normal_form_of_a_phone_is_its_own_normal_form(text: str) -> None:
    once = normal_phone(text)
    assert normal_phone(once) == once


@pytest.mark.parametrize("text", ["qx1 2ab", "QX12AB", " qx1  2ab ", "QX1-2AB"])
def test_one_postcode_is_the_same_however_it_is_written(text: str) -> None:
    assert normal_postcode(text) == "QX1 2AB"


@pytest.mark.parametrize("text", ["n/k", "QX1", "Q X", "\u00df" * 10])
def test_what_is_no_postcode_is_kept_as_it_is(text: str) -> None:
    assert normal_postcode(text) == text


@given(st.text(max_size=10))
def test_a_normal_postcode_always_fits_its_column_and_is_stable(text: str) -> None:
    once = normal_postcode(text)
    assert len(once) <= 10
    assert normal_postcode(once) == once
