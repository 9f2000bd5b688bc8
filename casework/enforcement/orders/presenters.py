"""What the pages of an order show, in words.

The address of somebody to protect stands on the page of the order alone, and there only where
the order itself prints it; whoever does a task reads that there is such a place, not which.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from casework.enforcement.orders import queries, rules
from casework.enforcement.orders.models import (
    Breach,
    BreachState,
    Order,
    OrderState,
    Regime,
    Term,
    TermKind,
    Version,
)
from casework.enforcement.orders.models.names import LIVE
from casework.enforcement.orders.regimes import law
from casework.ui.times import latest, local_time, short_date

Row = dict[str, Any]
S, B = OrderState, BreachState
COLOURS = {
    S.CONSIDERED: "grey",
    S.NOT_PURSUED: "grey",
    S.PREPARING: "purple",
    S.NOTICE_GIVEN: "blue",
    S.APPLIED: "purple",
    S.LISTED: "purple",
    S.ADJOURNED: "orange",
    S.REFUSED: "red",
    S.WITHDRAWN: "grey",
    S.MADE: "orange",
    S.SERVED: "blue",
    S.NOTIFICATION_DUE: "orange",
    S.NOTIFIED: "blue",
    S.OVERDUE: "red",
    S.VARIED: "orange",
    S.RENEWED: "orange",
    S.DISCHARGED: "grey",
    S.EXPIRED: "grey",
}
BREACH_COLOURS = {
    B.REPORTED: "red",
    B.ARRESTED: "orange",
    B.NOT_ARRESTED: "orange",
    B.CHARGED: "green",
    B.NFA: "grey",
    B.COURT_DEALT: "green",
}
BOUND = (
    "The order binds the person it was made against, and nobody else. If the protected person "
    "makes contact, that is no breach and is not held against them."
)


def status(order: Order) -> tuple[str, str]:
    """The state of the order in words, and the colour of its tag."""
    state = S(order.state)
    return state.label, COLOURS[state]


def rows(given: list[tuple[str, str]]) -> list[Row]:
    """Facts as rows, without what is empty."""
    return [{"key": key, "value": value} for key, value in given if value]


def brief(order: Order) -> Row:
    """What to know for any task about the order."""
    return {
        "title": order.title,
        "status": status(order),
        "alerts": alerts(order),
        "facts": _facts(order),
        "why": _why(order),
        "terms": terms(order.versions.first(), whole=False),
        "others": _others(order),
        "breaches": breaches(order),
    }


def page(order: Order) -> Row:
    """Everything kept of an order, for its own page."""
    versions = list(order.versions.prefetch_related("terms__person").select_related("by"))
    return brief(order) | {
        "terms": terms(versions[0], whole=True) if versions else [],
        "full_text": versions[0].full_text if versions else "",
        "earlier": [_earlier(old, new) for new, old in pairwise(versions)],
        "trail": trail(order),
        "can_break": order.is_live or order.notice_holds,
    }


def alerts(order: Order) -> list[tuple[str, str, str]]:
    """What must be seen first: sentence, variant and heading of each alert."""
    found: list[tuple[str, str, str]] = []
    if order.state == S.OVERDUE and order.notification_by:
        said = f"They had to notify the police by {latest(order.notification_by)}."
        found.append((said, "error", "Notification overdue"))
    clock = rules.hearing_words(order)
    if clock and order.state in (S.NOTICE_GIVEN, S.APPLIED):
        found.append((clock, "warning", "The hearing clock runs"))
    if order.notice_lapsed_at is not None and order.made_at is None:
        said = f"The notice ran out on {local_time(order.notice_lapsed_at)}. It binds nobody now."
        found.append((said, "error", "No notice in force"))
    if order.legal_question and not order.legal_advice:
        found.append((order.legal_question, "warning", "Ask a lawyer before an arrest"))
    if order.undertaking:
        said = "Nobody is arrested for breaking it. Tell the court that accepted it."
        found.append((said, "warning", "This is an undertaking"))
    if order.state in (S.MADE, S.VARIED, S.RENEWED):
        said = "Serve it as soon as you can: they must know the terms before a breach counts."
        found.append((said, "warning", "Not served as it stands now"))
    if order.state in LIVE and not order.is_live:
        found.append(("Its last day has passed.", "error", "No longer in force"))
    if order.returned and order.state == S.PREPARING:
        found.append((order.returned, "warning", "Sent back"))
    return found


def _facts(order: Order) -> list[Row]:
    if not order.regime:
        return []
    binding = law(order.notice if order.notice and order.made_at is None else order.regime)
    given = [
        ("Law", binding.source),
        ("Protects", _protects(order)),
        ("Notice served", local_time(order.notice_served_at)),
        ("To be heard by", latest(order.hearing_by) if order.notice_holds else ""),
        ("Court", ", ".join(filter(None, (order.court, order.court_ref)))),
        ("Hearing", local_time(order.hearing_at) if order.made_at is None else ""),
        ("Made", short_date(order.made_at)),
        ("Received", short_date(order.received_on)),
        ("In force", _lasts(order)),
        ("Served", _served(order)),
        ("Notification", _notification(order)),
        ("Breach", "None: an undertaking" if order.undertaking else binding.breach_words),
        ("Offence code", "" if order.undertaking else binding.breach_code),
        ("Who may ask for changes", order.vary_by),
        ("Legal advice", order.legal_advice),
        ("Watched over by", order.handed_to),
    ]
    return rows(given)


def _protects(order: Order) -> str:
    person = order.protected_person
    return person.full_name if person else order.protected_words


def _lasts(order: Order) -> str:
    if order.starts_on is None:
        return ""
    until = f"to {short_date(order.ends_on)}" if order.ends_on else "until further order"
    return f"{short_date(order.starts_on)} {until}"


def _served(order: Order) -> str:
    if order.served_at is None:
        return ""
    return f"{local_time(order.served_at)}. {order.get_service_method_display()}"


def _notification(order: Order) -> str:
    if order.notification_by is None:
        return ""
    if order.notified_at is not None:
        late = order.notified_at > order.notification_by
        return f"Made {local_time(order.notified_at)}{', late' if late else ''}"
    return f"Due by {latest(order.notification_by)}"


def _why(order: Order) -> list[Row]:
    view = order.get_victim_view_display() if order.victim_view else ""
    given = [
        ("Why", order.reason),
        ("View of the protected person", ". ".join(filter(None, (view, order.victim_view_note)))),
        ("Private and family life", order.article_8),
        ("Grounds", order.grounds),
        ("Asked for", order.terms_sought),
        ("Children", order.child_welfare),
        ("What they said to it", order.representations),
        ("Proposed by", order.considered_by.display_name if order.considered_by else ""),
        ("Decided by", _by(order.agreed_by, order.agreed_at)),
        ("Notice given by", _by(order.notice_authorised_by, order.notice_authorised_at)),
        ("Decision", order.decision_reason),
    ]
    return rows(given)


def _by(who: Any, at: Any) -> str:
    return f"{who.display_name}, {local_time(at)}" if who else ""


# --- terms --------------------------------------------------------------------------------------


def terms(version: Version | None, *, whole: bool) -> list[Row]:
    """The conditions of one version; `whole` names places that are somebody's to protect."""
    if version is None:
        return []
    return [
        {"key": term.get_kind_display(), "value": term_words(term, whole=whole)}
        for term in version.terms.all()
    ]


def term_words(term: Term, *, whole: bool) -> str:
    """What one condition asks, without its kind."""
    kind = TermKind(term.kind)
    if kind == TermKind.NO_CONTACT:
        return term.person.full_name if term.person else term.words
    if kind == TermKind.EXCLUSION:
        if term.protected_place and not whole:
            return "A place that the order names. Read it on the order itself"
        around = f", {term.radius_metres} metres around" if term.radius_metres else ""
        return f"{term.place}{around}"
    if kind == TermKind.CURFEW:
        return f"{term.from_time:%H:%M} to {term.to_time:%H:%M}"
    if kind == TermKind.REPORT:
        return ", ".join(filter(None, (term.place, term.words)))
    if kind == TermKind.TAG:
        return f"Until {short_date(term.until)}"
    return term.words or "Name and address"


def _earlier(old: Version, new: Version) -> Row:
    """Terms that were, with their dates."""
    title = f"Terms from {short_date(old.starts_on)} to {short_date(new.starts_on)}"
    return {"title": title, "rows": terms(old, whole=True)}


def _others(order: Order) -> list[str]:
    """Other orders that bind the person now, whose terms may clash: what they are, not more."""
    return [f"{Regime(each.regime).label}, {_lasts(each)}" for each in queries.other_live(order)]


# --- what happened ------------------------------------------------------------------------------


def breaches(order: Order) -> list[Row]:
    """Each breach as an entry of a timeline, the newest first."""
    found = order.breaches.select_related("reported_by").order_by("-reported_at", "-pk")
    return [_breach(each) for each in found]


def _breach(breach: Breach) -> Row:
    state = B(breach.state)
    lines = [breach.what, f"Happened {local_time(breach.happened_at)}."]
    if breach.state == B.REPORTED and breach.recorded_at is None:
        lines.append(f"To be recorded and graded by {latest(breach.due_at)}.")
    if breach.crime_ref:
        lines.append(f"Reference {breach.crime_ref}. Arrest graded {breach.grade}.")
    if breach.arrested_at:
        lines.append(f"Arrested {local_time(breach.arrested_at)}, custody {breach.custody_ref}.")
    if breach.court_by:
        lines.append(f"In court by {latest(breach.court_by)}.")
    lines += [breach.not_arrested_reason, breach.outcome_note]
    return {
        "title": f"{breach.get_kind_display()}: {state.label.lower()}",
        "at": breach.reported_at,
        "byline": breach.reported_by.display_name if breach.reported_by else "the system",
        "text": "\n\n".join(filter(None, lines)),
        "danger": breach.state == B.REPORTED,
    }


def trail(order: Order) -> list[Row]:
    """Hearings, services, circulation and what the protected person was told, newest first."""
    found = [
        *(
            _entry(
                each, f"Hearing: {each.get_outcome_display().lower()}", each.written_at, each.note
            )
            for each in order.hearings.select_related("by")
        ),
        *(_service(each) for each in order.services.select_related("by")),
        *(
            _entry(
                each,
                "Taken off LEDS" if each.cancels else "Circulated on LEDS",
                each.at,
                ", ".join(filter(None, (each.leds_reference, each.pnd_reference))),
            )
            for each in order.circulations.select_related("by")
        ),
        *(
            _entry(
                each,
                "Protected person told" if each.told else "Protected person not reached",
                each.told_at,
                "A copy was sent." if each.copy_sent else "",
            )
            for each in order.victim_updates.select_related("by")
        ),
    ]
    return sorted(found, key=lambda entry: entry["at"], reverse=True)


def _entry(row: Any, title: str, at: Any, text: str) -> Row:
    return {"title": title, "at": at, "byline": row.by.display_name, "text": text}


def _service(row: Any) -> Row:
    what = "Notice" if row.of_notice else "Order"
    proof = [
        row.place,
        f"Identity: {row.identity_check}" if row.identity_check else "",
        f"Contact was not cleared: {row.not_cleared_reason}" if row.not_cleared_reason else "",
        row.note,
    ]
    text = "\n\n".join(filter(None, proof))
    return _entry(row, f"{what}: {row.get_outcome_display().lower()}", row.at, text)
