"""The search itself: what of the forbidden stands in the text, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from letters.wording.leak_guard.folding import Token, fold, tokens
from letters.wording.leak_guard.forbidden import (
    LONG_DIGITS,
    SIMILAR_IN_A_POSTCODE,
    Forbidden,
    Kind,
    Needle,
    Needles,
    needles,
    street_words,
)
from letters.wording.leak_guard.plain_words import BEFORE_A_MONTH, DIGIT_WORDS, MONTHS, TIMES

LONG_NAME = 8  # letters from which a name is also found inside a longer word
SHORT = 4  # fewer letters broken into pieces are more often chance than a name
WITHIN_A_NUMBER = re.compile(r"[\s().+\-\u2010-\u2015/_,·:*]{0,4}")
ENDS_A_SENTENCE = re.compile(r"[.!?:;•*\n\r\u2028\u2029]")
AROUND_A_WORD = ".,;:?()\"'\u201c\u201d\u2018\u2019"
POSSESSIVE = re.compile("['\u2019]s$")
STAND_INS = frozenset("013456789@$!|€")
FIGURES = str.maketrans("013456789@$!|€l", "oieasgtbgasiiei")


@dataclass(frozen=True)
class Finding:
    """One place in the text that says something of somebody else.

    `words` is the text as it stands from `start` to `end`. Whose particular it is stays unsaid.
    """

    kind: Kind
    words: str
    start: int
    end: int

    @property
    def sentence(self) -> str:
        """What the writer is told."""
        words = " ".join(self.words.split())
        return f"Take out “{words}”: it is the {self.kind} of somebody else in the records."


Span = tuple[Kind, int, int]


def scan(text: str, forbidden: Forbidden) -> list[Finding]:
    """Every place in `text` with a particular of somebody in `forbidden`, in order of the text.

    An empty list is no proof that the text gives nobody away (see the package's own words).
    """
    sought, found = needles(forbidden), tokens(text)
    plain_texts = [token.text for token in found]
    spans = [
        *_joined(found, plain_texts, sought, Kind.NAME),
        *_joined(found, plain_texts, sought, Kind.ADDRESS),
        *_joined(found, street_words(plain_texts), sought, Kind.ADDRESS),
        *_inside_longer_words(found, sought),
        *_figures_for_letters(text, sought),
        *_postcodes(found, sought),
        *_phones(found, sought),
    ]
    allowed = list(_phrases(found, forbidden.phrases))
    kept = [
        span
        for span in spans
        if not any(start <= span[1] and span[2] <= end for start, end in allowed)
    ]
    return [Finding(kind, text[start:end], start, end) for kind, start, end in _widest(kept)]


def _widest(spans: list[Span]) -> list[Span]:
    """Without those that lie inside another."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s[1], -s[2])):
        if not kept or span[2] > kept[-1][2]:
            kept.append(span)
    return kept


def _joined(
    found: list[Token], texts: Sequence[str], sought: Needles, kind: Kind
) -> Iterator[Span]:
    """Names and addresses, in one token or in neighbours put together."""
    longest = max((len(key) for key in sought.joined), default=0)
    for first in range(len(found)):
        key = ""
        for last in range(first, len(found)):
            key += texts[last]
            if len(key) > longest:
                break
            needle = sought.joined.get(key)
            if (
                needle
                and needle.kind == kind
                and _counts(found, texts, first, last, sought, needle)
            ):
                yield kind, found[first].start, found[last].end


def _counts(
    found: list[Token],
    texts: Sequence[str],
    first: int,
    last: int,
    sought: Needles,
    needle: Needle,
) -> bool:
    """Whether these neighbours are the needle, or ordinary words that happen to spell it."""
    pieces, key = tuple(texts[first : last + 1]), "".join(texts[first : last + 1])
    whole = len(pieces) == 1 or pieces == needle.pieces
    if needle.alone and needle.kind is Kind.ADDRESS:
        run_together = len(pieces) < len(needle.pieces)
        return whole and (run_together or found[last].capital)
    if whole or all(token.hyphened for token in found[first + 1 : last + 1]):
        ordinary = needle.alone and key in sought.plain
        return not ordinary or _written_as_a_name(found, first, last, sought, key)
    single_letters = all(len(piece) == 1 for piece in pieces)
    if len(key) < SHORT and not single_letters:
        return False
    return not all(piece in sought.plain for piece in pieces)


def _written_as_a_name(
    found: list[Token], first: int, last: int, sought: Needles, key: str
) -> bool:
    """Whether an ordinary word stands here as a name: a capital where a word would have none."""
    token = found[first]
    if not token.capital:
        return False
    before = found[first - 1] if first else None
    after = found[last + 1] if last + 1 < len(found) else None
    if key in MONTHS:
        neighbours = [beside.text for beside in (before, after) if beside]
        in_a_date = any(text.isdigit() for text in neighbours)
        if in_a_date or (before and before.text in BEFORE_A_MONTH):
            return False
    shouted = [t for t in (before, token, after) if t and len(t.raw) > 1 and t.raw.isupper()]
    if token.raw.isupper() and len(token.raw) > 1 and len(shouted) > 1:
        return False
    starts = before is None or bool(ENDS_A_SENTENCE.search(token.gap))
    return not starts or key not in sought.starters


def _inside_longer_words(found: list[Token], sought: Needles) -> Iterator[Span]:
    """A long name run together with other letters."""
    long_names = [
        key
        for key, needle in sought.joined.items()
        if needle.kind is Kind.NAME and len(key) >= LONG_NAME
    ]
    for token in found:
        if token.text not in sought.plain and any(name in token.text for name in long_names):
            yield Kind.NAME, token.start, token.end


def _figures_for_letters(text: str, sought: Needles) -> Iterator[Span]:
    """A name with figures or signs for some of its letters: "M4ria", "J0nes", "Mar!a"."""
    names = {
        key.translate(FIGURES)
        for key, needle in sought.joined.items()
        if needle.kind is Kind.NAME and len(key) >= SHORT and key not in sought.plain
    }
    for chunk in re.finditer(r"\S+", text):
        for around in (AROUND_A_WORD, AROUND_A_WORD + "!"):
            bare = POSSESSIVE.sub("", chunk[0].strip(around))
            if not any(c.isalpha() for c in bare) or not set(bare) & STAND_INS:
                continue
            if fold(bare.casefold().translate(FIGURES)).translate(FIGURES) in names:
                yield Kind.NAME, chunk.start(), chunk.end()


def _postcodes(found: list[Token], sought: Needles) -> Iterator[Span]:
    """Postcodes, in whatever pieces; O and 0, I and 1 count as the same."""
    for first in range(len(found)):
        key = ""
        for last in range(first, len(found)):
            key += found[last].text.translate(SIMILAR_IN_A_POSTCODE)
            if len(key) > 8:
                break
            if key in sought.postcodes:
                yield Kind.POSTCODE, found[first].start, found[last].end


def _phones(found: list[Token], sought: Needles) -> Iterator[Span]:
    """Numbers in figures or words, with or without their prefix, or only their last six digits."""
    for run in _runs_of_digits(found):
        digits = "".join(figures for _, figures in run)
        hit = any(number in digits for number in sought.phones) or (
            len(digits) >= LONG_DIGITS and any(number.endswith(digits) for number in sought.phones)
        )
        if hit:
            yield Kind.PHONE, run[0][0].start, run[-1][0].end


def _runs_of_digits(found: list[Token]) -> Iterator[list[tuple[Token, str]]]:
    run: list[tuple[Token, str]] = []
    times = 1
    for token in found:
        if token.text in TIMES:
            times = TIMES[token.text]
            continue
        figures = DIGIT_WORDS.get(token.text, token.text.translate(SIMILAR_IN_A_POSTCODE))
        figures = figures if figures.isdigit() else ""
        follows = times > 1 or WITHIN_A_NUMBER.fullmatch(token.gap)
        if run and not (figures and follows):
            yield run
            run = []
        if figures:
            run.append((token, figures[0] * (times - 1) + figures))
        times = 1
    if run:
        yield run


def _phrases(found: list[Token], phrases: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where a phrase of the office stands whole."""
    texts = [token.text for token in found]
    for phrase in phrases:
        wanted = [token.text for token in tokens(phrase)]
        for first in range(len(texts) - len(wanted) + 1):
            if wanted and texts[first : first + len(wanted)] == wanted:
                yield found[first].start, found[first + len(wanted) - 1].end
