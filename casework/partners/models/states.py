"""The states of a referral and the codes it is decided and closed with (domain: section 2d)."""

from __future__ import annotations

from django.db import models


class ReferralState(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    APPROVED = "APPROVED", "Approved"
    SENT = "SENT", "Sent"
    NO_ACK = "NO_ACK", "Not acknowledged in time"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged"
    NO_DECISION = "NO_DECISION", "Not decided in time"
    MORE_INFO = "MORE_INFO", "More information asked for"
    ACCEPTED = "ACCEPTED", "Accepted"
    DECLINED = "DECLINED", "Declined"
    REDIRECTED = "REDIRECTED", "Pointed to another agency"
    NOT_STARTED = "NOT_STARTED", "Not started in time"
    IN_SERVICE = "IN_SERVICE", "In service"
    FEEDBACK_OVERDUE = "FEEDBACK_OVERDUE", "Feedback overdue"
    COMPLETED = "COMPLETED", "Completed"
    DISENGAGED = "DISENGAGED", "Disengaged"
    WITHDRAWN = "WITHDRAWN", "Ended by the agency"
    RECALLED = "RECALLED", "Recalled"
    CLOSED = "CLOSED", "Closed"
    CANCELLED = "CANCELLED", "Not sent"


class DeclineCode(models.TextChoices):
    """Why an agency does not take somebody on."""

    OUT_OF_AREA = "OUT_OF_AREA", "Out of our area"
    NO_CAPACITY = "NO_CAPACITY", "No capacity"
    CRITERIA_NOT_MET = "CRITERIA_NOT_MET", "Does not meet our criteria"
    NO_ENGAGEMENT = "NO_ENGAGEMENT", "Does not engage"
    RISK_TOO_HIGH = "RISK_TOO_HIGH", "The risk is too high for us"
    ALREADY_OPEN = "ALREADY_OPEN", "Already open to us"
    INSUFFICIENT_INFO = "INSUFFICIENT_INFO", "Not enough information"


class RiskEffect(models.TextChoices):
    """What the owner says the referral did to the risk, on closing."""

    LOWER = "LOWER", "It lowered the risk"
    SAME = "SAME", "It did not change the risk"
    HIGHER = "HIGHER", "The risk is higher: assess it again"


# With the agency: sent, and neither ended nor taken back.
RECALLABLE = (
    ReferralState.SENT,
    ReferralState.NO_ACK,
    ReferralState.ACKNOWLEDGED,
    ReferralState.NO_DECISION,
    ReferralState.MORE_INFO,
    ReferralState.ACCEPTED,
    ReferralState.NOT_STARTED,
    ReferralState.IN_SERVICE,
    ReferralState.FEEDBACK_OVERDUE,
)
# Ended by the agency; what follows is the owner's to say before it is closed.
ENDED = (
    ReferralState.DECLINED,
    ReferralState.REDIRECTED,
    ReferralState.COMPLETED,
    ReferralState.DISENGAGED,
    ReferralState.WITHDRAWN,
)
# After these nothing was achieved yet, so closing names the next step.
NEEDS_NEXT_STEP = (ReferralState.DECLINED, ReferralState.REDIRECTED, ReferralState.DISENGAGED)
AT_SERVICE = (ReferralState.IN_SERVICE, ReferralState.FEEDBACK_OVERDUE)
BEFORE_SERVICE = (ReferralState.ACCEPTED, ReferralState.NOT_STARTED)
TO_ACKNOWLEDGE = (ReferralState.SENT, ReferralState.NO_ACK)
TO_DECIDE = (ReferralState.ACKNOWLEDGED, ReferralState.NO_DECISION)
UNSENT = (ReferralState.DRAFT, ReferralState.APPROVED)
