"""The ladder: what each outcome of an intervention proposes to come next, and why.

A proposal starts nothing. A supervisor takes it or declines it, with a reason. Every outcome of
every kind stands here; one that proposes nothing says so by standing empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.visits.models import Outcome
from workflows.registry import kinds

if TYPE_CHECKING:
    from workflows.models import Intervention

REVIEW, RETENTION = "review", "retention_review"
# What is proposed besides a kind of intervention: in words, and as it stands in a list.
REVIEWS = {
    REVIEW: "A review of the plan",
    RETENTION: "A review of what is kept",
}


@dataclass(frozen=True)
class Rung:
    """One thing proposed: a kind of intervention or a review, and the reason in a sentence."""

    what: str
    because: str


SILENT: tuple[Rung, ...] = ()
NO_REPLY = "No reply three times: a warning letter or a review."
SUPPORT = "They were arrested: offer support to those who were harmed before they are released."

# Kind -> outcome -> what it proposes.
LADDER: dict[str, dict[str, tuple[Rung, ...]]] = {
    "home_visit": {
        Outcome.COMPLETED: SILENT,
        Outcome.REFUSED_ENTRY: (
            Rung(
                REVIEW, "They refused a visit. It is not held against them: look for another way."
            ),
        ),
        Outcome.NO_REPLY: (Rung("warning_letter", NO_REPLY), Rung(REVIEW, NO_REPLY)),
        Outcome.NOT_AT_ADDRESS: (
            Rung(REVIEW, "They no longer live there: the plan rests on the old address."),
        ),
        Outcome.ABANDONED_SAFETY: (
            Rung(REVIEW, "The visit was not safe: decide whether anybody goes again, and how."),
        ),
        Outcome.ARREST_MADE: (Rung("victim_support", SUPPORT),),
        "Withdrawn": SILENT,
    },
    "warning_letter": {
        "Served": (
            Rung("home_visit", "A letter was served: a visit sees how it was taken, offers help."),
        ),
        "Refused": (Rung("home_visit", "The letter was refused: a visit may do."),),
        "Authority lapsed": (
            Rung(REVIEW, "The letter was not served in time: a new one, or another way."),
        ),
        "Withdrawn": SILENT,
        "Expired": (Rung(RETENTION, "The letter expired: decide whether it is still kept."),),
    },
    "letter_answer": {
        "Letter upheld": SILENT,
        "Letter amended": SILENT,
        "Letter withdrawn": (
            Rung(REVIEW, "A served letter was withdrawn: look what else rests on it."),
        ),
    },
    "reassessment": {"Assessed": SILENT},
    "warrant": {
        "Arrested": (Rung("victim_support", SUPPORT),),
        "Surrendered": (Rung("victim_support", SUPPORT),),
        "Bailed on the warrant": (
            Rung("bail_check", "They are on bail: its conditions are to be checked."),
        ),
        "Withdrawn by the court": (
            Rung(REVIEW, "The court withdrew the warrant: the plan rested on it."),
        ),
        "Taken on by another force": SILENT,
        "No longer wanted": SILENT,
    },
    "bail_check": {
        "Arrested for breach of bail": (Rung("victim_support", SUPPORT),),
        "Bail ended": (
            Rung("order", "Bail is over: decide whether an order is needed in its place."),
        ),
    },
    "order": {
        "Not pursued": (Rung(REVIEW, "No order was sought: look for another way to protect."),),
        "Refused by the court": (
            Rung(REVIEW, "The court refused the order: look for another way to protect."),
        ),
        "Withdrawn": SILENT,
        "Made, and discharged": (
            Rung(REVIEW, "The order is over: look whether they are protected without it."),
        ),
        "Made, and expired": (
            Rung(REVIEW, "The order is over: look whether they are protected without it."),
        ),
        "Made, and handed over": SILENT,
    },
    # Its own flow asks for the next step where an agency declines.
    "referral": {"Referred and closed": SILENT, "Withdrawn": SILENT, "Recalled": SILENT},
    # Behind the victim wall: what came of it never shows on the case.
    "victim_support": {
        "Support ended": SILENT,
        "Supported already": SILENT,
        "Declined": SILENT,
        "Not safe to contact": SILENT,
        "No service exists": SILENT,
        "Could not be reached": SILENT,
        "Not taken up": SILENT,
    },
    # Their own flows ask whether they are renewed, reissued or needed elsewhere.
    "briefing": {"Expired": SILENT, "Recalled": SILENT, "Withdrawn": SILENT},
    "address_flag": {"Removed": SILENT, "Refused": SILENT, "Withdrawn": SILENT},
}


def rungs(intervention: Intervention, outcome: str = "") -> tuple[str, tuple[Rung, ...]]:
    """What the intervention came to, and what that proposes; `outcome` is one that came later."""
    came_to = outcome or intervention.flow_class.came_to(intervention)
    return came_to, LADDER.get(intervention.kind, {}).get(came_to, SILENT)


def in_words(what: str) -> str:
    """What is proposed, as it stands in a list: "Warning letter", "A review of the plan"."""
    return REVIEWS.get(what) or str(kinds()[what].process_title)
