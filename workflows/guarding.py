"""Hands the guard of letters to records that stand below it.

A text that leaves the unit, to a control room or to other teams, names nobody else in the records.
The guard lives with the letters; a record's action asks whoever calls it for one, so that none can
be written without.
"""

from __future__ import annotations

from casework.core.errors import Refused
from casework.people.models import Person
from letters.wording.leak_guard import forbidden_for, scan

# More than these at once help nobody put it right.
MOST_NAMED = 3


def names_nobody(person: Person, text: str) -> None:
    """Raise Refused where the text says who somebody else in the person's records is, where they
    live or what their number is (domain: section 5.10); the person's own may stand."""
    if not text.strip():
        return
    found = [finding.sentence for finding in scan(text, forbidden_for(person))]
    if found:
        raise Refused(" ".join(dict.fromkeys(found[:MOST_NAMED])))
