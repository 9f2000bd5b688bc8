"""The words and the paper of one letter: composed for authority, drawn for the approver, and made.

What is authorised is what is made: the stored HTML of the version, in which the three values only
an authority can give (its day, its name, its rank) stand as marks until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.utils.html import escape

from casework.accounts.models import Rank, Team, User
from casework.core.errors import Refused
from casework.ui.times import short_date
from letters import pdf as paper
from letters.correspondence.models import Letter, LetterVersion
from letters.correspondence.policy import ANSWER_WITHIN, HELD_FOR
from letters.documents.actions import seal
from letters.documents.models import Document
from letters.wording.actions import current_wording
from letters.wording.composing import compose, text_of
from letters.wording.leak_guard import Forbidden, forbidden_for, office_phrases, scan
from letters.wording.leak_guard.files import scan_words, words_of
from letters.wording.models import Wording
from letters.wording.placeholders import Placeholders

TITLE = "Letter"
# More than these at once help nobody put it right.
MOST_NAMED = 3
# What stands in a version until somebody has authorised it.
NOT_YET = {
    "date": "[the day it is authorised]",
    "signatory_name": "[the inspector who authorises it]",
    "signatory_title": "[their rank]",
}


@dataclass(frozen=True)
class Composed:
    """One version, ready to be kept."""

    wording_version: str
    inputs: dict[str, Any]
    html: str
    text: str


def compose_letter(letter: Letter, lines: list[str], *, at: datetime) -> Composed:
    """The letter with these fact lines in today's approved wording, found free of anyone else's
    particulars; its periods are those of the aware instant `at`. Raises Refused
    (LetterIncomplete, or naming what has to go)."""
    if any(mark in line for line in lines for mark in NOT_YET.values()):
        raise Refused("Write the line of each report without square brackets.")
    case = letter.case
    nation = case.force.nation
    check_can_be_answered(case.team)
    wording = current_wording(letter.kind, force=case.force)
    values = Placeholders(
        date=NOT_YET["date"],
        signatory_name=NOT_YET["signatory_name"],
        signatory_title=NOT_YET["signatory_title"],
        reference=letter.ref,
        recipient_name=case.person.full_name,
        recipient_address=_address_lines(letter),
        date_of_birth=short_date(case.person.date_of_birth),
        force_name=case.force.name,
        unit_name=case.team.name,
        unit_address=_lines_of(case.team.reply_address),
        unit_phone=case.team.reply_phone,
        unit_email=case.team.reply_email,
        facts=tuple(lines),
        answer_within=ANSWER_WITHIN.asks_for(nation, at),
        held_for=HELD_FOR.asks_for(nation, at),
        wording_version=wording.reference,
    )
    html = compose(letter.kind, values, wording.paragraphs, layout=wording.layout)
    text = text_of(html)
    _check_can_be_printed(text)
    _check_text(letter, text, values, wording)
    return Composed(wording.reference, values.as_inputs(), html, text)


def check_can_be_answered(team: Team) -> None:
    """Raise Refused where a letter of this team could not say where to answer it."""
    if not (team.reply_address and team.reply_phone):
        raise Refused(
            "The team has no address for replies. Ask a system administrator to add it "
            "(manage.py set_replies)."
        )


def _check_can_be_printed(text: str) -> None:
    """Raise Refused now rather than fail in the queue, while the writer is still there."""
    shown = normalize("NFC", text)
    if paper.spelt_out(shown) != shown:
        raise Refused(str(paper.RenderError(paper.Fault.CHARACTER)))


def _address_lines(letter: Letter) -> tuple[str, ...]:
    contact = letter.service_contact
    if contact is None:
        return ()
    return _lines_of(f"{contact.value},{contact.postcode}")


def _lines_of(address: str) -> tuple[str, ...]:
    """An address as it is printed: a line for each part between commas."""
    return tuple(line for part in address.split(",") if (line := part.strip()))


def check_names_nobody(letter: Letter) -> None:
    """Look through the submitted version again: records that came in since may name somebody new.

    Raises Refused.
    """
    version = current_version(letter)
    _check_text(letter, version.text, _values_of(version), _wording_of(version))


def check_file_names_nobody(letter: Letter, pdf: bytes) -> None:
    """Look through the finished file of an authorised letter: its pages, and all it says beside
    them, in tags, metadata, notes and whatever is attached (domain: section 5.10).

    Raises RenderError, without a word of what was found: whoever mends it may see less than that.
    """
    version = current_version(letter)
    values = _values_of(version, **_authority(letter))
    try:
        said = words_of(pdf)
    except ValueError as error:
        raise paper.RenderError(paper.Fault.BROKEN) from error
    if said.unread or scan_words(said, _forbidden(letter, values, _wording_of(version))):
        raise paper.RenderError(paper.Fault.LEAK)


def _values_of(version: LetterVersion, **now_known: str) -> Placeholders:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in version.inputs.items()
    }
    return Placeholders(**values | now_known)


def _wording_of(version: LetterVersion) -> Wording:
    known = Wording.objects.filter(kind=version.letter.kind)
    return next(each for each in known if each.reference == version.wording_version)


def _forbidden(letter: Letter, values: Placeholders, wording: Wording) -> Forbidden:
    standing = [words for paragraphs in wording.paragraphs.values() for words in paragraphs]
    return forbidden_for(letter.case.person, phrases=office_phrases(values), standing=standing)


def _check_text(letter: Letter, text: str, values: Placeholders, wording: Wording) -> None:
    """Raise Refused where the text holds a name, address, postcode or phone of anybody else
    linked to the person, saying which words have to go."""
    found = [finding.sentence for finding in scan(text, _forbidden(letter, values, wording))]
    if found:
        raise Refused(" ".join(dict.fromkeys(found[:MOST_NAMED])))


def current_version(letter: Letter) -> LetterVersion:
    """The version that was submitted last. Raises LetterVersion.DoesNotExist for a mere draft."""
    return letter.versions.get(number=letter.version)


def finished_html(letter: Letter) -> str:
    """The authorised words with the day of the authority and who gave it in place of the marks."""
    html = current_version(letter).html
    for name, value in _authority(letter).items():
        html = html.replace(escape(NOT_YET[name]), escape(value))
    return html


def _authority(letter: Letter) -> dict[str, str]:
    decided_by, decided_at = _decided(letter)
    return {
        "date": short_date(decided_at),
        "signatory_name": decided_by.full_name,
        "signatory_title": Rank(decided_by.rank).label,
    }


def _decided(letter: Letter) -> tuple[User, datetime]:
    if letter.decided_by is None or letter.decided_at is None:
        raise Refused("Nobody has decided on this letter.")
    return letter.decided_by, letter.decided_at


def draw(letter: Letter) -> tuple[str, bytes]:
    """The HTML and the PDF of an authorised letter, the same bytes each time, found free of anyone
    else's particulars once more as a file. Takes no lock.

    Raises RenderError.
    """
    html = finished_html(letter)
    _, decided_at = _decided(letter)
    key = letter_key(letter, letter.version)
    pdf = paper.render_in_child(html, identifier=key.encode(), title=TITLE, created=decided_at)
    check_file_names_nobody(letter, pdf)
    return html, pdf


def seal_letter(letter: Letter, *, html: str, pdf: bytes) -> Document:
    """Put the finished letter into the ledger, with the inputs it was made from."""
    version = current_version(letter)
    return seal(
        key=letter_key(letter, version.number),
        kind=letter.kind,
        case=letter.case,
        person=letter.case.person,
        html=html,
        pdf=pdf,
        inputs=version.inputs | _authority(letter),
        wording_version=version.wording_version,
        by=None,
    )


def letter_key(letter: Letter, number: int) -> str:
    """Names the act of making version `number`: the same act finds the same document."""
    return f"letter:{letter.pk}:v{number}"
