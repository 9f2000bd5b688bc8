"""What the steps do that belong to no one kind: look again or stop, try once more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.gate import gate_status
from casework.visits import actions as visits
from casework.visits.models import Visit
from letters.correspondence import actions as letters
from letters.correspondence.models import Letter
from workflows.models import Intervention

now = timezone.now


def safe_to_contact(intervention: Intervention) -> str:
    """What the contact gate of the case says at this moment: "open" or "closed"."""
    return "open" if gate_status(intervention.case, at=now()).open else "closed"


def look_again_or_stop(
    *,
    by: User,
    decision: str,
    reason: str,
    letter: Letter | None = None,
    visit: Visit | None = None,
) -> None:
    """A supervisor decides what follows when contact is not cleared: check again, or stop."""
    if decision == "STOP" and letter is not None:
        letters.withdraw_letter(letter=letter, by=by, reason=reason)
    elif decision == "STOP" and visit is not None:
        visits.withdraw_visit(visit=visit, by=by, reason=reason)
    else:
        _note("contact.check_again", by=by, reason=reason, obj=letter or visit)


def note_retry(
    *, by: User, reason: str, letter: Letter | None = None, visit: Visit | None = None
) -> None:
    """A supervisor says what was put right before a failed job is tried again."""
    _note("document.tried_again", by=by, reason=reason, obj=letter or visit)


@transaction.atomic
def _note(verb: str, *, by: User, reason: str, obj: Letter | Visit | None) -> None:
    if obj is None:
        raise ValueError("A step is about a letter or a visit.")
    record(obj=obj, verb=verb, by=by, before=None, after=None, reason=reason)
