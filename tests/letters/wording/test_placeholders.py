"""A letter is filled from plain strings and can reach nothing else."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from django.utils.safestring import mark_safe

from letters.wording.placeholders import (
    LISTS,
    LONGEST,
    MOST,
    NAMES,
    OPTIONAL,
    LetterIncomplete,
    Placeholders,
)
from tests.makers_paper import letter_html, placeholders


class Text(str):
    """A string that is more than a string."""

    __slots__ = ()


class Record:
    """Stands for a model."""

    name = "Maria"


@pytest.mark.parametrize("value", [Record(), None, 7, b"bytes", Text("x"), mark_safe("<b>")])
def test_only_plain_text_is_taken(value: Any) -> None:
    with pytest.raises(TypeError, match="recipient_name must be plain text"):
        placeholders(recipient_name=value)


@pytest.mark.parametrize("value", ["one line", ["a list"], (Record(),), (mark_safe("<b>"),)])
def test_only_tuples_of_plain_text_are_taken_as_lists(value: Any) -> None:
    with pytest.raises(TypeError, match="facts must be plain text"):
        placeholders(facts=value)


def test_without_the_check_marked_up_text_would_get_into_the_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin of the two tests above."""
    monkeypatch.setattr(Placeholders, "__post_init__", lambda self: None)
    assert "<b>x</b>" in letter_html(recipient_name=mark_safe("<b>x</b>"))


def test_nothing_can_be_changed_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        placeholders().reference = "another"  # type: ignore[misc]


def test_the_list_is_closed() -> None:
    with pytest.raises(TypeError):
        Placeholders(victim_name="Maria")  # type: ignore[call-arg]
    assert {field.type for field in fields(Placeholders)} == {"str", "tuple[str, ...]"}
    assert set(OPTIONAL) | set(LISTS) <= set(NAMES)


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u00ad", "\u202e", "\x00", "\n", "\ue000", "\u2028", "\ufeff"]
)
def test_a_character_nobody_sees_stops_the_letter(hidden: str) -> None:
    with pytest.raises(LetterIncomplete, match="nobody can see"):
        placeholders(facts=(f"It was reported that Ma{hidden}ria was hit.",))


def test_a_value_of_any_length_is_not_taken() -> None:
    with pytest.raises(LetterIncomplete, match="too long"):
        placeholders(recipient_name="x" * (LONGEST + 1))
    with pytest.raises(LetterIncomplete, match="too long"):
        placeholders(facts=("x",) * (MOST + 1))


def test_the_inputs_kept_with_a_document_are_every_value() -> None:
    values = placeholders()
    kept = values.as_inputs()
    assert list(kept) == list(NAMES)
    assert kept["facts"] == list(values.facts)
    assert replace(values, date="1 May 2027").as_inputs()["date"] == "1 May 2027"
