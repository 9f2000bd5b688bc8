"""The words and colours of a referral: for the police, and the agreed slice for the agency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casework.partners import queries
from casework.partners.models import (
    Chase,
    Disclosure,
    ItemKind,
    Referral,
    ReferralState,
    Reply,
    SharedItem,
)
from casework.ui.times import local_time, short_date

Row = dict[str, Any]
COLOURS = {
    ReferralState.DRAFT: "grey",
    ReferralState.APPROVED: "purple",
    ReferralState.SENT: "blue",
    ReferralState.NO_ACK: "red",
    ReferralState.ACKNOWLEDGED: "blue",
    ReferralState.NO_DECISION: "red",
    ReferralState.MORE_INFO: "yellow",
    ReferralState.ACCEPTED: "turquoise",
    ReferralState.DECLINED: "orange",
    ReferralState.REDIRECTED: "orange",
    ReferralState.NOT_STARTED: "red",
    ReferralState.IN_SERVICE: "turquoise",
    ReferralState.FEEDBACK_OVERDUE: "red",
    ReferralState.COMPLETED: "green",
    ReferralState.DISENGAGED: "orange",
    ReferralState.WITHDRAWN: "orange",
    ReferralState.RECALLED: "red",
    ReferralState.CLOSED: "green",
    ReferralState.CANCELLED: "grey",
}
SHARED_HEAD = ("What", "Ground", "Why they need it")
LOG_HEAD = ("What", "To whom", "How", "When", "By")


def status(referral: Referral) -> tuple[str, str]:
    """The state in words, and the colour of its tag."""
    state = ReferralState(referral.state)
    return state.label, COLOURS[state]


def rows(given: Iterable[tuple[str, Any]]) -> list[Row]:
    """Facts with their keys; what is empty is left out."""
    return [{"key": key, "value": value} for key, value in given if value]


# --- for the agency: what went to it, and nothing else -----------------------------------------


def outside_brief(referral: Referral) -> Row:
    """The agreed slice: the items that went to the agency and for which service they are.

    It names no case, no officer and nothing that has no row in the log of disclosures.
    """
    service = referral.service
    recalled = referral.state == ReferralState.RECALLED
    head = [
        ("Service", service.name if service else ""),
        ("Urgency", referral.get_urgency_display()),
        ("Sent", local_time(referral.sent_at) if referral.sent_at else ""),
    ]
    shared = [] if recalled else _slice(referral)
    return {
        "rows": rows(head) + shared,
        "recalled": recalled,
        "status": status(referral),
        "ref": referral.ref,
    }


def _slice(referral: Referral) -> list[Row]:
    """Who it is about first, as an agency reads it."""
    items = sorted(queries.disclosed_items(referral), key=lambda item: item.kind != ItemKind.NAME)
    return [{"key": item.get_kind_display(), "value": item.value} for item in items]


def desk_lines(referrals: Iterable[Referral]) -> list[Row]:
    """An agency's referrals as lines: the reference, the service, how it stands."""
    return [
        {
            "title": each.ref,
            "href": each.get_absolute_url(),
            "note": f"{each.service.name if each.service else ''}, sent {short_date(each.sent_at)}",
            "tag": {"text": status(each)[0], "colour": status(each)[1]},
        }
        for each in referrals
    ]


# --- for the police -----------------------------------------------------------------------------


def write_brief(referral: Referral) -> Row:
    """What a sergeant sent back, for whoever writes it again."""
    return {"returned": referral.return_reason, "rows": facts(referral)}


def approve_brief(referral: Referral) -> Row:
    """Everything that would go out, each with its ground."""
    return record_brief(referral)


def facts(referral: Referral) -> list[Row]:
    """What the referral is for, in the order in which a reader asks."""
    service, data_set = referral.service, referral.data_set
    agency = service.agency if service else None
    agreement = agency.agreement_on() if agency else None
    until = f"{agreement.reference}, until {short_date(agreement.expires_on)}" if agreement else ""
    return rows(
        [
            ("Agency", agency.name if agency else ""),
            ("Service", f"{service.name} ({service.get_pathway_display()})" if service else ""),
            ("Sharing agreement", until),
            ("Need", referral.need),
            ("Urgency", referral.get_urgency_display() if service else ""),
            ("Risk to staff", referral.risk_to_staff),
            ("What the person was told", referral.person_told),
            ("Takes part", referral.get_takes_part_display()),
            ("Why this is the least that does", data_set.minimum if data_set else ""),
        ]
    )


def shared_rows(items: Iterable[SharedItem]) -> list[list[str]]:
    return [
        [f"{item.get_kind_display()}: {item.value}", item.ground, item.necessity] for item in items
    ]


def in_groups(fingerprint: str) -> str:
    """Sixty-four digits as eight groups of eight, so that they can be compared and fit a phone."""
    return " ".join(fingerprint[at : at + 8] for at in range(0, len(fingerprint), 8))


def log_rows(referral: Referral) -> list[list[str]]:
    """The log of disclosures: what, to whom, how, when, by whom."""
    log: Iterable[Disclosure] = referral.disclosures.select_related("item", "agency", "by")
    return [
        [
            each.item.get_kind_display(),
            f"{each.recipient}, {each.agency.name}",
            each.get_method_display(),
            local_time(each.at),
            each.by.display_name,
        ]
        for each in log
    ]


def outcome_rows(referral: Referral) -> list[Row]:
    """How it went and how it ended."""
    first = referral.first_appointment_on
    decline = referral.get_decline_code_display() if referral.decline_code else ""
    confirmed = referral.deletion_confirmed_at
    reportable = {True: "Yes", False: "No", None: ""}[referral.breach_reportable]
    return rows(
        [
            ("Sent back because", referral.return_reason),
            ("Declined because", decline),
            ("First appointment", short_date(first) if first else ""),
            ("Order", referral.order_told),
            ("Recalled because", referral.recall_reason),
            ("Deletion confirmed", local_time(confirmed) if confirmed else ""),
            ("What the error means", referral.breach_assessment),
            ("Reported to the Commissioner", reportable),
            ("Effect on risk", referral.get_risk_effect_display() if referral.risk_effect else ""),
            ("Why", referral.risk_note),
            ("Next step", referral.next_step),
        ]
    )


def reply_entries(replies: Iterable[Reply]) -> list[Row]:
    """What the agency wrote, newest first, as a timeline."""
    return [
        {
            "title": reply.get_kind_display(),
            "at": reply.at,
            "byline": reply.by.full_name,
            "text": _with_sessions(reply),
        }
        for reply in replies
    ]


def _with_sessions(reply: Reply) -> str:
    if reply.sessions_attended is None:
        return reply.text
    return f"{reply.text} Sessions attended: {reply.sessions_attended}.".strip()


def chase_entries(chases: Iterable[Chase]) -> list[Row]:
    """Whom the ladder named, and what they answered."""
    return [
        {
            "title": f"{each.get_rung_display()} to be asked to {each.get_stage_display()}",
            "at": each.at,
            "text": _asked(each),
        }
        for each in chases
    ]


def _asked(chase: Chase) -> str:
    said = f"They said: {chase.call.said}" if hasattr(chase, "call") else "Nobody has asked yet."
    return f"Ask: {chase.whom}.\n\n{said}"


def record_brief(referral: Referral) -> Row:
    """The record: what it is for, what is shared on which ground, the log, the chases, the end."""
    items = queries.disclosed_items(referral) or queries.proposed_items(referral)
    data_set = referral.data_set
    return {
        "rows": facts(referral),
        "returned": "",
        "shared": shared_rows(items),
        "shared_head": SHARED_HEAD,
        "sha256": in_groups(data_set.sha256) if data_set else "",
        "log": log_rows(referral),
        "log_head": LOG_HEAD,
        "outcome": outcome_rows(referral),
        "chases": chase_entries(referral.chases.select_related("call")),
        "ref": referral.ref,
        "status": status(referral),
    }


def call_brief(referral: Referral) -> Row:
    """Whom to ask now, and for what."""
    chase = referral.chases.filter(call=None).order_by("pk").first()
    given = [
        ("Referral", referral.ref),
        ("Agency", referral.agency.name),
        ("Ask", chase.whom if chase else ""),
        ("To", chase.get_stage_display() if chase else ""),
    ]
    return {"rows": rows(given), "status": status(referral)}


def answer_brief(referral: Referral) -> Row:
    """What the agency asked; words of a victim's stay behind the wall."""
    asked = referral.replies.open().filter(kind=Reply.Kind.MORE_INFO).first()
    return record_brief(referral) | {"asked": asked.text if asked else ""}
