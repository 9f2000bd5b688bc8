"""Looking for the person: attempts, the arrest, a surrender, bail on the warrant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

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


@transaction.atomic
def log_search(
    *,
    warrant: Warrant,
    by: User,
    result: str,
    at: datetime | None = None,
    place: Contact | str = "",
    with_officer: User | None = None,
    intelligence: str = "",
    next_action: str = "",
    arresting_officer: str = "",
    custody_reference: str = "",
    next_steps: str = "",
    hearing_court: str = "",
    hearing_on: date | None = None,
    court_reference: str = "",
) -> Warrant:
    """What came of looking: one of `Result`, or that it ended without an arrest: they
    surrendered, were bailed on it, or the court withdrew it.

    No open contact gate is asked for. The gate is for overt contact that we choose to make
    (letter, visit, event, partner: domain, section 2.0); a warrant is a court's command, and a
    person who stands as wanted is arrested by whoever meets them. What the gate protects is
    kept by other means: no allocation without a word on who has to be safe first, "Refer to DI
    before contact" on the page wherever a hold stands, and the victims told within a day.

    `at` is aware, now unless told; `place` is one of the person's addresses or words. An arrest
    needs every fact of it, a surrender and bail the new court date, the court's word its
    reference; all other results need what follows. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_search(by, warrant)
    if warrant.state not in SEARCHED:
        raise no_such_move(warrant, "executed")
    at = in_the_past(at, "The time must be now or in the past.")
    not_before(at, warrant.allocated_at, "The warrant was given out after that time.")
    before = str(warrant.state)
    after: dict[str, Any] = {"result": result, "at": at}
    arrest = Arrest(
        arresting_officer=arresting_officer,
        custody_reference=custody_reference,
        next_steps=next_steps,
    )
    hearing = (hearing_court, hearing_on)
    if result in _VERBS:
        verb = _end_unarrested(
            warrant, result, by=by, at=at, hearing=hearing, court_reference=court_reference
        )
    else:
        attempt = _keep_attempt(
            warrant,
            by=by,
            at=at,
            result=result,
            place=place,
            with_officer=with_officer,
            intelligence=intelligence,
            next_action=next_action,
        )
        after["attempt"] = attempt.number
        verb = _move(warrant, attempt, arrest, hearing)
    kept(warrant, verb, by=by, before=before, **after)
    _tell_case(warrant, by, result)
    return warrant


def _end_unarrested(
    warrant: Warrant,
    result: str,
    *,
    by: User,
    at: datetime,
    hearing: tuple[str, date | None],
    court_reference: str,
) -> str:
    """One of the three moves that end it without an arrest; the verb of its event."""
    if result == COURT:
        reference = worded(court_reference, "Enter the reference of the court.")
        warrant.withdraw_by_court(by=by, at=at, evidence=reference)
        return _VERBS[COURT]
    keep_hearing(warrant, *hearing)
    if result == SURRENDERED:
        warrant.surrender(by=by, at=at)
        return _VERBS[SURRENDERED]
    if not warrant.backed_for_bail:
        raise Refused("The court has not backed this warrant for bail.")
    warrant.serve_bail(by=by, at=at)
    return _VERBS[BAIL_SERVED]


def _keep_attempt(
    warrant: Warrant, *, by: User, result: str, place: Contact | str, **facts: Any
) -> Attempt:
    """The row of one attempt. Raises Refused for what is missing."""
    if result not in Result.values:
        raise Refused("Select what came of it.")
    contact, where = _place(warrant, place)
    if result != Result.ARRESTED:
        worded(facts["next_action"], "Say what is to be done next.")
    if facts["with_officer"] == by:
        raise Refused("Name the officer who was with you, not yourself.")
    latest = warrant.attempts.aggregate(latest=Max("number"))["latest"] or 0
    given = {name: f.strip() if isinstance(f, str) else f for name, f in facts.items()}
    return Attempt.objects.create(
        warrant=warrant,
        number=latest + 1,
        result=result,
        contact=contact,
        place=where,
        logged_by=by,
        logged_at=timezone.now(),
        **given,
    )


def _place(warrant: Warrant, place: Contact | str) -> tuple[Contact | None, str]:
    if isinstance(place, str):
        return None, worded(place, "Say where you tried.")
    if place.person_id != warrant.case.person_id or place.kind != Contact.Kind.ADDRESS:
        raise Refused("Choose one of the person's own addresses.")
    return place, place.one_line


def _move(
    warrant: Warrant, attempt: Attempt, arrest: Arrest, hearing: tuple[str, date | None]
) -> str:
    """The move that follows from an attempt; the verb of its event."""
    if attempt.result == Result.ARRESTED:
        worded(arrest["next_steps"], "Say what happens next.")
        keep_arrest(warrant, {**arrest, "place": attempt.place}, at=attempt.at)
        keep_hearing(warrant, *hearing)
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


def _tell_case(warrant: Warrant, by: User, result: str) -> None:
    """What the search brought changes what is known about the person (domain: section 3.3)."""
    if warrant.outcome in _CHANGES:
        kind, note = _CHANGES[WarrantState(warrant.outcome)]
        hear_of_change(case=warrant.case, by=by, kind=kind, note=note)
    elif result == Result.MOVED:
        note = "They were found to have moved when a warrant was to be executed."
        hear_of_change(case=warrant.case, by=by, kind=ChangeKind.ADDRESS, note=note)
