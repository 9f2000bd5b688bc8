"""The briefing of neighbourhood teams: what it says, who it is for, who read it, what came back."""

from casework.enforcement.briefings.models.answers import (
    Acknowledgement,
    BriefingAudience,
    BriefingReading,
    BriefingReturn,
    BriefingReturnEntry,
)
from casework.enforcement.briefings.models.briefing import Briefing
from casework.enforcement.briefings.models.states import (
    ENDED,
    OUT,
    Assessed,
    BriefingState,
    Ground,
    Handling,
    Shift,
    Source,
)

__all__ = [
    "ENDED",
    "OUT",
    "Acknowledgement",
    "Assessed",
    "Briefing",
    "BriefingAudience",
    "BriefingReading",
    "BriefingReturn",
    "BriefingReturnEntry",
    "BriefingState",
    "Ground",
    "Handling",
    "Shift",
    "Source",
]
