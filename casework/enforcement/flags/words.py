"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "address_flag.another_address": "Asked whether another address needs a flag",
        "address_flag.approved": "Address flag approved",
        "address_flag.cannot_be_held": "Control room cannot hold the address flag",
        "address_flag.expired_unconfirmed": "Address flag ran out, removal not confirmed",
        "address_flag.hit": "Call at a flagged address",
        "address_flag.hit_read": "Call at a flagged address read by the owner",
        "address_flag.hit_reviewed": "Calls at a flagged address looked at again",
        "address_flag.incident_settled": "Expired address flag settled",
        "address_flag.live": "Address flag live in command and control",
        "address_flag.proposed": "Address flag proposed",
        "address_flag.proposed_again": "Address flag to be proposed again",
        "address_flag.refused": "Address flag refused",
        "address_flag.removal_requested": "Removal of an address flag asked for",
        "address_flag.removed": "Address flag removed",
        "address_flag.renewed": "Address flag renewed",
        "address_flag.review_due": "Review of an address flag due",
        "address_flag.sent_back": "Address flag sent back",
        "address_flag.started": "Address flag started",
        "address_flag.victim_concern_dealt_with": "Concern about an address flag dealt with",
        "address_flag.withdrawn": "Address flag taken back",
    }
)
