"""The trails of a warrant as entries of a timeline, the newest first."""

from __future__ import annotations

from typing import Any

from casework.enforcement.warrants.models import Attempt, Review, ReviewLevel, Warrant
from casework.ui.times import short_date

Entry = dict[str, Any]


def attempts(warrant: Warrant) -> list[Entry]:
    """Every attempt: when, where, by whom, what came of it, what was to be next."""
    found = warrant.attempts.select_related("logged_by", "with_officer").order_by("-number")
    return [_attempt(each) for each in found]


def _attempt(attempt: Attempt) -> Entry:
    by = attempt.logged_by.display_name
    if attempt.with_officer:
        by = f"{by} with {attempt.with_officer.display_name}"
    next_action = f"Next: {attempt.next_action}" if attempt.next_action else ""
    parts = (f"Where: {attempt.place.rstrip('.')}.", attempt.intelligence, next_action)
    return {
        "title": f"Attempt {attempt.number}: {attempt.get_result_display()}",
        "at": attempt.at,
        "byline": by,
        "text": "\n\n".join(filter(None, parts)),
    }


def reviews(warrant: Warrant) -> list[Entry]:
    """Every review, and what other forces were asked and said."""
    found = [_review(each) for each in warrant.reviews.select_related("by")]
    for request in warrant.force_requests.select_related("asked_by", "answer__logged_by"):
        found.append(
            {
                "title": f"{request.force} was asked to execute it",
                "at": request.asked_at,
                "byline": request.asked_by.display_name,
                "text": f"Asked there: {request.contact_point}.",
            }
        )
        answer = getattr(request, "answer", None)
        if answer is not None:
            found.append(
                {
                    "title": f"{request.force} {'accepted' if answer.accepted else 'did not'}",
                    "at": answer.logged_at,
                    "byline": answer.logged_by.display_name,
                    "text": "\n\n".join(filter(None, (answer.answered_by, answer.note))),
                }
            )
    return sorted(found, key=lambda entry: entry["at"], reverse=True)


def _review(review: Review) -> Entry:
    also = [
        words
        for given, words in (
            (review.media_appeal, "Media appeal."),
            (review.ports_alert, "Ports alert."),
        )
        if given
    ]
    parts = [
        review.reason,
        review.trace_plan,
        " ".join(also),
        review.authorised_checks,
        f"Next review: {short_date(review.next_on)}." if review.next_on else "",
    ]
    return {
        "title": f"{ReviewLevel(review.level).label}: {review.get_decision_display()}",
        "at": review.at,
        "byline": review.by.display_name,
        "text": "\n\n".join(filter(None, parts)),
    }


def checks(warrant: Warrant) -> list[Entry]:
    """Every check of bail."""
    found = warrant.bail_checks.select_related("logged_by", "condition").order_by("-number")
    return [
        {
            "title": f"Check {each.number}: {each.get_result_display()}",
            "at": each.at,
            "byline": each.logged_by.display_name,
            "text": "\n\n".join(
                filter(
                    None,
                    (
                        f"{each.method}.",
                        f"Broken: {each.condition.text}" if each.condition else "",
                        each.found,
                    ),
                )
            ),
            "danger": each.condition is not None,
        }
        for each in found
    ]
