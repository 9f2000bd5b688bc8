"""The letter: its states, its versions, its authority, and how it was served."""

from letters.correspondence.models.letter import (
    BY_OTHERS,
    ENDED,
    Letter,
    LetterState,
    Method,
)
from letters.correspondence.models.paper import FactLine, LetterVersion, ServiceAttempt

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
