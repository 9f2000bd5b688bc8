"""Whether a file without a last line end is whole: its last cell may have been cut off.

Many systems leave the last line end out, so it alone proves nothing. A value that was cut is
shorter than it was: it looks like the start of what other rows have in that column, or like
nothing they have. Only columns of one form can be judged: dates, flags, codes and numbers. In a
column of free text any start of a value may be a value, and what can be known is only what
`reading` sees: an open quote, half a character, too few cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from casework.incidents.importer.errors import BrokenFile

FREE_TEXT = frozenset(
    {
        *("ho_title", "mo_text", "team", "beat", "risk_tool", "risk_grade"),
        *("suspect_forename", "suspect_surname", "suspect_address"),
        *("victim_forename", "victim_surname", "victim_address"),
    }
)
# Made of letters and digits that differ from row to row; elsewhere a letter means something.
IDENTIFIERS = frozenset(
    {
        *("occurrence_no", "crime_ref", "suspect_nominal_id", "victim_nominal_id"),
        *("pnc_id", "cro_no", "oic_collar", "suspect_postcode", "victim_postcode"),
    }
)
DIGITS = {ord(digit): "0" for digit in "123456789"}
LETTERS = {ord(letter): "A" for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}


def shape(cell: str, column: str) -> str:
    """The form of a cell: every digit as 0 and, in an identifier, every letter as A."""
    return cell.translate(DIGITS | LETTERS if column in IDENTIFIERS else DIGITS)


class LastColumn:
    """The shapes a file without a last line end has in its last column, and its last cell."""

    def __init__(self, names: Sequence[str | None]) -> None:
        """`names` are ours for each column; None, an ignored column, is not judged."""
        self._at, self._column = len(names) - 1, names[-1] or ""
        self._judged = bool(self._column) and self._column not in FREE_TEXT
        self._seen: set[str] = set()
        self._last: str | None = None

    def see(self, cells: Sequence[str]) -> None:
        """Take in the next row; one without values (only a blank line) is whole as it stands."""
        if self._last is not None:
            self._seen.add(self._last)
        is_row = self._judged and len(cells) > self._at
        self._last = shape(cells[self._at], self._column) if is_row else None

    def check(self, line: int) -> None:
        """Raise BrokenFile unless the last cell is as long as a cell of another row, and no
        other row shows how it might go on.
        """
        last = self._last
        if last is None:
            return
        might_go_on = any(other != last and other.startswith(last) for other in self._seen)
        if last not in self._seen or might_go_on:
            raise BrokenFile(
                line,
                f"the file ends here without a line end, and the value of {self._column} may "
                "have been cut off. Fetch the file again. If it is whole, end its last line.",
            )
