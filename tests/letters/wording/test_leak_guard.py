"""What the leak guard finds, and what it lets through."""

# ruff: noqa: RUF001 - look-alike letters are what these tests are about

from __future__ import annotations

import pytest

from letters.wording.actions import shipped
from letters.wording.composing import text_of
from letters.wording.leak_guard import (
    Finding,
    Forbidden,
    Kind,
    Protected,
    office_phrases,
    scan,
    scanning,
)
from tests.makers_paper import letter_html, placeholders

MARIA = Protected(
    names=(("Maria Anna", "O'Neill-Świątek"), ("Mia", "Hope")),
    addresses=(("Flat 3, 14A Acacia Ave, Northmoor", "NM1 2OB"), ("Rose Cottage, Mill Lane", "")),
    phones=("+44 7700 900123", "01632 960456"),
)
OWN = Protected(
    names=(("Callum", "Roake"),),
    addresses=(("14 Alder Court, Northmoor", "NM4 2QT"),),
    phones=("07700 900999",),
)
STANDING = tuple(text for texts in shipped("warning_letter").paragraphs.values() for text in texts)
FORBIDDEN = Forbidden(
    people=(MARIA,), own=OWN, phrases=office_phrases(placeholders()), standing=STANDING
)


def found(text: str, forbidden: Forbidden = FORBIDDEN) -> list[tuple[Kind, str]]:
    return [(finding.kind, finding.words) for finding in scan(text, forbidden)]


def kinds(text: str, forbidden: Forbidden = FORBIDDEN) -> set[Kind]:
    return {finding.kind for finding in scan(text, forbidden)}


@pytest.mark.parametrize(
    "text",
    [
        "It was Maria.",
        "MARIA told us",
        "maria",
        "Marias door",
        "Maria's door",
        "Maria\u2019s door",
        "(Maria)",
        "Maria/Anna",
        "Maria_Anna",
        "MariaAnna",
        "mariaanna",
        "M a r i a",
        "M.a.r.i.a",
        "Ma-\nria",
        "Ma\nria",
        "Mar ia",
        "Mar-ia",
        "Ma\u00adria",
        "Ma\u200bria",
        "Ma\u2060ri\ufeffa",
        "\u202eMaria",
        "М\u0430r\u0456а",
        "Μaria",
        "Ｍａｒｉａ",
        "𝓜𝓪𝓻𝓲𝓪",
        "Ⓜⓐⓡⓘⓐ",
        "Mária",
        "M\u0301a\u0300ria",
        "M4ria",
        "Mar1a",
        "Mar!a",
        "m@ri@",
        "maria1985",
        "maria.x@example.com",
        "O'Neill",
        "O\u2019Neill",
        "O Neill",
        "ONeill",
        "oneill",
        "ONEILL",
        "0'Neill",
        "Swiatek",
        "ŚWIĄTEK",
        "Neill-Swiatek",
        "O'Neill Świątek",
        "Oneillswiatek",
        "xxswiatekmariaannaxx oneillswiatekmariaanna",
        "Mia",
        "Mia Hope",
        "Hope, Mia",
        "hope mia",
        "We met Hope there.",
        "Hope said so.",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert Kind.NAME in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "14A Acacia Avenue",
        "14a, acacia ave.",
        "14 A Acacia Av",
        "Flat 3, 14A Acacia Ave, Northmoor",
        "in Acacia Avenue",
        "ACACIA AVENUE",
        "Acacia\nAvenue",
        "Aca-\ncia Avenue",
        "Acacia-Avenue",
        "14A Acacia",
        "Rose Cottage",
        "rosecottage",
        "Mill Lane",
        "аcаciа аvеnuе",
    ],
)
def test_an_address_is_found_however_it_is_written(text: str) -> None:
    assert Kind.ADDRESS in kinds(text)


@pytest.mark.parametrize(
    "text", ["NM1 2OB", "nm12ob", "NM1-2OB", "N M 1 2 O B", "NM1\n2OB", "NM1 20B", "NMl 2OB"]
)
def test_a_postcode_is_found_however_it_is_written(text: str) -> None:
    assert kinds(text) == {Kind.POSTCODE}


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "07700900123",
        "0 7 7 0 0 9 0 0 1 2 3",
        "(07700) 900-123",
        "+44 7700 900123",
        "+44 (0)7700 900 123",
        "0044 7700 900123",
        "447700900123",
        "7700 900123",
        "O77OO 9OO123",
        "٠٧٧٠٠ ٩٠٠١٢٣",
        "oh seven seven zero zero, nine double oh one two three",
        "900123",
        "01632/960456",
        "960 456",
    ],
)
def test_a_phone_is_found_however_it_is_written(text: str) -> None:
    assert kinds(text) == {Kind.PHONE}


@pytest.mark.parametrize(
    "text",
    [
        "We hope that you will change.",
        "There is hope. I hope so.",
        "You may not go there, and you will not.",
        "In March 2026, in May and on 5 May 2026.",
        "Roake, Callum Roake, Mr Roake of 14 Alder Court, NM4 2QT, 07700 900999",
        "At the mill you took a lane to the cottage with a rose.",
        "a mia culpa".replace("mia", "mea"),
        "Reports 1 to 14, a total of 3 in 2026 (NM1).",
        "Northmoor Police, 1 Castle Road, Northmoor NM1 1AA, 01632 960100",
        "Signed Helen Brodie",
        "Samaritans: 116 123. Respect Phoneline: 0808 802 4040",
        "on all occasions, as he was an ordinary man",
        "",
    ],
)
def test_ordinary_words_and_the_readers_own_particulars_pass(text: str) -> None:
    assert found(text) == []


def test_a_finding_says_where_it_is_and_what_kind_but_not_whose() -> None:
    text = "It was said that Maria lived at 14A Acacia Avenue."
    first, second = scan(text, FORBIDDEN)
    assert text[first.start : first.end] == first.words == "Maria"
    assert second == Finding(Kind.ADDRESS, "14A Acacia Avenue", 32, 49)
    assert first.sentence == "Take out “Maria”: it is the name of somebody else in the records."
    assert "Neill" not in first.sentence


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("Will", "You will be arrested. Will you?", False),
        ("Will", "In this case Will was hit.", True),
        ("May", "In May 2026 you may have.", False),
        ("May", "You hit May there.", True),
        ("June", "Between April and June 2026", False),
        ("June", "You hit June.", True),
        ("Mark", "WHAT THE POLICE WILL MARK NEXT", False),
        ("Grace", "Grace was there.", True),
        ("Law", "It is the law. Law and order.", True),
        ("Bean", "It can be an offence.", False),
        ("Bean", "It is to be-an order.", False),
        ("Bean", "It was Bean.", True),
        ("Jo", "It was Jo.", True),
        ("Jo", "a major journey", False),
        ("Al", "It was Al.", True),
        ("Al", "All of it, al dente", True),
        ("An", "It is an offence.", False),
        ("An", "It was An there.", True),
        ("M", "M went. M. Other", False),
        ("Ina", "It is in a letter.", False),
        ("Ina", "It was Ina.", True),
    ],
)
def test_short_names_and_names_that_are_words_are_handled_with_care(
    name: str, text: str, is_found: bool
) -> None:
    forbidden = Forbidden(people=(Protected(names=((name, ""),)),))
    assert bool(found(text, forbidden)) is is_found


def test_a_shared_surname_is_found_only_with_the_others_forename() -> None:
    family = Forbidden(people=(Protected(names=(("Ann", "Roake"),)),), own=OWN)
    assert found("Mr Roake", family) == []
    assert found("Ann Roake", family) == [(Kind.NAME, "Ann Roake")]
    assert found("Roake, Ann", family) == [(Kind.NAME, "Roake, Ann")]


def test_a_shared_home_is_the_readers_own_and_may_be_printed() -> None:
    shared = Forbidden(people=(Protected(addresses=OWN.addresses, phones=OWN.phones),), own=OWN)
    assert found("14 Alder Court, Northmoor, NM4 2QT, 07700 900999", shared) == []


def test_a_signatory_with_a_victims_forename_may_sign_and_nobody_else_may_be_named_so() -> None:
    helen = Forbidden(people=(Protected(names=(("Helen", "Other"),)),), phrases=("Helen Brodie",))
    assert found("Helen Brodie, Inspector", helen) == []
    assert found("Helen was there. Helen Brodie", helen) == [(Kind.NAME, "Helen")]


def test_a_clean_letter_passes_whole_and_a_poisoned_one_does_not() -> None:
    assert found(text_of(letter_html())) == []
    poisoned = letter_html(facts=("It was reported that M\u0430ria was hit.",))
    assert kinds(text_of(poisoned)) == {Kind.NAME}
    assert kinds(text_of(letter_html(local_support=("Ask at 14a Acacia Avenue",)))) == {
        Kind.ADDRESS
    }


def test_with_plain_searching_the_same_letter_would_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: the guard taken down to a search for the words as they stand."""
    plainly = [("Ma\u200bria", "Maria"), ("Acacia-Avenue", "Acacia Ave"), ("M4ria", "Maria")]
    assert all(wanted not in written for written, wanted in plainly)
    assert all(found(written) for written, _ in plainly)
    monkeypatch.setattr(scanning, "needles", lambda forbidden: scanning.Needles())
    assert not any(found(written) for written, _ in plainly)
