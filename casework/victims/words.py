"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "safe_contact.cleared": "Officer cleared to open safe contact",
        "safe_contact.read": "Safe contact opened",
        "safe_contact.written": "Safe contact written down",
        "support.advocate_told": "Advocate told first",
        "support.closed": "Support ended",
        "support.considered": "Support considered",
        "support.considered_again": "Support to be considered again",
        "support.consented": "Referral to support agreed",
        "support.contacted": "Advocate made contact",
        "support.declined": "Support declined",
        "support.engaged": "Support taken up",
        "support.found_unsafe": "Way of offering support found unsafe",
        "support.goes_on": "Support goes on",
        "support.late": "Support service late",
        "support.left": "Offer of support left to rest",
        "support.let_go": "Police part in support ended",
        "support.no_service": "No support service exists",
        "support.not_engaged": "Support not taken up",
        "support.offered": "Safe way to offer support recorded",
        "support.overridden": "Referral to support because of high risk",
        "support.passed_on": "Another advocate has the client",
        "support.received": "Referral to support received",
        "support.referred": "Referred to support",
        "support.service_added": "Support service added",
        "support.service_asked": "Support service asked why it is late",
        "support.started": "Offer of support started",
        "support.taken_back": "Referral to support taken back",
        "support.taken_up_again": "Support to be offered again",
        "support.tried": "Advocate tried to make contact",
        "support.withdrawn": "Offer of support withdrawn",
    }
)
