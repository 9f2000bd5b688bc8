"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "briefing.acknowledged": "Shift briefed",
        "briefing.authorised": "Briefing authorised",
        "briefing.chased": "Unread briefing followed up",
        "briefing.continued": "Briefing continued as a new version",
        "briefing.expired": "Briefing over",
        "briefing.published": "Briefing published",
        "briefing.read": "Briefing read",
        "briefing.readers_told": "Readers told of a recalled briefing",
        "briefing.recall_dealt_with": "Recalled briefing dealt with",
        "briefing.recalled": "Briefing recalled",
        "briefing.reissue_decided": "Decided whether a briefing is issued again",
        "briefing.renewal_decided": "Decided whether a briefing is renewed",
        "briefing.replaced": "Briefing replaced by a later version",
        "briefing.return_received": "Return on a briefing",
        "briefing.returns_entered": "Returns entered as intelligence",
        "briefing.sent_back": "Briefing sent back",
        "briefing.started": "Briefing started",
        "briefing.withdrawn": "Briefing taken back",
        "briefing.written": "Briefing written",
    }
)
