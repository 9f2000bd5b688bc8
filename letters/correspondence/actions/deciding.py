"""Authority: an inspector above and apart from the author, and the paper made once it is given."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from letters.correspondence import permissions
from letters.correspondence.actions.shared import check_still_true, locked, no_such_move
from letters.correspondence.models import Letter, LetterState
from letters.correspondence.policy import authority_lapses
from letters.correspondence.text import check_names_nobody, draw, seal_letter
from letters.documents.models import Document

AUTHORISE, RETURN, REFUSE = "AUTHORISE", "RETURN", "REFUSE"


@transaction.atomic
def decide_letter(
    *, letter: Letter, by: User, decision: str, reason: str = "", redaction_checked: bool = False
) -> Letter:
    """Let the letter go out (AUTHORISE), send it back (RETURN) or stop it (REFUSE).

    The first takes an inspector who has read every line for what could show who reported; the
    other two need a reason. The authority lapses after the force's number of working days.
    Raises NotAllowed, Refused, and Conflict for the second of two deciders.
    """
    letter = locked(letter)
    permissions.check_can_decide(by, letter)
    if letter.state != LetterState.AWAITING_AUTHORITY:
        raise no_such_move(letter, "decided on")
    before, now = str(letter.state), timezone.now()
    reason = reason.strip()
    after: dict[str, Any] = {"version": letter.version}
    if decision == AUTHORISE:
        _check_may_go_out(letter, by, redaction_checked)
        lapses = authority_lapses(now, letter.case.force.nation)
        letter.authorise(by=by, at=now, lapses_at=lapses.due_at, proof=lapses.proof)
        verb, after["lapses_at"] = "letter.authorised", lapses.due_at
    elif decision == RETURN:
        letter.return_to_writer(by=by, at=now, reason=worded(reason, "Say what needs to change."))
        verb = "letter.returned"
    elif decision == REFUSE:
        letter.refuse(by=by, at=now, reason=worded(reason, "Say why you refuse it."))
        verb = "letter.refused"
    else:
        raise Refused("Decide whether the letter may go out.")
    return kept(letter, verb, by=by, before=before, reason=reason, **after)


def _check_may_go_out(letter: Letter, by: User, redaction_checked: bool) -> None:
    permissions.check_can_authorise(by, letter)
    if not redaction_checked:
        raise Refused("Confirm that you have read every line for what could show who reported.")
    check_still_true(letter)
    check_names_nobody(letter)


def render_letter(*, letter_id: int) -> Document | None:
    """Make the document of an authorised letter, once and for ever; the job of the flow.

    1. Found made already: that one is the answer. 2. Without a lock: the page is drawn from the
    words that were authorised, dated by the authority, so that every run draws the same bytes.
    3. Under the lock: it is sealed and hung on the letter together, or neither is.
    Run twice, by two at once, or killed anywhere, there is one document in the end.
    None where the letter is no longer to go out. Raises RenderError, whose sentence says why.
    """
    letter: Letter = Letter.objects.get(pk=letter_id)
    if letter.document_id is not None or letter.state != LetterState.AUTHORISED:
        return letter.document
    html, pdf = draw(letter)
    with transaction.atomic():
        letter = locked(letter)
        if letter.document_id is not None or letter.state != LetterState.AUTHORISED:
            return letter.document
        document = letter.document = seal_letter(letter, html=html, pdf=pdf)
        letter.save()
        after = {"state": letter.state, "document": document.pk}
        record(obj=letter, verb="letter.made", by=None, before={"document": None}, after=after)
    return document
