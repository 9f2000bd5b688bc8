"""What the approver is told that the system looked at, and what changed since the last version."""

from __future__ import annotations

from difflib import SequenceMatcher

from django.utils import timezone

from casework.cases.gate import gate_status
from casework.core.errors import reason_against
from casework.ui.times import short_date
from letters.correspondence import rules
from letters.correspondence.models import Letter, LetterVersion
from letters.correspondence.policy import address_good_until
from letters.correspondence.presenters.parts import Row, wording_words
from letters.correspondence.text import check_names_nobody
from letters.wording.actions import current_wording


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
    seen = f"Last recorded on {short_date(contact.last_seen_on)}"
    if contact.doubtful_since:
        return _line("warning", "The address is in doubt", f"{seen}. Serve it elsewhere")
    good_until = address_good_until(contact.last_seen_on, letter.case.force.nation)
    if timezone.localdate() > good_until:
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
        return _line("passed", "Current wording", wording_words(current))
    written, newer = wording_words(version.wording_version), wording_words(current)
    note = f"Written with: {written}. Approved since: {newer}"
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
    if not rules.may_share_a_home(letter):
        return []
    note = "Serve in person only. An advocate is spoken to before anything is served"
    return [_line("warning", "Someone else may live at the address of this person", note)]


def _line(state: str, text: str, note: str) -> Row:
    return {"state": state, "text": text, "note": note}


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
