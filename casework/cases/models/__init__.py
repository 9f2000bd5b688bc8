"""The case, what is decided on it, and what is known to be safe."""

from casework.cases.models.case import Case
from casework.cases.models.contact_rules import ContactRule, Ground, Reach
from casework.cases.models.decisions import (
    Adoption,
    AdoptionChecks,
    Band,
    RiskAssessment,
    StepDownProposal,
)
from casework.cases.models.gate import ContactGate, ContactHold, Special, VictimCheck
from casework.cases.models.restricted import (
    GlassBroken,
    Interest,
    NamedReader,
    Restriction,
    RestrictionGround,
    kept_from_anybody,
    not_kept_from,
)
from casework.cases.models.states import ENDED, OPEN, Reason, RetentionGroup, State
from casework.cases.models.trail import Change, ChangeKind, LinkedFlag, Move, Numbering

__all__ = [
    "ENDED",
    "OPEN",
    "Adoption",
    "AdoptionChecks",
    "Band",
    "Case",
    "Change",
    "ChangeKind",
    "ContactGate",
    "ContactHold",
    "ContactRule",
    "GlassBroken",
    "Ground",
    "Interest",
    "LinkedFlag",
    "Move",
    "NamedReader",
    "Numbering",
    "Reach",
    "Reason",
    "Restriction",
    "RestrictionGround",
    "RetentionGroup",
    "RiskAssessment",
    "Special",
    "State",
    "StepDownProposal",
    "VictimCheck",
    "kept_from_anybody",
    "not_kept_from",
]
