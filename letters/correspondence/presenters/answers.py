"""What is said against a letter, in words: for its own page and for whoever answers."""

from __future__ import annotations

from typing import Any

from casework.ui.times import local_time, moment
from letters.correspondence.models import Letter, Representation
from letters.correspondence.policy import answer_due
from letters.correspondence.presenters.parts import (
    ATTEMPTS_HEAD,
    FACTS_HEAD,
    Row,
    attempt_rows,
    document_href,
    drawn,
    fact_rows,
    page_pictures,
)
from letters.wording.composing import text_of


def said_rows(row: Representation) -> list[Row]:
    """What was said, when and how it came, and by when it is answered."""
    due = answer_due(row.received_at, row.case.force.nation).due_at
    rows = [
        ("What was said", row.said),
        ("How it came", row.get_source_display()),
        ("Reached the police", local_time(row.received_at)),
        ("Written down", f"{row.recorded_by.display_name}, {moment(row.recorded_at)}"),
        ("It also says", "; ".join(also_said(row))),
        ("To be answered by", "" if row.decision else local_time(due)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def also_said(row: Representation) -> list[str]:
    told = {
        "The letter reached the wrong person": row.says_wrong_person,
        "They are the one who is harmed": row.says_victim,
        "They were hostile or made threats": row.hostile,
    }
    return [words for words, is_so in told.items() if is_so]


def answer_rows(row: Representation) -> list[Row]:
    """What was answered and what followed; [] while it waits for an answer."""
    if row.answered_by is None:
        return []
    breach = f"{row.get_breach_display()}. {row.breach_note}" if row.breach else ""
    rows = [
        ("Answer", row.get_decision_display()),
        ("Answered by", f"{row.answered_by.display_name}, {moment(row.answered_at)}"),
        ("Reasons", row.reasons),
        ("To be read now", row.amendment),
        ("Wrong person", "It had reached the wrong person" if row.wrong_person else ""),
        ("Breach of data", breach),
        ("Reference of the report", row.breach_reference),
        ("Told", _told(row)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _told(row: Representation) -> str:
    if not row.told:
        return ""
    how = f"{row.get_told_display()}, {local_time(row.told_at)}"
    return f"{how}. {row.told_note}" if row.told_note else how


def all_said(letter: Letter) -> list[dict[str, Any]]:
    """Everything that was said against the letter, the first one first."""
    found = letter.representations.select_related(
        "case__force", "recorded_by", "answered_by", "breach_by", "told_by"
    )
    return [
        {
            "heading": f"Said against it, no. {row.number}",
            "rows": said_rows(row),
            "answer_heading": f"Answer to no. {row.number}",
            "answer": answer_rows(row),
        }
        for row in found
    ]


def answer_brief(row: Representation) -> dict[str, Any]:
    """What was said, what the letter rests on, how it was served, and the letter as it was made."""
    letter = row.letter
    return {
        "letter": letter,
        "said": said_rows(row),
        "answer": answer_rows(row),
        "facts": fact_rows(letter),
        "facts_head": FACTS_HEAD,
        "attempts": attempt_rows(letter),
        "attempts_head": ATTEMPTS_HEAD,
        "document": letter.document,
        "document_href": document_href(letter),
        "pages": page_pictures(letter, drawn(letter)),
        "text": text_of(letter.document.html) if letter.document else "",
    }
