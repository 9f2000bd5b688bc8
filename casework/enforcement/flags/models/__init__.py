"""The address flag, its terms and the calls it was there for."""

from casework.enforcement.flags.models.flag import AddressFlag
from casework.enforcement.flags.models.log import FlagHit, FlagHitReview, FlagTerm
from casework.enforcement.flags.models.states import (
    ENDED,
    IN_FORCE,
    AddressFlagState,
    Ground,
    VictimView,
)

__all__ = [
    "ENDED",
    "IN_FORCE",
    "AddressFlag",
    "AddressFlagState",
    "FlagHit",
    "FlagHitReview",
    "FlagTerm",
    "Ground",
    "VictimView",
]
