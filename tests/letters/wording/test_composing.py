"""A letter put together from approved wording and values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from letters import pdf
from letters.wording.actions import kinds, shipped
from letters.wording.composing import PLACE, compose, fill, text_of
from letters.wording.engine import Strict, folder
from letters.wording.placeholders import NAMES, OPTIONAL, LetterIncomplete
from tests.makers_paper import CREATED, letter_html, placeholders

KEPT = Path(__file__).parent


def test_a_warning_letter_says_what_the_stored_copy_says() -> None:
    """A change of wording shows here: copy the new text when it is meant."""
    assert text_of(letter_html()) == (KEPT / "warning_letter.txt").read_text().rstrip("\n")


def test_a_warning_letter_is_two_pages_of_the_same_words() -> None:
    html = letter_html()
    made = pdf.render_pdf(html, identifier=b"x", title="Letter", created=CREATED)
    pages = pdf.page_text(made)
    assert len(pages) == 2
    printed = "".join(" ".join(pages).split())
    for line in text_of(html.replace("<title>Letter</title>", "")).split("\n"):
        for word in line.split():
            assert word in printed


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in OPTIONAL and name != "wording_version"]
)
def test_a_warning_letter_is_not_made_without(name: str) -> None:
    empty = () if isinstance(getattr(placeholders(), name), tuple) else ""
    with pytest.raises(LetterIncomplete, match=name.replace("_", " ")):
        letter_html(**{name: empty})


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_warning_letter_may_do_without(name: str) -> None:
    empty = () if isinstance(getattr(placeholders(), name), tuple) else ""
    assert letter_html(**{name: empty})


def test_a_place_the_layout_wants_and_the_wording_lacks_stops_the_letter() -> None:
    paragraphs = dict(shipped("warning_letter").paragraphs)
    del paragraphs["held"]
    with pytest.raises(LetterIncomplete, match="held"):
        compose("warning_letter", placeholders(), paragraphs)


@pytest.mark.parametrize(
    "paragraph",
    [
        "{victim_name}",
        "{recipient_name.__class__}",
        "{recipient_name!r}",
        "{recipient_name:>500}",
        "{0}",
        "{}",
        "{facts}",
        "{{recipient_name}}",
        "left { open",
        "closed } only",
    ],
)
def test_wording_can_ask_for_nothing_but_a_value_of_the_list(paragraph: str) -> None:
    values = Strict(dict.fromkeys(NAMES, "x"))
    with pytest.raises(LetterIncomplete):
        fill(paragraph, values)


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    values = Strict({"recipient_name": "{date}", "date": "today"})
    assert fill("Dear {recipient_name}", values) == "Dear {date}"


def test_an_empty_value_in_a_sentence_stops_the_letter_even_if_it_may_be_empty() -> None:
    with pytest.raises(LetterIncomplete, match="unit phone"):
        fill("Call {unit_phone}", Strict({"unit_phone": ""}, optional=("unit_phone",)))


@pytest.mark.parametrize("kind", kinds())
def test_every_wording_has_its_layout_and_the_layout_a_purpose(kind: str) -> None:
    text = shipped(kind)
    source = (folder() / text.layout).read_text()
    assert "Purpose:" in source
    assert "Legal basis:" in source
    places = set(re.findall(r"says\.(\w+)", source + (folder() / "base_letter.html").read_text()))
    assert places == set(text.paragraphs)
    assert {name for t in text.paragraphs.values() for p in t for name in PLACE.findall(p)} <= set(
        NAMES
    )


def test_the_text_of_a_letter_is_what_a_reader_or_a_screen_reader_is_given() -> None:
    html = (
        "<title>T</title><style>p{}</style><h1>One</h1><p>two\n <b>th</b>ree</p><!-- no -->"
        "<table><tr><th>Four</th><td>five</td></tr></table><img alt='six'>"
        "<a href='x' title='seven'>eight</a><p hidden>nine &amp; ten</p>"
    )
    assert text_of(html).split("\n") == [
        "T",
        "One",
        "two three",
        "Four five",
        "six",
        "seven",
        "eight",
        "nine & ten",
    ]
