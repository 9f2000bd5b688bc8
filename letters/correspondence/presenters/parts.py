"""What several pages of a letter show: its state in words, its lines, attempts and paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from casework.ui.times import local_time
from letters.correspondence import rules
from letters.correspondence.models import Letter, LetterState, ServiceAttempt
from letters.correspondence.reports import report_in_words
from letters.documents.models import Document

Row = dict[str, Any]

COLOURS = {
    LetterState.DRAFT: "grey",
    LetterState.AWAITING_AUTHORITY: "purple",
    LetterState.RETURNED: "orange",
    LetterState.REFUSED: "grey",
    LetterState.AUTHORISED: "blue",
    LetterState.ISSUED_FOR_SERVICE: "blue",
    LetterState.SERVED: "green",
    LetterState.SERVICE_FAILED: "red",
    LetterState.LAPSED: "grey",
    LetterState.WITHDRAWN: "grey",
    LetterState.REPRESENTATIONS_RECEIVED: "red",
    LetterState.UPHELD: "green",
    LetterState.AMENDED: "green",
    LetterState.EXPIRED: "grey",
}
FACTS_HEAD = ("Line", "Rests on")
ATTEMPTS_HEAD = ("When", "What happened", "How", "Where", "Who", "Proof or note")


def state_tag(letter: Letter) -> dict[str, str]:
    """Words and colour of the tag that says how far the letter is."""
    state = LetterState(letter.state)
    return {"text": state.label, "colour": COLOURS[state]}


def fact_rows(letter: Letter) -> list[list[str]]:
    """Each line of the present version with the report it rests on."""
    lines = letter.fact_lines.filter(version=letter.version).select_related("incident")
    return [[line.text, report_in_words(line.incident)] for line in lines]


def page_pictures(letter: Letter, document: Document | None) -> list[Row]:
    """The address of the picture of each page; [] while none is drawn."""
    if document is None:
        return []
    return [
        {
            "src": reverse("correspondence:page_picture", args=[letter.pk, number]),
            "number": number,
            "total": document.pages,
        }
        for number in range(1, document.pages + 1)
    ]


def document_href(letter: Letter) -> str:
    """Where the sealed PDF is, for a page that says how far the letter is; "" without one."""
    if letter.document_id is None:
        return ""
    known = urlencode({"seen": letter.state})
    return f"{reverse('correspondence:document', args=[letter.pk])}?{known}"


@dataclass(frozen=True)
class Standing:
    """What has to be known of a letter before its paper is used."""

    heading: str
    text: str
    file_name: str


# State -> the heading that says it, and the word in the name of the file.
ENDINGS = {
    LetterState.LAPSED: ("The authority for this letter lapsed", "lapsed"),
    LetterState.WITHDRAWN: ("This letter was withdrawn", "withdrawn"),
}

# The same of one that was served: heading, what to do, word.
AFTER_SERVICE = {
    LetterState.REPRESENTATIONS_RECEIVED: (
        "Something was said against this letter",
        "An inspector who did not authorise it decides whether it stands. "
        "Do not rest anything new on it until then.",
        "under-review",
    ),
    LetterState.AMENDED: (
        "This letter was amended",
        "Read it with the amendment below. What was served stays word for word.",
        "amended",
    ),
    LetterState.WITHDRAWN: (
        "This letter was withdrawn after it was served",
        "Rest nothing on it, and do not quote it. What cited it was recalled.",
        "withdrawn",
    ),
    LetterState.EXPIRED: (
        "This letter has expired",
        "Its time is over. Rest nothing new on it.",
        "expired",
    ),
}


def standing(letter: Letter) -> Standing | None:
    """Why the paper of this letter proves no service, or does not stand as it reads; None where
    it was served and nothing was said against it that changes how it counts.

    The bytes say nothing of what became of the letter and never change, so the page and the
    name of the file say it.
    """
    if letter.state in (LetterState.SERVED, LetterState.UPHELD) or letter.document is None:
        return None
    stem = f"document-{letter.document.pk}"
    if letter.served_at is not None:
        heading, text, word = AFTER_SERVICE[LetterState(letter.state)]
        return Standing(heading, text, f"{stem}-{word}.pdf")
    if letter.state in ENDINGS:
        heading, word = ENDINGS[letter.state]
        ended = local_time(letter.ended_at)
        text = f"It ended on {ended} and was never served. Do not hand it over."
        return Standing(heading, text, f"{stem}-{word}.pdf")
    if letter.state == LetterState.ISSUED_FOR_SERVICE:
        text = (
            f"It is issued for service. Serve it before {local_time(letter.authority_lapses_at)}."
        )
    elif letter.state == LetterState.SERVICE_FAILED:
        text = "Service failed. Do not hand it over until a supervisor has decided what follows."
    else:
        text = "It is not issued yet. Do not hand it over before it is."
    return Standing("This letter has not been served", text, f"{stem}-not-served.pdf")


def attempt_rows(letter: Letter) -> list[list[str]]:
    """Every attempt to serve it, the first one first."""
    attempts = letter.service_attempts.select_related("server", "second_officer")
    return [
        [
            local_time(each.at),
            each.get_outcome_display(),
            each.get_method_display(),
            each.place,
            ", ".join(str(who) for who in (each.server, each.second_officer) if who),
            _proof_or_note(each),
        ]
        for each in attempts
    ]


def _proof_or_note(attempt: ServiceAttempt) -> str:
    proof = attempt.signature or attempt.delivery_reference or attempt.note
    taken = {"They were hostile": attempt.hostile, "They say they are harmed": attempt.says_victim}
    said = [words for words, is_so in taken.items() if is_so]
    if attempt.not_cleared_reason:
        return (
            f"Contact was not cleared: {'. '.join([attempt.not_cleared_reason, *said])} ({proof})"
        )
    return ". ".join([proof, *said])


def uncleared_words(letter: Letter) -> str:
    """ "Contact was not cleared when …" and "Its authority was over when …", each with the reason
    given; "" where neither was so."""
    attempt = rules.served_irregularly(letter)
    if attempt is None:
        return ""
    when = local_time(attempt.at)
    said = []
    if attempt.not_cleared_reason:
        said.append(
            f"Contact was not cleared when it was served on {when}. "
            f"The reason given: {attempt.not_cleared_reason}"
        )
    if letter.no_authority_reason:
        over = local_time(letter.authority_lapses_at)
        said.append(
            f"Its authority ended on {over}, and it was served on {when}. "
            f"The reason given: {letter.no_authority_reason}"
        )
    return " ".join(said)


def uncleared_heading(letter: Letter) -> str:
    if letter.no_authority_reason:
        return "Served after its authority was over"
    return "Served while contact was not cleared"


def drawn(letter: Letter) -> Document | None:
    """What the pictures show: the sealed document, else the draft of the newest version."""
    if letter.document is not None:
        return letter.document
    version = letter.versions.filter(number=letter.version).first()
    return version.draft_document if version else None


def wording_words(reference: str) -> str:
    """The wording a paper was made with: "Warning letter, version 1" of "warning_letter-1"."""
    kind, _, version = reference.rpartition("-")
    return f"{kind.replace('_', ' ').capitalize()}, version {version}"
