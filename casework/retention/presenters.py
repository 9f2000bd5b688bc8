"""The words and colours of retention."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from casework.accounts.models import User
from casework.audit.presenters import timeline_entries
from casework.audit.queries import changes_in
from casework.cases.presenters.common import tag_cell
from casework.clocks import in_words, proof_in_words
from casework.retention import rules
from casework.retention.doing import offered
from casework.retention.models import DisposalHold, Retention, RetentionAlert, RetentionState
from casework.retention.models import RetentionReview as Review
from casework.ui.markup import link
from casework.ui.times import latest, short_date

S = RetentionState
COLOURS = {S.KEPT: "blue", S.PROPOSED: "orange", S.CONFIRMED: "grey"}
OVERDUE = {"text": "Review overdue", "colour": "red"}
SOON = {"text": "Review due soon", "colour": "yellow"}
HELD = {"text": "On hold", "colour": "purple"}
# The day comes first: on a phone the last columns are out of sight.
HEAD = ["Case", "Next review", "Group", "State"]
HEAD_OF_CONFIRMED = ["Case", "Confirmed", "Group", "State"]
HEADS = {
    "holds": ["For", "Why", "From", "Until", "Placed", "Lifted"],
    "terms": ["Counted", "Why", "Clear period from", "Next review"],
    "reviews": ["Reviewed", "Decision", "Why", "What became of it"],
}
DISCLAIMER = (
    "Confirmed for disposal: two managers agreed that this record may go. "
    "Nothing has been deleted, and nothing is deleted here."
)


def tags(row: Retention, at: datetime) -> list[dict[str, str]]:
    """The state, and what else has to be seen at once."""
    found = [{"text": S(row.state).label, "colour": COLOURS[S(row.state)]}]
    if row.is_overdue(at):
        found.append(OVERDUE)
    elif row.state == S.KEPT and at >= rules.told_from(row):
        found.append(SOON)
    if row.is_held(at):
        found.append(HELD)
    return found


def list_rows(rows: Iterable[Retention]) -> list[list[Any]]:
    """Cells of the register: the day is that of the next review, or of the confirmation."""
    return [
        [
            link(row.get_absolute_url(), row.case.ref),
            short_date(row.state_since if row.state == S.CONFIRMED else row.review_due_at),
            row.get_group_display(),
            tag_cell({"text": S(row.state).label, "colour": COLOURS[S(row.state)]}),
        ]
        for row in rows
    ]


def alert_lines(alerts: Iterable[RetentionAlert], at: datetime) -> list[dict[str, str]]:
    """The newest alert of each record that still holds: what, on which, how long it has."""
    newest: dict[int, RetentionAlert] = {}
    for alert in alerts:
        newest.setdefault(alert.retention_id, alert)
    return [
        {
            "text": alert.get_kind_display(),
            "href": alert.retention.get_absolute_url(),
            "ref": alert.retention.case.ref,
            "note": f"{short_date(alert.due_at)}, {in_words(alert.due_at, at)}",
        }
        for alert in newest.values()
    ]


def facts(row: Retention) -> list[dict[str, str]]:
    """The record for `{% summary_list %}`."""
    case = row.case
    given = [
        ("Case", f"{case.ref}, {case.get_state_display().lower()} {short_date(case.ended_at)}"),
        ("Retention group", row.get_group_display()),
        ("Why this group", row.why),
        ("Clear period from", short_date(row.clear_from)),
        ("Next review by", latest(row.review_due_at) if row.state != S.CONFIRMED else ""),
        ("How that is counted", "; ".join(proof_in_words(row.due_proof))),
        ("Kept at least until", _for_life(row)),
    ]
    return [{"key": key, "value": value} for key, value in given if value]


def _for_life(row: Retention) -> str:
    if row.group != "1":
        return ""
    until = rules.kept_until(row.case.person)
    return short_date(until) if until else "No date of birth is known"


def lines(row: Retention, user: User) -> list[dict[str, str]]:
    """What comes up now: a link for who can do it, else the reason."""
    return [
        {
            "title": doing.title,
            "href": "" if reason else reverse("retention:do", args=[row.pk, name]),
            "reason": reason or "You can do this",
        }
        for name, doing, reason in offered(user, row)
    ]


def hold_rows(holds: Iterable[DisposalHold]) -> list[list[str]]:
    return [
        [
            hold.get_kind_display(),
            hold.reason,
            short_date(hold.starts_on),
            latest(hold.ends_at) if hold.ends_at else "Until it is lifted",
            f"{hold.placed_by.display_name}, {short_date(hold.placed_at)}",
            f"{hold.lifted_by.display_name}, {short_date(hold.lifted_at)}: {hold.lifted_reason}"
            if hold.lifted_by
            else "",
        ]
        for hold in holds
    ]


def review_rows(reviews: Iterable[Review]) -> list[list[str]]:
    return [
        [
            f"{review.reviewed_by.display_name}, {short_date(review.reviewed_at)}",
            f"{review.get_decision_display()}, group {review.group}",
            review.reason,
            _settled(review),
        ]
        for review in reviews
    ]


def _settled(review: Review) -> str:
    if not review.outcome:
        waits = review.decision == Review.Decision.DISPOSE
        return "Waits for another manager (DI)" if waits else ""
    who = f" by {review.settled_by.display_name}" if review.settled_by else ""
    when = short_date(review.settled_at)
    return f"{review.get_outcome_display()}{who}, {when}: {review.settled_reason}"


def term_rows(terms: Iterable[Any]) -> list[list[str]]:
    """Each counting of the next review, the newest first: the old ones stay."""
    return [
        [
            short_date(term.at),
            f"{term.get_because_display()} (group {term.group})",
            short_date(term.clear_from),
            short_date(term.due_at),
        ]
        for term in terms
    ]


def history(row: Retention) -> list[dict[str, Any]]:
    """Everything that was recorded of it, newest first."""
    return timeline_entries(changes_in(row.audit_stream))
