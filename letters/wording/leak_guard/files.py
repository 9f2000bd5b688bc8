"""The same guard on a whole file: every word of a PDF, wherever it stands, or a text."""

from __future__ import annotations

from dataclasses import dataclass

from letters.pdf.saying import PDF, AllSaid, Said, everything_said
from letters.wording.leak_guard.forbidden import Forbidden
from letters.wording.leak_guard.scanning import Finding, scan


@dataclass(frozen=True)
class FoundIn:
    """A finding, and where in the file it stands."""

    where: str
    finding: Finding


def words_of(data: bytes) -> AllSaid:
    """Every word of a PDF or of a text in UTF-8. Raises ValueError for anything else."""
    if data.startswith(PDF):
        return everything_said(data)
    try:
        return AllSaid((Said("the text", data.decode("utf-8-sig")),))
    except UnicodeDecodeError as error:
        raise ValueError("This is neither a PDF nor a text in UTF-8.") from error


def scan_words(said: AllSaid, forbidden: Forbidden) -> list[FoundIn]:
    """What of the forbidden stands where; a thing said twice in one place is named once."""
    found = [
        FoundIn(each.where, finding)
        for each in said.said
        for finding in scan(each.words, forbidden)
    ]
    named = {(each.where, each.finding.kind, each.finding.words): each for each in found}
    return list(named.values())
