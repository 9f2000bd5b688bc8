"""What stands above the questions of each task: what must be known before it is done."""

from __future__ import annotations

from typing import Any

from casework.core.errors import reason_against
from casework.ui.times import local_time, moment, short_date
from letters.correspondence import rules
from letters.correspondence.models import Letter, LetterState, Method
from letters.correspondence.presenters.checks import approval_checks, changes_since_last
from letters.correspondence.presenters.parts import (
    ATTEMPTS_HEAD,
    FACTS_HEAD,
    Row,
    attempt_rows,
    document_href,
    drawn,
    fact_rows,
    page_pictures,
    state_tag,
    uncleared_heading,
    uncleared_words,
)
from letters.correspondence.text import check_can_be_answered


def compose_brief(letter: Letter) -> dict[str, Any]:
    """What the writer must know: why it came back, and what may not be in it."""
    returned = None
    if letter.state == LetterState.RETURNED and letter.decided_by:
        returned = {"by": letter.decided_by.display_name, "reason": letter.decision_reason}
    person = letter.case.person
    return {
        "letter": letter,
        "returned": returned,
        "returned_heading": f"Returned by {returned['by']}" if returned else "",
        "shared": bool(rules.shared_addresses(person)),
        "no_answer": reason_against(check_can_be_answered, letter.case.team),
        "never": NEVER,
        "recipient": [
            {"key": "To", "value": person.full_name},
            {"key": "Date of birth", "value": short_date(person.date_of_birth) or "Not known"},
            {"key": "Reference", "value": letter.ref},
        ],
    }


NEVER = (
    "Who reported it, or that anyone spoke to us: a victim, a neighbour, a child.",
    "A name, address, phone, new partner, workplace, school or refuge of anyone else.",
    "Scores, ranks, flags, surveillance, other suspects, or what we think of them.",
)


def approval_brief(letter: Letter) -> dict[str, Any]:
    """The checks, what the letter rests on, what changed, and its pages beside them."""
    version = letter.versions.filter(number=letter.version).select_related("submitted_by").first()
    if version is None:
        return {"letter": letter, "version": None}
    return {
        "letter": letter,
        "version": version,
        "tag": state_tag(letter),
        "checks": approval_checks(letter, version),
        "facts": fact_rows(letter),
        "facts_head": FACTS_HEAD,
        "changes": changes_since_last(letter, version),
        "changes_heading": f"What changed since version {version.number - 1}",
        "pages": page_pictures(letter, drawn(letter)),
        "text": version.text,
    }


def service_brief(letter: Letter) -> dict[str, Any]:
    """What whoever issues or serves it must know: until when, how, and what was tried."""
    shared = rules.may_share_a_home(letter)
    return {
        "letter": letter,
        "advocate_first": rules.advocate_first(letter),
        "warnings": _service_warnings(letter, shared),
        "facts": _service_rows(letter),
        "document": letter.document,
        "document_href": document_href(letter),
        "attempts": attempt_rows(letter),
        "attempts_head": ATTEMPTS_HEAD,
    }


def _service_warnings(letter: Letter, shared: bool) -> list[str]:
    found = []
    if shared:
        found.append("Someone else may live at the address of this person. Never post the letter.")
    if letter.service_contact and letter.service_contact.doubtful_since:
        found.append("The printed address is in doubt.")
    if rules.fallen_lines(letter).exists():
        found.append(
            "A report the letter rests on has been cancelled or is one of stalking. "
            "Do not serve it. Ask a supervisor to stop it."
        )
    return found


def _service_rows(letter: Letter) -> list[Row]:
    rows = [
        {"key": "To", "value": letter.case.person.full_name},
        {"key": "Address printed", "value": letter.service_address or "None"},
    ]
    if letter.service_method:
        how = f"{Method(letter.service_method).label}, {letter.service_place}"
        rows.append({"key": "To be served", "value": how})
    if letter.authority_lapses_at:
        over = letter.state == LetterState.LAPSED
        words = "Its authority ended" if over else "Serve before"
        rows.append({"key": words, "value": local_time(letter.authority_lapses_at)})
    if letter.advocate_told_at:
        rows.append({"key": "Advocate told", "value": moment(letter.advocate_told_at)})
    return rows


def review_brief(letter: Letter) -> dict[str, Any]:
    """What the supervisor reads of a service that was not as it should be: why, and every try."""
    return {
        "letter": letter,
        "uncleared": uncleared_words(letter),
        "uncleared_heading": uncleared_heading(letter),
        "facts": _service_rows(letter),
        "attempts": attempt_rows(letter),
        "attempts_head": ATTEMPTS_HEAD,
    }
