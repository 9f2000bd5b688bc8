"""Starting a letter, and sending what was written for authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.gate import require_open_gate
from casework.cases.models import Case
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Refused, worded
from casework.core.queue import enqueue
from casework.incidents.models import Incident
from casework.people.models import Contact
from casework.people.queries import addresses
from letters.correspondence import permissions, rules, text
from letters.correspondence.actions.shared import check_adult, locked, no_such_move
from letters.correspondence.models import FactLine, Letter, LetterState, LetterVersion
from letters.correspondence.policy import MOST_FACTS


def check_letter_may_be_started(case: Case) -> None:
    """Raise Refused where no letter may be started on this case.

    The case must be under way and the person an adult by their recorded date of birth (domain:
    section 2.12), with at least one report a letter may rest on.
    """
    if case.state not in UNDER_WAY:
        raise Refused("A letter can be started once a manager has adopted the case.")
    check_adult(case)
    if not rules.incidents_for(case).exists():
        raise Refused(
            "There is no report that a letter may rest on. "
            "Cancelled reports and reports of stalking do not count."
        )


@transaction.atomic
def start_letter(*, case: Case, kind: str, by: User) -> Letter:
    """Open an empty letter of `kind` on a case; `by` becomes its author.

    Raises NotAllowed, Refused.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    permissions.check_can_write(by, case)
    check_letter_may_be_started(case)
    letter: Letter = Letter.objects.create(kind=kind, case=case, author=by)
    record(obj=letter, verb="letter.started", by=by, after={"state": letter.state, "kind": kind})
    return letter


@transaction.atomic
def submit_letter(
    *,
    letter: Letter,
    by: User,
    facts: Sequence[tuple[Incident, str]],
    service_contact: Contact | None = None,
) -> Letter:
    """Compose a new version and send it for authority; its page is then drawn by the queue.

    `facts` are the lines of what was reported, each with the report it rests on, in their order.
    `service_contact` is the person's own address to print, none where the letter is handed over
    without one. Raises NotAllowed, Refused: for a closed contact gate, for a line that may not
    stand, for anything in the text that belongs to somebody else linked to the person.
    """
    letter = locked(letter)
    permissions.check_can_write(by, letter.case)
    if letter.state not in (LetterState.DRAFT, LetterState.RETURNED):
        raise no_such_move(letter, "sent for authority")
    before, now = {"state": letter.state, "version": letter.version}, timezone.now()
    check_letter_may_be_started(letter.case)
    require_open_gate(letter.case, at=now)
    lines = _lines(letter, facts)
    _set_address(letter, service_contact)
    letter.submit(by=by)
    composed = text.compose_letter(letter, [line for _, line in lines], at=now)
    version = _keep(letter, composed, lines, by=by, at=now)
    letter.save()
    enqueue("letters.correspondence.jobs.draw_draft", version=version.pk)
    after = {"state": letter.state, "version": letter.version, "wording": version.wording_version}
    record(obj=letter, verb="letter.submitted", by=by, before=before, after=after)
    return letter


def _lines(letter: Letter, facts: Sequence[tuple[Incident, str]]) -> list[tuple[Incident, str]]:
    """The lines as they will stand, each tied to a report that a letter may rest on."""
    if not facts:
        raise Refused("Choose at least one report for the letter to rest on.")
    if len(facts) > MOST_FACTS.value:
        raise Refused(f"A letter names at most {MOST_FACTS.value} reports. Choose fewer.")
    given = {incident.pk for incident, _ in facts}
    allowed = rules.incidents_for(letter.case).filter(pk__in=given).count()
    if allowed != len(given):
        raise Refused("A letter cannot rest on one of these reports. Choose from those offered.")
    return [(incident, worded(line, "Write the line of each report.")) for incident, line in facts]


def _set_address(letter: Letter, contact: Contact | None) -> None:
    if contact is not None and contact not in addresses(letter.case.person):
        raise Refused("Choose one of the person's own addresses.")
    if contact is not None and contact not in rules.safe_addresses(letter.case.person):
        raise Refused(
            "Someone else linked to the person may live at this address, so it cannot be "
            "printed. Hand the letter over without an address."
        )
    letter.service_contact = contact
    letter.service_address = contact.one_line if contact else ""


def _keep(
    letter: Letter,
    composed: text.Composed,
    lines: list[tuple[Incident, str]],
    *,
    by: User,
    at: datetime,
) -> LetterVersion:
    FactLine.objects.bulk_create(
        FactLine(letter=letter, version=letter.version, order=order, text=line, incident=incident)
        for order, (incident, line) in enumerate(lines, 1)
    )
    return LetterVersion.objects.create(
        letter=letter,
        number=letter.version,
        wording_version=composed.wording_version,
        inputs=composed.inputs,
        html=composed.html,
        text=composed.text,
        submitted_by=by,
        submitted_at=at,
    )
