"""Looking for the person: attempts, the arrest, a surrender, bail on the warrant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casework import clocks
from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.actions import hear_of_change
from casework.cases.models import ChangeKind
from casework.core.errors import Refused, worded
from casework.enforcement.warrants import permissions
from casework.enforcement.warrants.actions.shared import (
    Arrest,
    in_the_past,
    keep_arrest,
    keep_hearing,
    locked,
    no_such_move,
    not_before,
)
from casework.enforcement.warrants.models import SEARCHED, Attempt, Result, Warrant, WarrantState
from casework.people.models import Contact

# Three ways it ends without anybody being arrested, with the verbs of their events.
SURRENDERED = WarrantState.SURRENDERED
BAIL_SERVED = WarrantState.BACKED_BAIL_SERVED
COURT = WarrantState.WITHDRAWN_BY_COURT
_VERBS = {
    SURRENDERED: "warrant.surrendered",
    BAIL_SERVED: "warrant.bail_served",
    COURT: "warrant.withdrawn_by_court",
}
_CHANGES = {
    WarrantState.EXECUTED: (ChangeKind.COURT, "Arrested on a warrant; a court date is set."),
    SURRENDERED: (ChangeKind.COURT, "Surrendered to a warrant; a court date is set."),
    BAIL_SERVED: (ChangeKind.BAIL, "Bailed on a warrant to a new court date."),
}


class Told(TypedDict, total=False):
    """What is told of one search.

    `at` is aware, now unless told; `place` is one of the person's addresses or words. An arrest
    needs every fact of it, a surrender and bail the new court date, the court's word its
    reference; all other results need what follows.
    """

    at: datetime | None
    place: Contact | str
    with_officer: User | None
    intelligence: str
    next_action: str
    arresting_officer: str
    custody_reference: str
    next_steps: str
    hearing_court: str
    hearing_on: date | None
    court_reference: str


@transaction.atomic
def log_search(*, warrant: Warrant, by: User, result: str, **told: Unpack[Told]) -> Warrant:
    """What came of looking: one of `Result`, or that it ended without an arrest: they
    surrendered, were bailed on it, or the court withdrew it.

    No open contact gate is asked for. The gate is for overt contact that we choose to make
    (letter, visit, event, partner: domain, section 2.0); a warrant is a court's command, and a
    person who stands as wanted is arrested by whoever meets them. What the gate protects is
    kept by other means: no allocation without a word on who has to be safe first, "Refer to DI
    before contact" on the page wherever a hold stands, and the victims told within a day.

    Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_search(by, warrant)
    if warrant.state not in SEARCHED:
        raise no_such_move(warrant, "executed")
    at = in_the_past(told.get("at"), "The time must be now or in the past.")
    not_before(at, warrant.allocated_at, "The warrant was given out after that time.")
    before = str(warrant.state)
    after: dict[str, Any] = {"result": result, "at": at}
    if result in _VERBS:
        verb = _end_unarrested(warrant, result, told, by=by, at=at)
    else:
        attempt = _keep_attempt(warrant, result, told, by=by, at=at)
        after["attempt"] = attempt.number
        verb = _move(warrant, attempt, told)
    kept(warrant, verb, by=by, before=before, **after)
    _tell_case(warrant, by, result)
    return warrant


def _end_unarrested(warrant: Warrant, result: str, told: Told, *, by: User, at: datetime) -> str:
    """One of the three moves that end it without an arrest; the verb of its event."""
    if result == COURT:
        reference = worded(told.get("court_reference", ""), "Enter the reference of the court.")
        warrant.withdraw_by_court(by=by, at=at, evidence=reference)
        return _VERBS[COURT]
    _keep_hearing(warrant, told)
    if result == SURRENDERED:
        warrant.surrender(by=by, at=at)
        return _VERBS[SURRENDERED]
    if not warrant.backed_for_bail:
        raise Refused("The court has not backed this warrant for bail.")
    warrant.serve_bail(by=by, at=at)
    return _VERBS[BAIL_SERVED]


def _keep_attempt(warrant: Warrant, result: str, told: Told, *, by: User, at: datetime) -> Attempt:
    """The row of one attempt. Raises Refused for what is missing."""
    if result not in Result.values:
        raise Refused("Select what came of it.")
    contact, where = _place(warrant, told.get("place", ""))
    next_action = told.get("next_action", "").strip()
    if result != Result.ARRESTED:
        worded(next_action, "Say what is to be done next.")
    if told.get("with_officer") == by:
        raise Refused("Name the officer who was with you, not yourself.")
    latest = warrant.attempts.aggregate(latest=Max("number"))["latest"] or 0
    return Attempt.objects.create(
        warrant=warrant,
        number=latest + 1,
        at=at,
        result=result,
        contact=contact,
        place=where,
        with_officer=told.get("with_officer"),
        intelligence=told.get("intelligence", "").strip(),
        next_action=next_action,
        logged_by=by,
        logged_at=timezone.now(),
    )


def _place(warrant: Warrant, place: Contact | str) -> tuple[Contact | None, str]:
    if isinstance(place, str):
        return None, worded(place, "Say where you tried.")
    if place.person_id != warrant.case.person_id or place.kind != Contact.Kind.ADDRESS:
        raise Refused("Choose one of the person's own addresses.")
    return place, place.one_line


def _move(warrant: Warrant, attempt: Attempt, told: Told) -> str:
    """The move that follows from an attempt; the verb of its event."""
    if attempt.result == Result.ARRESTED:
        arrest = Arrest(
            place=attempt.place,
            arresting_officer=told.get("arresting_officer", ""),
            custody_reference=told.get("custody_reference", ""),
            next_steps=worded(told.get("next_steps", ""), "Say what happens next."),
        )
        keep_arrest(warrant, arrest, at=attempt.at)
        _keep_hearing(warrant, told)
        warrant.execute(by=attempt.logged_by, at=attempt.at)
        return "warrant.executed"
    if warrant.state != WarrantState.REVIEW:
        warrant.attempt()
    if attempt.result == Result.MOVED and attempt.contact is not None:
        day = attempt.at.astimezone(clocks.LONDON).date()
        Contact.objects.filter(pk=attempt.contact.pk, doubtful_since=None).update(
            doubtful_since=day
        )
    return "warrant.attempted"


def _keep_hearing(warrant: Warrant, told: Told) -> None:
    keep_hearing(warrant, told.get("hearing_court", ""), told.get("hearing_on"))


def _tell_case(warrant: Warrant, by: User, result: str) -> None:
    """What the search brought changes what is known about the person (domain: section 3.3)."""
    if warrant.outcome in _CHANGES:
        kind, note = _CHANGES[WarrantState(warrant.outcome)]
        hear_of_change(case=warrant.case, by=by, kind=kind, note=note)
    elif result == Result.MOVED:
        note = "They were found to have moved when a warrant was to be executed."
        hear_of_change(case=warrant.case, by=by, kind=ChangeKind.ADDRESS, note=note)
