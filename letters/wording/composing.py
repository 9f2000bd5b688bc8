"""From approved paragraphs and plain values to the HTML of a letter, and from HTML to its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

from letters.wording import engine
from letters.wording.placeholders import (
    LISTS,
    NAMES,
    OPTIONAL,
    LetterIncomplete,
    Placeholders,
    in_words,
)

Paragraphs = Mapping[str, Sequence[str]]
PLACE = re.compile(r"\{([^{}]*)\}")


def compose(
    kind: str, placeholders: Placeholders, paragraphs: Paragraphs, *, layout: str = ""
) -> str:
    """The HTML of one letter: the layout of `kind` with its paragraphs and values filled in.

    `paragraphs` are those of an approved `Wording`: the name of a place in the layout and its
    plain texts, with {placeholder} where a value goes. Raises LetterIncomplete when a value that
    the text or the layout asks for is empty, or when either asks for something unknown.
    """
    values = engine.Strict({name: getattr(placeholders, name) for name in NAMES}, optional=OPTIONAL)
    says = {
        place: [fill(paragraph, values) for paragraph in texts]
        for place, texts in paragraphs.items()
    }
    return engine.render(layout or f"{kind}.html", {"letter": values, "says": engine.Strict(says)})


def fill(paragraph: str, values: Mapping[str, str]) -> str:
    """One approved paragraph with its {placeholders} replaced by their values.

    A plain replacement of known names: no attributes, no indexes, no formats. Raises
    LetterIncomplete for any other brace, and for an empty value.
    """
    check_places(paragraph)

    def value(match: re.Match[str]) -> str:
        text = values[match[1]]
        if not text:
            raise LetterIncomplete(f"The letter cannot be made without its {in_words(match[1])}.")
        return text

    return PLACE.sub(value, paragraph)


def check_places(paragraph: str) -> None:
    """Raise LetterIncomplete unless every brace in the text is a placeholder of the closed list."""
    for name in PLACE.findall(paragraph):
        if name not in NAMES or name in LISTS:
            raise LetterIncomplete(f"The wording has “{{{name}}}”, which no letter can fill.")
    if set("{}") & set(PLACE.sub("", paragraph)):
        raise LetterIncomplete("The wording has a brace that is not part of a placeholder.")


def text_of(html: str) -> str:
    """The words of a letter as plain text, a line for each heading, paragraph, item and row.

    Titles and texts beside pictures are words too; style sheets and comments are not.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = ("".join(reader.pieces)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


class _Reader(HTMLParser):
    """Collects what a reader, or a screen reader, would be given."""

    WITHOUT_WORDS = ("style", "script")
    CELLS = ("td", "th")
    WITHIN_A_LINE = ("a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup")
    WORDS_IN = ("alt", "title", "aria-label", "placeholder", "value", "content", "summary", "label")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.WITHOUT_WORDS
        self._part(tag)
        for name, value in attrs:
            if value and name in self.WORDS_IN and not (tag == "meta" and name != "content"):
                self.pieces.append(f"\n{value}\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.WITHOUT_WORDS
        self._part(tag)

    def _part(self, tag: str) -> None:
        if tag not in self.WITHIN_A_LINE:
            self.pieces.append(" " if tag in self.CELLS else "\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\n", " "))
