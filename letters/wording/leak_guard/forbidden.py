"""What must not be in a letter, and the shapes it is looked for in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from casework.people.addresses import POSTCODE, SAME_WORDS
from letters.wording.leak_guard.folding import fold, spellings, words
from letters.wording.leak_guard.plain_words import PLAIN, STARTERS


class Kind(StrEnum):
    NAME = "name"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"


@dataclass(frozen=True, kw_only=True)
class Protected:
    """What the records hold of one person: (forename, surname), (address, postcode), phones."""

    names: tuple[tuple[str, str], ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Forbidden:
    """Everyone whose particulars must not be in the text, and what may be there all the same."""

    people: tuple[Protected, ...]
    own: Protected = Protected()  # the recipient's own particulars, which they know
    phrases: tuple[str, ...] = ()  # of the office, allowed where they stand whole
    standing: tuple[str, ...] = ()  # the approved paragraphs: their words are ordinary words


@dataclass(frozen=True)
class Needle:
    """One thing to look for: its natural pieces, and what kind of thing it is."""

    kind: Kind
    pieces: tuple[str, ...]
    alone: bool = False  # could be ordinary words: how it is written decides


@dataclass
class Needles:
    """Everything to look for, by its folded letters without any gap."""

    joined: dict[str, Needle] = field(default_factory=dict)
    postcodes: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    plain: frozenset[str] = PLAIN
    starters: frozenset[str] = STARTERS  # plain words that a sentence may well begin with

    def add(self, kind: Kind, pieces: Iterable[str], *, alone: bool = False) -> None:
        parts = tuple(pieces)
        key = "".join(parts)
        # A whole name or street stays one where a part of another is spelt the same.
        if key and (key not in self.joined or self.joined[key].alone):
            self.joined[key] = Needle(kind, parts, alone)


_TYPES = (
    "alley approach avenue bank broadway buildings close common cottage cottages court crescent "
    "croft drive end esplanade farm field fields flats gardens garth gate green grove heights hill "
    "house lane lodge meadow meadows mews mount parade park passage path place promenade quay rise "
    "road row side sq st terrace tower towers vale view villa villas walk way wharf wood wynd yard"
)
STREET_TYPES = frozenset(_TYPES.split())
SEPARATOR = re.compile(r"[\s\-\u2010-\u2015]+")
SIMILAR_IN_A_POSTCODE = str.maketrans("oil", "011")
PARTS_OF_AN_ADDRESS = re.compile(r"[,;\n\r]")
LONG_DIGITS = 6  # fewer are no telephone number


def needles(forbidden: Forbidden) -> Needles:
    """Everything to look for in a text for `forbidden`."""
    standing = _ordinary(forbidden.standing)
    found = Needles(plain=PLAIN | standing, starters=STARTERS | standing)
    own = _own(forbidden.own)
    for person in forbidden.people:
        for forename, surname in person.names:
            _add_name(found, forename, surname, own.joined)
        for value, postcode in person.addresses:
            _add_address(found, value, postcode, own)
        found.phones |= {number for phone in person.phones if (number := national(phone))}
    found.phones -= own.phones
    for key in [key for key, needle in own.joined.items() if key in found.joined]:
        if own.joined[key].kind == found.joined[key].kind:
            del found.joined[key]
    return found


@lru_cache(maxsize=16)
def _ordinary(standing: tuple[str, ...]) -> frozenset[str]:
    """The words of an approved text, which are the same for every letter."""
    return frozenset(word for text in standing for word in words(text))


def _own(own: Protected) -> Needles:
    found = Needles()
    for forename, surname in own.names:
        _add_name(found, forename, surname, {})
    for value, postcode in own.addresses:
        _add_address(found, value, postcode, Needles())
    found.phones = {number for phone in own.phones if (number := national(phone))}
    return found


def _add_name(found: Needles, forename: str, surname: str, own: dict[str, Needle]) -> None:
    """The whole name in both orders, and each of its parts alone unless the recipient has it."""
    first_name = SEPARATOR.split(forename.strip())[0]
    for first in {*spellings(forename), *spellings(first_name)}:
        for last in spellings(surname):
            found.add(Kind.NAME, (first, last))
            found.add(Kind.NAME, (last, first))
    for name in (forename, surname):
        for part in {name, *SEPARATOR.split(name)}:
            for spelt in spellings(part):
                pieces = words(part) if fold(part) == spelt else [spelt]
                if len(spelt) > 1 and spelt not in own:
                    found.add(Kind.NAME, pieces, alone=True)
                    found.add(Kind.NAME, [*pieces[:-1], pieces[-1] + "s"], alone=True)


def _add_address(found: Needles, value: str, postcode: str, own: Needles) -> None:
    inside = POSTCODE.search(value.casefold())
    for code in filter(None, (fold(postcode), fold(inside[0]) if inside else "")):
        if (folded := code.translate(SIMILAR_IN_A_POSTCODE)) not in own.postcodes:
            found.postcodes.add(folded)
    for pieces in address_pieces(value):
        if "".join(pieces) not in own.joined:
            # "church close" may be two ordinary words: then its capitals decide.
            words_only = all(word in PLAIN or word in STREET_TYPES for word in pieces)
            found.add(Kind.ADDRESS, pieces, alone=words_only)


def address_pieces(value: str) -> list[tuple[str, ...]]:
    """The ways an address can be recognised: number and street, street, name of the house."""
    line = POSTCODE.sub(" ", value.casefold())
    segments = [street_words(words(part)) for part in PARTS_OF_AN_ADDRESS.split(line)]
    found: list[tuple[str, ...]] = []
    for place, segment in enumerate(filter(None, segments)):
        number, name = _number_and_name(segment)
        if name and (types := [i for i, word in enumerate(name) if i and word in STREET_TYPES]):
            street = name[: types[-1] + 1]
            found += [street, (*number, *street)]
            if number and len(street) > 1 and "".join(street[:-1]) not in PLAIN:
                found.append((*number, *street[:-1]))
        elif name and number:
            found += [(*number, *name), *([name] if len(name) > 1 else [])]
        elif place == 0 and len(name) > 1:
            found.append(name)
    return found


def street_words(parts: list[str]) -> list[str]:
    """Usual short forms written out: "ave" as "avenue", "street" as "st"."""
    return [SAME_WORDS.get(part, part) for part in parts]


def _number_and_name(segment: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The house number (with its letter) and the words after it; a flat's number is left out."""
    rest = segment
    if rest[0] == "flat" and len(rest) > 1:
        rest = rest[2:]
    number: list[str] = []
    while rest and (rest[0].isdigit() or (number and len(rest[0]) == 1 and len(rest) > 1)):
        number.append(rest[0])
        rest = rest[1:]
    return tuple(number), tuple(rest)


def national(phone: str) -> str:
    """The digits of a number without 0, +44 or 0044 before them; "" where there are too few."""
    digits = "".join(character for character in fold(phone) if character.isdigit())
    digits = digits.removeprefix("00") if digits.startswith("0044") else digits
    digits = digits.removeprefix("44") if len(digits) > 10 else digits
    digits = digits.removeprefix("0")
    return digits if len(digits) >= LONG_DIGITS else ""
