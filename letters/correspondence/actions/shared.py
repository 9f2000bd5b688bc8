"""What every action on a letter does: lock, refuse in words."""

from __future__ import annotations

from datetime import datetime

from casework.cases.models import Case
from casework.core.errors import CaseworkError, Conflict, Refused, worded
from casework.ui.times import local_time
from letters.correspondence import rules
from letters.correspondence.models import SERVED_STATES, Letter, LetterState, Method


def locked(letter: Letter) -> Letter:
    """The letter as it is now, its row locked until the transaction ends.

    The case is locked first, so that a check of contact made meanwhile is seen, and every two
    writers lock in the same order.
    """
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.case_id)
    row: Letter = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.pk)
    return row


def no_such_move(letter: Letter, what: str) -> CaseworkError:
    """Why the letter cannot be `what` (a participle) now: somebody was first, or it is early."""
    if what == "decided on" and letter.decided_by and letter.decided_at:
        by, at = letter.decided_by.display_name, letter.decided_at
        return Conflict("This letter has already been decided on.", by=by, at=at)
    if what == "issued" and letter.issued_by and letter.issued_at:
        by, at = letter.issued_by.display_name, letter.issued_at
        return Conflict("This letter has already been issued.", by=by, at=at)
    if letter.state in SERVED_STATES:
        attempt = letter.service_attempts.get(outcome="SERVED")
        by, at = attempt.server.display_name, attempt.at
        return Conflict("This letter has been served. It cannot be changed now.", by=by, at=at)
    state = LetterState(letter.state).label.lower()
    return Refused(f"This letter is at “{state}”, so it cannot be {what} now.")


def check_authority_stands(letter: Letter, at: datetime) -> None:
    """Raise Refused where the authority was over at the aware instant `at`."""
    lapses_at = letter.authority_lapses_at
    if lapses_at is not None and at > lapses_at:
        raise Refused(
            f"The authority for this letter ran out on {local_time(lapses_at)}. "
            "It may not be served; a new letter needs a new authority."
        )


def check_adult(case: Case) -> None:
    """Raise Refused unless the person is an adult by their recorded date of birth (2.12)."""
    if case.person.date_of_birth is None:
        raise Refused(
            "No date of birth is recorded, so it is not sure that the person is an adult. "
            "Have it confirmed first."
        )
    if not rules.is_adult(case.person):
        raise Refused("The person is under 18. Use the youth-justice route, not a letter.")


def check_still_true(letter: Letter) -> None:
    """Raise Refused where the records have changed so that the letter may no longer go out."""
    check_adult(letter.case)
    if rules.fallen_lines(letter).exists():
        raise Refused(
            "A report that this letter rests on has been cancelled or is one of stalking, so the "
            "letter may not go out. Return it or stop it, and write it without that report."
        )


def check_advocate_told(letter: Letter) -> None:
    """Raise Refused where an advocate has to hear of it first and has not."""
    if rules.advocate_not_told(letter):
        shared = rules.may_share_a_home(letter)
        why = "Someone else may live at the person's address. " if shared else ""
        raise Refused(f"{why}Speak to the advocate first and write down what was said.")


def check_way(letter: Letter, method: str, place: str) -> str:
    """The place, once the method is one that this letter may be served by. Raises Refused."""
    if method not in Method.values:
        raise Refused("Select how the letter is to be served.")
    if why_not := rules.why_not_by(letter, method):
        raise Refused(why_not)
    if method == Method.RECORDED_POST:
        return letter.service_address
    return worded(place or letter.service_address, "Say where the letter is to be handed over.")
