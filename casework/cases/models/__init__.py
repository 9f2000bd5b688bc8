"""The case, what is decided on it, and what is known to be safe."""

from casework.cases.models.case import Case
from casework.cases.models.decisions import (
    Adoption,
    AdoptionChecks,
    Band,
    RiskAssessment,
    StepDownProposal,
)
from casework.cases.models.gate import ContactGate, ContactHold, VictimCheck
from casework.cases.models.states import ENDED, OPEN, Reason, RetentionGroup, State
from casework.cases.models.trail import Change, LinkedFlag, Move, Numbering

__all__ = [
    "ENDED",
    "OPEN",
    "Adoption",
    "AdoptionChecks",
    "Band",
    "Case",
    "Change",
    "ContactGate",
    "ContactHold",
    "LinkedFlag",
    "Move",
    "Numbering",
    "Reason",
    "RetentionGroup",
    "RiskAssessment",
    "State",
    "StepDownProposal",
    "VictimCheck",
]
