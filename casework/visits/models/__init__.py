"""The home visit: plan, checks, attempts at the door, record."""

from casework.visits.models.door import VisitAttempt, VisitCheck, VisitRecord
from casework.visits.models.following import MarkerProposal, SafeguardingReferral
from casework.visits.models.visit import Outcome, RiskAnswer, Visit, VisitState

__all__ = [
    "MarkerProposal",
    "Outcome",
    "RiskAnswer",
    "SafeguardingReferral",
    "Visit",
    "VisitAttempt",
    "VisitCheck",
    "VisitRecord",
    "VisitState",
]
