"""Addresses as people type them, brought to one form in which two can be compared.

Pure functions. Where it matters whether a victim lives there, "perhaps" is taken as yes.
"""

from __future__ import annotations

import re

SAME_WORDS = {
    "apartment": "flat",
    "apt": "flat",
    "ave": "avenue",
    "av": "avenue",
    "cl": "close",
    "cres": "crescent",
    "ct": "court",
    "dr": "drive",
    "gdns": "gardens",
    "gr": "grove",
    "la": "lane",
    "ln": "lane",
    "pl": "place",
    "rd": "road",
    "saint": "st",
    "sq": "square",
    "street": "st",
    "str": "st",
    "ter": "terrace",
    "unit": "flat",
}
POSTCODE = re.compile(r"\b[a-z]{1,2}[0-9][0-9a-z]? ?[0-9][a-z]{2}\b")
WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"[0-9]+[a-z]?")


def normal_address(value: str, postcode: str) -> str:
    """The form an address is compared in: postcode without spaces, then its words.

    Case, punctuation, the order of flat and house, usual short forms and whether the postcode
    stands in the address or beside it make no difference.
    """
    line = re.sub(r"['\u2019]", "", value.casefold())
    inside = POSTCODE.search(line)
    if inside:
        line = line.replace(inside[0], " ")
    compact = "".join((postcode or (inside[0] if inside else "")).split()).upper()
    words = sorted({SAME_WORDS.get(word, word) for word in WORD.findall(line)})
    return f"{compact}|{' '.join(words)}"[:220]


def could_be_same(one: str, other: str) -> bool:
    """Whether two normal addresses may be one home.

    In one postcode they may, unless both have house numbers and share none. Where a postcode
    is missing they may, when one's words are all among the other's.
    """
    (postcode, words), (other_postcode, other_words) = _parts(one), _parts(other)
    if postcode and other_postcode:
        numbers, others = _numbers(words), _numbers(other_words)
        return postcode == other_postcode and (not numbers or not others or bool(numbers & others))
    return bool(words) and bool(other_words) and (words <= other_words or other_words <= words)


def _parts(normal: str) -> tuple[str, set[str]]:
    postcode, _, words = normal.partition("|")
    return postcode, set(words.split())


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if NUMBER.fullmatch(word)}
