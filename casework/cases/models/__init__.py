"""The case, what is decided on it, and what is known to be safe."""

from casework.cases.models.case import Case, Move, Reason, RetentionGroup, State
from casework.cases.models.decisions import Adoption, Band, RiskAssessment
from casework.cases.models.gate import ContactGate, ContactHold, VictimCheck

__all__ = [
    "Adoption",
    "Band",
    "Case",
    "ContactGate",
    "ContactHold",
    "Move",
    "Reason",
    "RetentionGroup",
    "RiskAssessment",
    "State",
    "VictimCheck",
]
