"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "visit.approved": "Visit approved",
        "visit.attempted": "Visit made or tried",
        "visit.checked": "Checks before the visit made",
        "visit.checks_expired": "Checks before the visit ran out",
        "visit.closed": "Visit record read and closed",
        "visit.located": "Whereabouts looked into",
        "visit.no_reply_reviewed": "Decided what follows after no reply",
        "visit.not_made": "Visit not made before the checks ran out",
        "visit.officer_replaced": "Another officer goes on a visit",
        "visit.planned": "Visit planned",
        "visit.planned_again": "Another attempt due",
        "visit.record_returned": "Visit record returned",
        "visit.record_submitted": "Visit record sent to the supervisor",
        "visit.sent_back": "Visit sent back to be planned again",
        "visit.marker_declined": "Warning proposed after a visit not placed",
        "visit.marker_placed": "Warning proposed after a visit placed",
        "visit.safeguarded": "What was done for somebody's safety after a visit",
        "visit.started": "Visit started",
        "visit.withdrawn": "Visit called off",
    }
)
