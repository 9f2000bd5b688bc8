"""What every action on a warrant does: lock, refuse in words, keep an arrest whole."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from django.utils import timezone

from casework.core.errors import CaseworkError, Conflict, Refused, worded
from casework.enforcement.warrants.models import ENDED, OUTCOMES, Warrant, WarrantState


class Arrest(TypedDict, total=False):
    """What is written down about an arrest."""

    at: datetime
    place: str
    arresting_officer: str
    custody_reference: str
    next_steps: str


def locked(warrant: Warrant) -> Warrant:
    """The warrant as it is now, its row locked until the transaction ends."""
    row: Warrant = Warrant.objects.select_for_update(of=("self",), no_key=True).get(pk=warrant.pk)
    return row


def no_such_move(warrant: Warrant, what: str) -> CaseworkError:
    """Why it cannot be `what` (a participle) now: it has ended, or it is too early."""
    over = warrant.state in (*OUTCOMES, *ENDED)
    state = WarrantState(warrant.state).label.lower()
    if over and warrant.outcome_by is not None:
        return Conflict(
            f"This has ended already: {state}.",
            by=warrant.outcome_by.display_name,
            at=warrant.outcome_at,
        )
    return Refused(f"This is at “{state}”, so it cannot be {what} now.")


def in_the_past(at: datetime | None, sentence: str) -> datetime:
    """The instant given (aware), now without one; raises Refused for the future."""
    now = timezone.now()
    if at is not None and at > now:
        raise Refused(sentence)
    return at or now


def not_before(at: datetime, earlier: datetime | None, sentence: str) -> None:
    """Raise Refused where `at` lies before `earlier`; a time typed on a phone has no seconds."""
    if earlier is not None and at < earlier.replace(second=0, microsecond=0):
        raise Refused(sentence)


def keep_arrest(warrant: Warrant, facts: Arrest, *, at: datetime) -> None:
    """Put the arrest onto the row. Raises Refused for whatever is missing."""
    warrant.arrested_at = at
    warrant.arrest_place = worded(facts.get("place", ""), "Say where the arrest was made.")
    warrant.arresting_officer = worded(
        facts.get("arresting_officer", ""), "Enter who made the arrest, with the collar number."
    )
    warrant.custody_reference = worded(
        facts.get("custody_reference", ""), "Enter the custody reference of the arrest."
    )
    warrant.next_steps = facts.get("next_steps", "").strip()


def keep_hearing(warrant: Warrant, court: str, on: date | None) -> None:
    """Put the new court date onto the row. Raises Refused without one, or for one gone by."""
    warrant.hearing_court = worded(court, "Enter the court they are to appear at.")
    if on is None:
        raise Refused("Enter the date of the hearing.")
    if on < timezone.localdate():
        raise Refused("The date of the hearing must be today or in the future.")
    warrant.hearing_on = on


__all__ = [
    "Arrest",
    "in_the_past",
    "keep_arrest",
    "keep_hearing",
    "locked",
    "no_such_move",
    "not_before",
]
