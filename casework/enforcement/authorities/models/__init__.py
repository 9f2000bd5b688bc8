"""The record of a surveillance authority, and nothing else of it."""

from casework.enforcement.authorities.models.authority import Authority
from casework.enforcement.authorities.models.states import LIVE, AuthorityState, Kind
from casework.enforcement.authorities.models.trail import Alert, Lapse, UnitMember

__all__ = ["LIVE", "Alert", "Authority", "AuthorityState", "Kind", "Lapse", "UnitMember"]
