"""Text brought to one form in which two spellings of the same word are the same.

Every token knows where it stood in the text, so that a finding can be shown in its place.
"""

# ruff: noqa: RUF001 - look-alike letters are what this file is about

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Letters of other alphabets that a reader takes for Latin ones, and Latin letters that Unicode
# does not take apart. Capital and small letters are separate: they do not always look alike.
_PAIRS = (
    "АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX аa вb еe ѕs іi јj кk мm нh оo рp сc тt уy хx "
    "ԁd ԛq ԝw ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa εe ηn ιi κk νv οo ρp τt υu χx γy "
    "łl ŁL øo ØO đd ĐD ħh ĦH ıi ŧt ŦT ðd ÐD ɑa ɡg ɩi ʏy ᴀa ʙb ᴄc ᴅd ᴇe ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn "
    "ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ᴢz ǀl ∣l ƖI ӏl ӀI օo ոn սu һh ҺH ԜW ꓐB ꓑP ꓒD ꓓD ꓔT ꓖG ꓗK ꓙJ ꓚC"
)
LOOK_ALIKE = {pair[0]: pair[1] for pair in _PAIRS.split()} | {
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "Þ": "TH",
    "ŋ": "ng",
}
# How a foreign letter is written where a keyboard lacks it: "Mueller" for "Müller".
SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\u00ad_"


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters or of digits: folded, as it was written, and where."""

    text: str
    raw: str
    start: int
    end: int
    gap: str  # what stands between it and the token before

    @property
    def hyphened(self) -> bool:
        """Whether it goes on from the token before: nothing or only a dash between them."""
        return not self.gap.strip(DASHES) or self._line_broken

    @property
    def _line_broken(self) -> bool:
        """A dash at the end of a line, the rest of the word on the next."""
        return bool(self.gap) and self.gap[0] in DASHES and self.gap[1:].isspace()

    @property
    def capital(self) -> bool:
        return self.raw[:1].isupper()


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """What one character counts as: plain small letters, a digit, a space, or nothing.

    Nothing stands for characters nobody sees: accents by themselves, zero-width and direction
    marks, soft hyphens.
    """
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc") and not character.isspace():
        return ""
    folded = []
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.category(part) in ("Mn", "Me", "Cf"):
            continue
        part = LOOK_ALIKE.get(part, part)
        digit = unicodedata.digit(part, None) if len(part) == 1 else None
        folded.append(str(digit) if digit is not None else part.casefold())
    small = "".join(folded)
    return "".join(LOOK_ALIKE.get(letter, letter) for letter in small)


def fold(text: str) -> str:
    """The folded letters and digits of a text, everything else left out."""
    return "".join(token.text for token in tokens(text))


def spellings(name: str) -> set[str]:
    """The folded forms of one name: as it is, and with foreign letters spelt out."""
    composed = unicodedata.normalize("NFC", name.casefold())
    spelt = "".join(SPELT_OUT.get(letter, letter) for letter in composed)
    return {fold(name), fold(spelt)} - {""}


def words(text: str) -> list[str]:
    """The folded tokens of a text, without their places."""
    return [token.text for token in tokens(text)]


def tokens(text: str) -> list[Token]:
    """The text's runs of letters and of digits, in order.

    "NM12AB" is three, "MariaSmith" two: a search puts neighbours together again.
    """
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    piece, start, end, last = "", 0, 0, 0
    for place, character in enumerate(text):
        folded = fold_character(character)
        if not folded:
            continue
        new = not folded.isalnum() or (piece and _parted(piece, text[start:end], folded, character))
        if new and piece:
            yield Token(piece, text[start:end], start, end, text[last:start])
            piece, last = "", end
        if folded.isalnum():
            start = start if piece else place
            piece, end = piece + folded, place + 1
    if piece:
        yield Token(piece, text[start:end], start, end, text[last:start])


def _parted(piece: str, raw: str, folded: str, character: str) -> bool:
    """Whether a new token begins here: letters after digits, or a capital after a small letter."""
    if piece[-1].isdigit() != folded[0].isdigit():
        return True
    return character.isupper() and not raw[-1].isupper()
