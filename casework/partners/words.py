"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "agency.added": "Agency added",
        "agency.agreement_added": "Sharing agreement added",
        "agency.service_added": "Service added",
        "referral.accepted": "Agency accepted the referral",
        "referral.acknowledged": "Agency acknowledged the referral",
        "referral.answered": "Agency's question answered",
        "referral.approved": "Referral approved",
        "referral.asked": "Agency asked for more",
        "referral.breach_assessed": "Data breach assessed",
        "referral.cancelled": "Referral not sent",
        "referral.chase_noted": "Agency asked why it is late",
        "referral.chased": "Agency is late",
        "referral.closed": "Referral closed",
        "referral.declined": "Agency declined the referral",
        "referral.deletion_confirmed": "Agency confirmed the deletion",
        "referral.ended": "Service ended",
        "referral.order_told": "Told whoever made the order",
        "referral.recalled": "Referral recalled",
        "referral.redirected": "Agency pointed to another one",
        "referral.reported": "Agency reported",
        "referral.sent": "Referral sent",
        "referral.sent_back": "Referral sent back",
        "referral.service_started": "Service began",
        "referral.started": "Referral started",
        "referral.submitted": "What is shared put forward for approval",
        "referral.wall_opened": "Read what came from a victim",
        "referral.written": "Referral written",
    }
)
