"""Agencies and what is shared with them; the referral, its data sets and what came of it."""

from casework.partners.models.agency import Agency, Pathway, Rung, Service, SharingAgreement
from casework.partners.models.referral import Referral
from casework.partners.models.sharing import Basis, DataSet, Disclosure, ItemKind, SharedItem
from casework.partners.models.states import (
    ENDED,
    RECALLABLE,
    DeclineCode,
    ReferralState,
    RiskEffect,
)
from casework.partners.models.trail import Call, Chase, Reply, Stage

__all__ = [
    "ENDED",
    "RECALLABLE",
    "Agency",
    "Basis",
    "Call",
    "Chase",
    "DataSet",
    "DeclineCode",
    "Disclosure",
    "ItemKind",
    "Pathway",
    "Referral",
    "ReferralState",
    "Reply",
    "RiskEffect",
    "Rung",
    "Service",
    "SharedItem",
    "SharingAgreement",
    "Stage",
]
