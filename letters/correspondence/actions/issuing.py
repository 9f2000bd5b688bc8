"""Before service: the advocate told, and the letter handed out to be served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.acts import Act
from casework.cases.gate import require_open_gate
from casework.core.errors import Refused, worded
from casework.victims.actions import tell_all
from letters.correspondence import permissions
from letters.correspondence.actions.shared import (
    check_advocate_told,
    check_authority_stands,
    check_still_true,
    check_way,
    locked,
    no_such_move,
)
from letters.correspondence.models import Letter, LetterState
from letters.correspondence.text import check_names_nobody


@transaction.atomic
def record_advocate_told(
    *, letter: Letter, by: User, note: str, at: datetime | None = None
) -> Letter:
    """Write down that an advocate heard of the letter before it is served, and what was said.

    `at` is aware, now unless told. The letter does not move. Raises NotAllowed, Refused.
    """
    letter = locked(letter)
    permissions.check_can_serve(by, letter)
    if letter.state not in (LetterState.AUTHORISED, LetterState.ISSUED_FOR_SERVICE):
        raise no_such_move(letter, "taken to the advocate")
    note = worded(note, "Write down what the advocate said.")
    before = {"advocate_told_at": letter.advocate_told_at}
    keep_advocate(letter, by=by, note=note, at=at)
    letter.save()
    after = {"advocate_told_at": letter.advocate_told_at}
    record(obj=letter, verb="letter.advocate_told", by=by, before=before, after=after, reason=note)
    return letter


def keep_advocate(letter: Letter, *, by: User, note: str, at: datetime | None) -> None:
    """That an advocate was told, where a note says so. The caller saves and records it.

    Every advocate who supports somebody now counts as told: one rule with every other act.
    """
    now = timezone.now()
    if at is not None and at > now:
        raise Refused("The time you spoke to the advocate must be now or in the past.")
    if note.strip():
        letter.advocate_told_by, letter.advocate_told_at = by, at or now
        letter.advocate_note = note.strip()
        tell_all(case=letter.case, act=Act.LETTER, about=letter, by=by, said=note, at=at)


@transaction.atomic
def issue_letter(
    *,
    letter: Letter,
    by: User,
    method: str,
    place: str = "",
    checks: Sequence[str] = (),
    advocate_note: str = "",
    advocate_at: datetime | None = None,
) -> Letter:
    """Hand the made letter over for service, in a permitted way, while the gate stands.

    `place` is where it is to be handed over, the printed address unless told; `checks` names
    what was confirmed just before, kept in the event; the note and the time of the advocate are
    given where that came to be needed only now. Raises NotAllowed, Refused, Conflict.
    """
    letter = locked(letter)
    permissions.check_can_serve(by, letter)
    if letter.state != LetterState.AUTHORISED:
        raise no_such_move(letter, "issued")
    before, now = str(letter.state), timezone.now()
    keep_advocate(letter, by=by, note=advocate_note, at=advocate_at)
    _check_may_be_issued(letter, now)
    place = check_way(letter, method, place)
    letter.issue(by=by, at=now, how=method, where=place)
    after: dict[str, Any] = {"method": method, "checks": sorted(checks)}
    after["advocate_told_at"] = letter.advocate_told_at
    return kept(letter, "letter.issued", by=by, before=before, **after)


def _check_may_be_issued(letter: Letter, now: datetime) -> None:
    if letter.document_id is None:
        raise Refused("The letter is still being made. Look again in a few minutes.")
    check_authority_stands(letter, now)
    require_open_gate(letter.case, at=now, signed=letter.authority_lapses_at is not None)
    check_advocate_told(letter)
    # A report that came in since may have taken a line away, or brought somebody to protect.
    check_still_true(letter)
    check_names_nobody(letter)
