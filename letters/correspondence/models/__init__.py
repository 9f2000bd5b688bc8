"""The letter: its states, its versions, its authority, and how it was served."""

from letters.correspondence.models.letter import ENDED, Letter, LetterState
from letters.correspondence.models.paper import (
    BY_OTHERS,
    FactLine,
    LetterVersion,
    Method,
    ServiceAttempt,
)

__all__ = [
    "BY_OTHERS",
    "ENDED",
    "FactLine",
    "Letter",
    "LetterState",
    "LetterVersion",
    "Method",
    "ServiceAttempt",
]
