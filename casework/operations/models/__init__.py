"""The operation and its event; its people and their grounds; timed contacts; window flags."""

from casework.operations.models.cohort import CohortMember, EarlierEvent, MemberGround
from casework.operations.models.contact import TimedContact
from casework.operations.models.operation import EventMove, Operation
from casework.operations.models.states import (
    ENDED,
    LIVE,
    UNSTARTED,
    ContactKind,
    ContactState,
    Decision,
    Ground,
    Intensity,
    OperationState,
    Wave,
)
from casework.operations.models.window import DebriefLine, WindowFlag

__all__ = [
    "ENDED",
    "LIVE",
    "UNSTARTED",
    "CohortMember",
    "ContactKind",
    "ContactState",
    "DebriefLine",
    "Decision",
    "EarlierEvent",
    "EventMove",
    "Ground",
    "Intensity",
    "MemberGround",
    "Operation",
    "OperationState",
    "TimedContact",
    "Wave",
    "WindowFlag",
]
