"""What can be wrong with a file, and with one row of it."""

from __future__ import annotations

from dataclasses import dataclass

from casework.core.errors import Refused


class BrokenFile(Refused):
    """The file cannot be read to its end, so nothing of it is taken. `line` is where."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"Line {line}: {problem} Nothing was imported.")
        self.line = line


class BrokenMapping(Refused):
    """The mapping file does not say clearly which column is which."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken: in which column, the value given, and what to do about it."""

    column: str
    value: str
    problem: str
    remedy: str
