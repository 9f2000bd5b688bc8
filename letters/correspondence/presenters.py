"""The words of a letter's pages: what the writer, the approver and the server must see first."""

from __future__ import annotations

from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any

from django.urls import reverse
from django.utils import timezone

from casework.cases.gate import gate_status
from casework.core.errors import reason_against
from casework.ui.times import local_time, moment, short_date
from letters.correspondence import rules
from letters.correspondence.models import Letter, LetterState, LetterVersion, Method
from letters.correspondence.policy import ADDRESS_GOOD_FOR
from letters.correspondence.reports import report_in_words
from letters.correspondence.text import check_names_nobody
from letters.documents.models import Document
from letters.wording.actions import current_wording
from letters.wording.composing import text_of

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
}
FACTS_HEAD = ("Line", "Rests on")
ATTEMPTS_HEAD = ("When", "What happened", "How", "Where", "Who", "Proof or note")


def state_tag(letter: Letter) -> dict[str, str]:
    """Words and colour of the tag that says how far the letter is."""
    state = LetterState(letter.state)
    return {"text": state.label, "colour": COLOURS[state]}


# --- briefs of the task pages ---------------------------------------------------------------------


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
    advocate = rules.advocate_first(letter)
    return {
        "letter": letter,
        "advocate_first": advocate,
        "warnings": _service_warnings(letter, advocate),
        "facts": _service_rows(letter),
        "document": letter.document,
        "document_href": document_href(letter),
        "attempts": attempt_rows(letter),
        "attempts_head": ATTEMPTS_HEAD,
    }


def _service_warnings(letter: Letter, advocate: bool) -> list[str]:
    found = []
    if advocate:
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
        rows.append({"key": "Serve before", "value": local_time(letter.authority_lapses_at)})
    if letter.advocate_told_at:
        rows.append({"key": "Advocate told", "value": moment(letter.advocate_told_at)})
    return rows


# --- the approver's checks ------------------------------------------------------------------------


def approval_checks(letter: Letter, version: LetterVersion) -> list[Row]:
    """What the system looked at, each with passed, warning or failed."""
    return [
        _address_check(letter),
        _names_check(letter),
        _wording_check(letter, version),
        _facts_check(letter),
        _gate_check(letter),
        *_shared_check(letter),
        {
            "text": "Whoever wrote it does not decide",
            "note": f"Written by {version.submitted_by.display_name}",
            "state": "passed",
        },
    ]


def _address_check(letter: Letter) -> Row:
    contact = letter.service_contact
    if contact is None:
        return _line("passed", "No address is printed", "It is handed over in person")
    age = timezone.localdate() - contact.last_seen_on
    seen = f"Last recorded on {short_date(contact.last_seen_on)}"
    if contact.doubtful_since:
        return _line("warning", "The address is in doubt", f"{seen}. Serve it elsewhere")
    if age > timedelta(days=ADDRESS_GOOD_FOR.value):
        return _line("warning", "The address is old", f"{seen}. Have it confirmed")
    return _line("passed", "The address is recent", seen)


def _names_check(letter: Letter) -> Row:
    refused = reason_against(check_names_nobody, letter)
    if refused:
        return _line("failed", "Something in the text belongs to somebody else", refused)
    return _line(
        "passed",
        "Nobody else is named",
        "No name, address, postcode or phone of anyone linked to the person is in the text",
    )


def _wording_check(letter: Letter, version: LetterVersion) -> Row:
    current = current_wording(letter.kind, force=letter.case.force).reference
    if version.wording_version == current:
        return _line("passed", "Current wording", f"Version {current}")
    note = f"Written with {version.wording_version}; {current} has been approved since"
    return _line("warning", "Older wording", note)


def _facts_check(letter: Letter) -> Row:
    fallen = rules.fallen_lines(letter).count()
    if fallen:
        note = f"Cancelled since, or one of stalking: {fallen}. Return the letter"
        return _line("failed", "Not every report still stands", note)
    return _line("passed", "Every line rests on a report", "See the reports below")


def _gate_check(letter: Letter) -> Row:
    status = gate_status(letter.case, at=timezone.now())
    if status.open:
        return _line("passed", "Contact is cleared", "Checked again at the issue")
    return _line("warning", "Contact is not cleared now", status.sentence)


def _shared_check(letter: Letter) -> list[Row]:
    if not rules.advocate_first(letter):
        return []
    note = "Serve in person only. An advocate is spoken to before anything is served"
    return [_line("warning", "Someone else may live at the address of this person", note)]


def _line(state: str, text: str, note: str) -> Row:
    return {"state": state, "text": text, "note": note}


# --- parts of the pages ---------------------------------------------------------------------------


def fact_rows(letter: Letter) -> list[list[str]]:
    """Each line of the present version with the report it rests on."""
    lines = letter.fact_lines.filter(version=letter.version).select_related("incident")
    return [[line.text, report_in_words(line.incident)] for line in lines]


def changes_since_last(letter: Letter, version: LetterVersion) -> list[dict[str, str]]:
    """What was taken out and put in since the version before, line by line; [] for the first."""
    earlier = letter.versions.filter(number=version.number - 1).first()
    if earlier is None:
        return []
    old, new = earlier.text.splitlines(), version.text.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        {"out": " ".join(old[a:b]), "new": " ".join(new[c:d])}
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


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
    """Where the sealed PDF is; "" while there is none."""
    return reverse("correspondence:document", args=[letter.pk]) if letter.document_id else ""


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
            each.signature or each.delivery_reference or each.note,
        ]
        for each in attempts
    ]


def letter_rows(letter: Letter) -> list[Row]:
    """The facts of the letter's own page."""
    rows = [
        ("Reference", letter.ref),
        ("Written by", letter.author.display_name),
        ("Version", str(letter.version) if letter.version else "Nothing submitted yet"),
        ("Address printed", letter.service_address or "None"),
        ("Decided by", _who_and_when(letter.decided_by, letter.decided_at)),
        ("Reason", letter.decision_reason),
        ("Authority ends", local_time(letter.authority_lapses_at)),
        ("Advocate told", _who_and_when(letter.advocate_told_by, letter.advocate_told_at)),
        ("Issued by", _who_and_when(letter.issued_by, letter.issued_at)),
        ("Served", local_time(letter.served_at)),
        ("Ended", local_time(letter.ended_at)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _who_and_when(user: Any, at: Any) -> str:
    return f"{user.display_name}, {moment(at)}" if user else ""


def document_rows(document: Document) -> list[Row]:
    """What proves the sealed document."""
    return [
        {"key": "Made", "value": local_time(document.created_at)},
        {"key": "Pages", "value": str(document.pages)},
        {"key": "Size", "value": f"{document.byte_length:,} bytes"},
        {"key": "Wording", "value": document.wording_version},
        {"key": "SHA-256", "value": document.sha256},
    ]


def drawn(letter: Letter) -> Document | None:
    """What the pictures show: the sealed document, else the draft of the newest version."""
    if letter.document is not None:
        return letter.document
    version = letter.versions.filter(number=letter.version).first()
    return version.draft_document if version else None


def letter_page(letter: Letter) -> dict[str, Any]:
    """Everything on the letter's own page."""
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
        "document": letter.document,
        "document_rows": document_rows(letter.document) if letter.document else [],
        "document_href": document_href(letter),
    }
