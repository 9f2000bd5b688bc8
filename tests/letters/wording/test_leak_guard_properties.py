"""Anybody's particulars, written in any of the ways at once: made up, disguised, looked for."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from letters.wording.actions import shipped
from letters.wording.composing import text_of
from letters.wording.leak_guard import Forbidden, Kind, Protected, office_phrases, scan
from letters.wording.leak_guard.folding import DASHES, LOOK_ALIKE
from tests.makers_paper import letter_html, placeholders

OWN = Protected(names=(("Callum", "Roake"),))
PHRASES = office_phrases(placeholders())
STANDING = tuple(text for texts in shipped("warning_letter").paragraphs.values() for text in texts)
LETTERS = st.text("bcdfghjklmnprstvwz", min_size=2, max_size=3)
NAME = st.builds(lambda a, b, c: f"{a}o{b}a{c}".capitalize(), LETTERS, LETTERS, LETTERS)
LOOKS = {latin: foreign for foreign, latin in LOOK_ALIKE.items() if len(latin) == 1}
FILLER = "On that day the police were called to your address {} and you were asked to leave."


def kinds(text: str, forbidden: Forbidden) -> set[Kind]:
    return {finding.kind for finding in scan(text, forbidden)}


def disguised(word: str, chance: random.Random) -> str:
    """The word in another case, with look-alikes, invisible characters, accents and breaks."""
    pieces = []
    for letter in word:
        letter = chance.choice((letter, letter.upper(), letter.lower()))
        if chance.random() < 0.25:
            letter = LOOKS.get(letter, letter)
        if chance.random() < 0.15:
            letter += chance.choice(("\u0301", "\u0308", "\u200b", "\u00ad", "\u2060"))
        pieces.append(letter)
    joint = chance.choice(("", "", "", ".", "-", "-\n", " ", "\n"))
    if joint:
        place = chance.randrange(1, len(pieces))
        pieces.insert(place, joint)
    return "".join(pieces)


@settings(max_examples=300, deadline=None)
@given(forename=NAME, surname=NAME, seed=st.integers(0, 2**32))
def test_any_name_in_any_disguise_is_found(forename: str, surname: str, seed: int) -> None:
    chance = random.Random(seed)
    forbidden = Forbidden(
        people=(Protected(names=((forename, surname),)),), own=OWN, standing=STANDING
    )
    written = disguised(chance.choice((forename, surname)), chance)
    assert Kind.NAME in kinds(FILLER.format(written), forbidden)


@settings(max_examples=100, deadline=None)
@given(digits=st.from_regex(r"\A7[0-9]{9}\Z"), seed=st.integers(0, 2**32))
def test_any_phone_in_any_spacing_is_found(digits: str, seed: int) -> None:
    chance = random.Random(seed)
    written = chance.choice(("0", "+44", "+44 (0)", "0044 ", ""))
    written += "".join(digit + chance.choice(("", "", " ", "-", ".", " - ")) for digit in digits)
    forbidden = Forbidden(people=(Protected(phones=("0" + digits,)),))
    assert Kind.PHONE in kinds(FILLER.format(written), forbidden)


POSTCODE = st.from_regex(r"\A[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}\Z")


@settings(max_examples=100, deadline=None)
@given(postcode=POSTCODE, number=st.integers(1, 400), street=NAME, seed=st.integers(0, 2**32))
def test_any_address_in_any_spelling_is_found(
    postcode: str, number: int, street: str, seed: int
) -> None:
    chance = random.Random(seed)
    long, short = chance.choice(
        (("Avenue", "Ave."), ("Road", "Rd"), ("Street", "St"), ("Close", "Cl"))
    )
    forbidden = Forbidden(people=(Protected(addresses=((f"{number} {street} {long}", postcode),)),))
    gap = chance.choice((" ", "  ", ", ", "\n", "-"))
    line = (
        f"{number}{gap}{disguised(street, chance)}{gap}{chance.choice((long, short, long.upper()))}"
    )
    assert Kind.ADDRESS in kinds(FILLER.format(line), forbidden)
    code = chance.choice(
        (postcode, postcode.lower(), postcode.replace(" ", chance.choice(("", "-", "\n"))))
    )
    assert Kind.POSTCODE in kinds(FILLER.format(code), forbidden)


@settings(max_examples=60, deadline=None)
@given(forename=NAME, surname=NAME, digits=st.from_regex(r"\A7[0-9]{9}\Z"), postcode=POSTCODE)
def test_a_letter_that_says_nothing_of_anybody_passes(
    forename: str, surname: str, digits: str, postcode: str
) -> None:
    other = Protected(
        names=((forename, surname),),
        addresses=((f"7 {surname} Road", postcode),),
        phones=("0" + digits,),
    )
    forbidden = Forbidden(people=(other,), own=OWN, phrases=PHRASES, standing=STANDING)
    assert scan(CLEAN, forbidden) == []


CLEAN = text_of(letter_html())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_guard_and_every_finding_is_in_its_place(text: str) -> None:
    forbidden = Forbidden(
        people=(Protected(names=(("Maria", "Hope"), ("Jo", "O'Neill"))),), own=OWN
    )
    for finding in scan(text, forbidden):
        assert text[finding.start : finding.end] == finding.words
        assert finding.words.strip(DASHES + " ")
