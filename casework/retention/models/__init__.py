"""The retention record of an ended case, the holds on its disposal, and its trail."""

from __future__ import annotations

from casework.retention.models.record import DisposalHold, Retention
from casework.retention.models.states import EDGES, Because, Group, HoldKind, RetentionState
from casework.retention.models.trail import RetentionAlert, RetentionReview, RetentionTerm

__all__ = [
    "EDGES",
    "Because",
    "DisposalHold",
    "Group",
    "HoldKind",
    "Retention",
    "RetentionAlert",
    "RetentionReview",
    "RetentionState",
    "RetentionTerm",
]
