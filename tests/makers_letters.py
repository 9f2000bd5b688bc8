"""Letters for tests, made by walking the real path: written, authorised, made, issued, served.

A letter at a state was brought there by the people whose roles allow it, with contact cleared, so
that no test lives in an impossible state.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import User
from casework.cases.gate import gate_status
from casework.cases.models import Case
from casework.incidents.models import Incident
from casework.people.addresses import normal_address
from casework.people.models import Contact, ContactBase, Person, ProtectedContact
from letters.correspondence import actions, rules
from letters.correspondence.actions import drafting
from letters.correspondence.models import (
    Letter,
    LetterState,
    LetterVersion,
    Method,
    Representation,
)
from letters.correspondence.promises import expires
from letters.correspondence.reports import proposed_line
from tests import makers_cases
from tests.makers_cases import people_of

KIND = "warning_letter"
PLACE = "Interview room 2, Northgate police station"


def give_address(
    person: Person, value: str = "14 Corfe Way", postcode: str = "NM4 2QA", **fields: Any
) -> Contact:
    """An address recorded of the person as a suspect, seen today unless told."""
    return Contact.objects.create(person=person, **_address(value, postcode) | fields)


def give_protected_address(
    person: Person, value: str = "14 Corfe Way", postcode: str = "NM4 2QA"
) -> ProtectedContact:
    """The same of a person recorded as a victim."""
    return ProtectedContact.objects.create(person=person, **_address(value, postcode))


def _address(value: str, postcode: str) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "kind": ContactBase.Kind.ADDRESS,
        "value": value,
        "postcode": postcode,
        "normal": normal_address(value, postcode),
        "first_seen_on": today,
        "last_seen_on": today,
    }


def facts_of(case: Case, *, most: int = 3) -> list[tuple[Incident, str]]:
    """The reports a letter may rest on, each with the line first proposed for it."""
    return [(each, proposed_line(each)) for each in rules.incidents_for(case)[:most]]


def make_letter(
    *,
    state: LetterState | str = LetterState.DRAFT,
    case: Case | None = None,
    author: User | None = None,
    contact: Contact | None = None,
) -> Letter:
    """A warning letter that has come to `state` through the real actions.

    Its case is under way with contact cleared; the author is its officer, the decider its
    authoriser (`makers_cases.people_of(case)`). `contact` is the address printed, if any.
    """
    case = case or makers_cases.make_case()
    clear_contact(case)
    author = author or people_of(case).officer
    letter = actions.start_letter(case=case, kind=KIND, by=author)
    for step in PATH_TO[LetterState(state)]:
        letter = step(letter) if step is not submit else submit(letter, contact=contact)
    return Letter.objects.get(pk=letter.pk)


def clear_contact(case: Case) -> None:
    """Contact is cleared, unless it is already."""
    if not gate_status(case).open:
        makers_cases.open_gate(case)


def submit(letter: Letter, *, contact: Contact | None = None, **changes: Any) -> Letter:
    given = {
        "by": letter.author,
        "facts": facts_of(letter.case),
        "service_contact": contact or letter.service_contact,
    }
    return actions.submit_letter(letter=letter, **given | changes)


def authorise(letter: Letter, **changes: Any) -> Letter:
    given = {"by": people_of(letter.case).authoriser, "redaction_checked": True}
    return actions.decide_letter(letter=letter, decision="AUTHORISE", **given | changes)


def send_back(letter: Letter, **changes: Any) -> Letter:
    given = {"by": people_of(letter.case).authoriser, "reason": "Say which month."}
    return actions.decide_letter(letter=letter, decision="RETURN", **given | changes)


def refuse(letter: Letter, **changes: Any) -> Letter:
    given = {"by": people_of(letter.case).authoriser, "reason": "A visit would do."}
    return actions.decide_letter(letter=letter, decision="REFUSE", **given | changes)


def make(letter: Letter) -> Letter:
    """The document is made, as the queue would."""
    actions.render_letter(letter_id=letter.pk)
    return Letter.objects.get(pk=letter.pk)


def tell_advocate(letter: Letter, **changes: Any) -> Letter:
    given = {"by": people_of(letter.case).officer, "note": "She has a plan for that day."}
    return actions.record_advocate_told(letter=letter, **given | changes)


def issue(letter: Letter, **changes: Any) -> Letter:
    if rules.advocate_first(letter):
        tell_advocate(letter)
    given = {"by": people_of(letter.case).officer, "method": Method.IN_PERSON, "place": PLACE}
    return actions.issue_letter(letter=letter, **given | changes)


def serve(letter: Letter, **changes: Any) -> Letter:
    given = {
        "by": people_of(letter.case).officer,
        "outcome": "SERVED",
        "at": timezone.now(),
        "identity_check": "Known to the officer; photograph compared",
        "signature": "Signed for it",
    }
    return actions.record_service(letter=letter, **given | changes)


def fail_once(letter: Letter, **changes: Any) -> Letter:
    given = {
        "by": people_of(letter.case).officer,
        "outcome": "NOT_FOUND",
        "at": timezone.now(),
        "note": "Nobody came.",
    }
    return actions.record_service(letter=letter, **given | changes)


def lapse(letter: Letter) -> Letter:
    assert letter.authority_lapses_at
    return actions.lapse_letter(letter=letter, at=letter.authority_lapses_at + timedelta(seconds=1))


def withdraw(letter: Letter, **changes: Any) -> Letter:
    given = {"by": letter.author, "reason": "A new report is being investigated."}
    return actions.withdraw_letter(letter=letter, **given | changes)


def receive(letter: Letter, **changes: Any) -> Letter:
    """Something was said against it, today unless told."""
    given = {
        "by": people_of(letter.case).supervisor,
        "source": "PHONE",
        "received_at": timezone.now(),
        "said": "I was in hospital that week.",
    }
    actions.receive_representations(letter=letter, **given | changes)
    return Letter.objects.get(pk=letter.pk)


def said_against(letter: Letter) -> Representation:
    """What was said against it last."""
    return letter.representations.latest("number")


def answer(letter: Letter, decision: str = "UPHELD", **changes: Any) -> Letter:
    given = {"by": people_of(letter.case).reviewer, "reasons": "The record is right."}
    if decision == "AMENDED":
        given["amendment"] = "Read March as April."
    actions.answer_representations(
        representation=said_against(letter), decision=decision, **given | changes
    )
    return Letter.objects.get(pk=letter.pk)


def amend(letter: Letter) -> Letter:
    return answer(letter, "AMENDED")


def call_back(letter: Letter) -> Letter:
    return answer(letter, "WITHDRAWN")


def when_it_expires(letter: Letter) -> datetime:
    """A second after its last moment."""
    assert letter.served_at
    return expires(letter).due_at + timedelta(seconds=1)


def expire(letter: Letter) -> Letter:
    return actions.expire_letter(letter=letter, at=when_it_expires(letter))


def draw_draft(letter: Letter) -> LetterVersion:
    """The newest version is drawn for the approver, as the queue would."""
    version = letter.versions.get(number=letter.version)
    drafting.draw_draft(version)
    return LetterVersion.objects.get(pk=version.pk)


Step = Callable[..., Letter]
_TO_ISSUED: list[Step] = [submit, authorise, make, issue]

# How a letter comes to each state.
PATH_TO: dict[LetterState, list[Step]] = {
    LetterState.DRAFT: [],
    LetterState.AWAITING_AUTHORITY: [submit],
    LetterState.RETURNED: [submit, send_back],
    LetterState.REFUSED: [submit, refuse],
    LetterState.AUTHORISED: [submit, authorise],
    LetterState.ISSUED_FOR_SERVICE: _TO_ISSUED,
    LetterState.SERVED: [*_TO_ISSUED, serve],
    LetterState.SERVICE_FAILED: [*_TO_ISSUED, fail_once, fail_once, fail_once],
    LetterState.LAPSED: [submit, authorise, lapse],
    LetterState.WITHDRAWN: [withdraw],
    LetterState.REPRESENTATIONS_RECEIVED: [*_TO_ISSUED, serve, receive],
    LetterState.UPHELD: [*_TO_ISSUED, serve, receive, answer],
    LetterState.AMENDED: [*_TO_ISSUED, serve, receive, amend],
    LetterState.EXPIRED: [*_TO_ISSUED, serve, expire],
}
