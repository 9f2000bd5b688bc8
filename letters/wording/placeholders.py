"""Everything a letter may say that is not approved wording: a closed list of plain strings.

A letter is filled from these values and nothing else. They are text, never records, so no layout
and no wording can reach a person, an incident or a database through them (domain: section 5.10).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields

from casework.core.errors import Refused

LONGEST = 500  # characters of one value or of one line of a list
MOST = 40  # lines of one list


class LetterIncomplete(Refused):
    """The letter cannot be made from what it was given; the sentence says what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Placeholders:
    """The values of one letter, formatted as they are to be read: plain strings, tuples of lines.

    An empty value stays unsaid where a layout allows for it, and stops the letter where one asks
    for it. Raises TypeError for anything that is not plain text (marked-up strings included),
    LetterIncomplete for text that is too long or that holds an invisible character.
    """

    reference: str
    date: str
    recipient_name: str
    recipient_address: tuple[str, ...] = ()
    date_of_birth: str = ""
    force_name: str
    unit_name: str = ""
    # Where the reader answers: a letter that says by when says where.
    unit_address: tuple[str, ...] = ()
    unit_phone: str = ""
    unit_email: str = ""
    # What was reported: neutral lines, each resting on a record (domain: section 2a).
    facts: tuple[str, ...] = ()
    # Help near the reader, beside the help that the approved wording names.
    local_support: tuple[str, ...] = ()
    answer_within: str = ""  # such as "28 days"
    held_for: str = ""  # such as "12 months"
    signatory_name: str = ""
    signatory_title: str = ""
    wording_version: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            lines = value if field.type == "tuple[str, ...]" else (value,)
            # The exact types: a subclass could call itself safe or do something when printed.
            if type(lines) is not tuple or any(type(line) is not str for line in lines):
                raise TypeError(f"{field.name} must be plain text.")
            _check_lines(field.name, lines)

    def as_inputs(self) -> dict[str, str | list[str]]:
        """The values as plain data, for keeping with the document."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


NAMES = tuple(field.name for field in fields(Placeholders))
LISTS = tuple(field.name for field in fields(Placeholders) if field.type == "tuple[str, ...]")
# What may stay empty; a letter that asks for any other empty value is not made.
OPTIONAL = (
    "recipient_address",
    "date_of_birth",
    "unit_name",
    "unit_email",
    "local_support",
)


def in_words(name: str) -> str:
    """How a page names a placeholder: "date of birth"."""
    return name.replace("_", " ")


def _check_lines(name: str, lines: tuple[str, ...]) -> None:
    if len(lines) > MOST or any(len(line) > LONGEST for line in lines):
        raise LetterIncomplete(f"The {in_words(name)} of the letter is too long.")
    for line in lines:
        # Control, format, surrogate and private-use characters: a reader does not see them, but
        # they could split a name so that the leak guard does not see it either.
        if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in line):
            raise LetterIncomplete(
                f"The {in_words(name)} of the letter has a character that nobody can see. "
                "Type the words again."
            )
