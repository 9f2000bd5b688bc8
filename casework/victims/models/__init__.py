"""Behind the victim wall: the offer of support, safe contact, and who is told first."""

from casework.victims.models.contact import Clearance, Opening, SafeContact
from casework.victims.models.names import Gap, Ground, Method, Rung, SupportOfferState
from casework.victims.models.offer import SupportOffer
from casework.victims.models.service import SupportService
from casework.victims.models.trail import (
    AdvocateNotice,
    ContactTry,
    Returned,
    ServiceCall,
    ServiceGap,
    SupportMove,
    Telling,
)

__all__ = [
    "AdvocateNotice",
    "Clearance",
    "ContactTry",
    "Gap",
    "Ground",
    "Method",
    "Opening",
    "Returned",
    "Rung",
    "SafeContact",
    "ServiceCall",
    "ServiceGap",
    "SupportMove",
    "SupportOffer",
    "SupportOfferState",
    "SupportService",
    "Telling",
]
