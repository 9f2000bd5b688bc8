"""The letter: its states, versions, authority, service, and what is said against it."""

from letters.correspondence.models.letter import Letter
from letters.correspondence.models.paper import FactLine, LetterVersion, ServiceAttempt
from letters.correspondence.models.representation import Representation
from letters.correspondence.models.states import (
    AFTER_SERVICE,
    BY_OTHERS,
    ENDED,
    SERVED_STATES,
    STANDING,
    LetterState,
    Method,
)

__all__ = [
    "AFTER_SERVICE",
    "BY_OTHERS",
    "ENDED",
    "SERVED_STATES",
    "STANDING",
    "FactLine",
    "Letter",
    "LetterState",
    "LetterVersion",
    "Method",
    "Representation",
    "ServiceAttempt",
]
