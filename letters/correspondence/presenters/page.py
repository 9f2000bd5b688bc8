"""The letter's own page."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import User
from casework.cases.standing_in import standing_in
from casework.ui.times import local_time, moment
from letters.correspondence import promises
from letters.correspondence.models import STANDING, Letter, LetterState
from letters.correspondence.permissions import can_receive
from letters.correspondence.presenters.answers import all_said
from letters.correspondence.presenters.parts import (
    ATTEMPTS_HEAD,
    FACTS_HEAD,
    Row,
    attempt_rows,
    document_href,
    drawn,
    fact_rows,
    page_pictures,
    standing,
    state_tag,
    uncleared_heading,
    uncleared_words,
    wording_words,
)
from letters.documents.models import Document
from letters.wording.composing import text_of


def letter_rows(letter: Letter) -> list[Row]:
    """The facts of the letter's own page."""
    rows = [
        ("Reference", letter.ref),
        ("Written by", letter.author.display_name),
        ("Version", str(letter.version) if letter.version else "Nothing submitted yet"),
        ("Address printed", letter.service_address or "None"),
        ("Decided by", _decided(letter)),
        ("Reason", letter.decision_reason),
        ("Authority ends", local_time(letter.authority_lapses_at)),
        ("Advocate told", _who_and_when(letter.advocate_told_by, letter.advocate_told_at)),
        ("Issued by", _who_and_when(letter.issued_by, letter.issued_at)),
        ("Served", local_time(letter.served_at)),
        *_deadlines(letter),
        ("Ended", local_time(letter.ended_at) if letter.ended_at != letter.served_at else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _deadlines(letter: Letter) -> list[tuple[str, str]]:
    """Until when it may be answered, and when it expires, while it stands."""
    if letter.served_at is None or letter.state not in STANDING:
        return []
    expires = ("Expires", local_time(promises.expires(letter).due_at))
    if letter.state != LetterState.SERVED:
        return [expires]
    until = local_time(promises.may_answer_until(letter).due_at)
    return [("They may answer until", until), expires]


def _decided(letter: Letter) -> str:
    told = _who_and_when(letter.decided_by, letter.decided_at)
    return told + standing_in(letter, letter.decided_by, letter.decided_at)


def _who_and_when(user: Any, at: Any) -> str:
    return f"{user.display_name}, {moment(at)}" if user else ""


def document_rows(document: Document) -> list[Row]:
    """What proves the sealed document."""
    return [
        {"key": "Made", "value": local_time(document.created_at)},
        {"key": "Pages", "value": str(document.pages)},
        {"key": "Size", "value": f"{document.byte_length:,} bytes"},
        {"key": "Wording", "value": wording_words(document.wording_version)},
        {"key": "SHA-256", "value": document.sha256},
    ]


def letter_page(letter: Letter, reader: User) -> dict[str, Any]:
    """Everything on the letter's own page, and what its reader may do there."""
    shown = drawn(letter)
    version = letter.versions.filter(number=letter.version).first()
    return {
        "letter": letter,
        "case": letter.case,
        "tag": state_tag(letter),
        "rows": letter_rows(letter),
        "facts": fact_rows(letter),
        "facts_head": FACTS_HEAD,
        "attempts": attempt_rows(letter),
        "attempts_head": ATTEMPTS_HEAD,
        "proof_heading": "The letter as it was made" if letter.document else "The newest draft",
        "pages": page_pictures(letter, shown),
        "text": text_of(letter.document.html) if letter.document else version and version.text,
        "uncleared": uncleared_words(letter),
        "uncleared_heading": uncleared_heading(letter),
        "said": all_said(letter),
        "can_receive": letter.state in STANDING
        and letter.state != LetterState.REPRESENTATIONS_RECEIVED
        and can_receive(reader, letter),
        "standing": standing(letter),
        "document": letter.document,
        "document_rows": document_rows(letter.document) if letter.document else [],
        "document_href": document_href(letter),
    }


def unserved_page(letter: Letter) -> dict[str, Any]:
    """What is said before the paper of a letter that was not served is opened or saved."""
    return {
        "letter": letter,
        "case": letter.case,
        "tag": state_tag(letter),
        "standing": standing(letter),
        "document": letter.document,
        "document_href": document_href(letter),
    }
