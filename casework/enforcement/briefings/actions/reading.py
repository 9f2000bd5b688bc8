"""What the named teams do: read it, brief their shifts, say what they saw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Team, User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.core.errors import Conflict, Refused, worded
from casework.enforcement.briefings import permissions, rules
from casework.enforcement.briefings.actions.shared import locked, require, stir
from casework.enforcement.briefings.models import (
    OUT,
    Acknowledgement,
    Assessed,
    Briefing,
    BriefingReading,
    BriefingReturn,
    BriefingReturnEntry,
    BriefingState,
    Handling,
    Shift,
    Source,
)

S = BriefingState


@transaction.atomic
def open_briefing(*, briefing: Briefing, by: User) -> BriefingReading:
    """Somebody of a named team opens it: their name and the time are kept, once.

    Raises NotVisible for anyone else, Refused once it is over.
    """
    briefing = locked(briefing)
    permissions.check_can_read(by, briefing)
    if not briefing.is_out:
        raise Refused("This briefing is over. Do not act on it.")
    known = briefing.readings.filter(reader=by).first()
    if known is not None:
        return known
    reading: BriefingReading = BriefingReading.objects.create(briefing=briefing, reader=by)
    record(obj=briefing, verb="briefing.read", by=by, after={"reading": reading.pk})
    return reading


@transaction.atomic
def acknowledge_shift(
    *, briefing: Briefing, by: User, task_data: dict[str, Any], briefed: bool = False
) -> Briefing:
    """A supervisor says that one shift of their team was briefed.

    `task_data` names the `team` (key) and the `shift` the task is for. Raises NotVisible,
    NotAllowed, Refused, Conflict where somebody has said so already.
    """
    briefing = locked(briefing)
    team, shift = Team.objects.get(pk=task_data["team"]), Shift(task_data["shift"])
    permissions.check_supervises(by, briefing, team)
    require(briefing, OUT, "acknowledged")
    if not briefed:
        raise Refused("Tick that the shift was briefed.")
    done = briefing.acknowledgements.filter(team=team, shift=shift).select_related("by").first()
    if done is not None:
        raise Conflict("This shift was briefed.", by=done.by.display_name, at=done.at)
    Acknowledgement.objects.create(briefing=briefing, team=team, shift=shift, by=by)
    before = str(briefing.state)
    if briefing.state == S.PUBLISHED and not rules.unbriefed(briefing):
        briefing.acknowledge()
    after: dict[str, Any] = {"team": team.pk, "shift": str(shift)}
    return kept(briefing, "briefing.acknowledged", by=by, before=before, **after)


@transaction.atomic
def chase_unread(*, briefing: Briefing, by: User, task_data: dict[str, Any], done: str) -> Briefing:
    """An inspector says what was done about shifts that were not briefed within a day."""
    briefing = locked(briefing)
    team = Team.objects.get(pk=task_data["team"])
    permissions.check_is_inspector(by, briefing, team)
    done = worded(done, "Say what was done about it.")
    state = str(briefing.state)
    return kept(briefing, "briefing.chased", by=by, before=state, reason=done, team=team.pk)


@transaction.atomic
def log_return(
    *,
    briefing: Briefing,
    by: User,
    kind: str,
    place: str,
    what: str,
    source: str,
    assessed: str,
    handling: str,
    at: datetime | None = None,
) -> BriefingReturn:
    """Any officer of a named team says what they saw; graded by source, content and handling.

    `at` is when (aware, now unless told). Raises NotVisible, Refused.
    """
    briefing = locked(briefing)
    permissions.check_can_read(by, briefing)
    if not briefing.is_out:
        raise Refused("This briefing is over. Tell the intelligence desk what you saw.")
    _check_graded(kind, source, assessed, handling)
    now = timezone.now()
    if at is not None and at > now:
        raise Refused("The time must be now or in the past.")
    returned: BriefingReturn = BriefingReturn.objects.create(
        briefing=briefing,
        kind=kind,
        at=at or now,
        place=worded(place, "Say where it was."),
        what=worded(what, "Say what you saw or were told."),
        source=source,
        assessed=assessed,
        handling=handling,
        by=by,
        logged_at=now,
    )
    before = str(briefing.state)
    if briefing.state != S.RETURN_RECEIVED:
        briefing.receive_return()
    stir(briefing)
    after: dict[str, Any] = {"returned": returned.pk, "grading": returned.grading}
    kept(briefing, "briefing.return_received", by=by, before=before, **after)
    return returned


def _check_graded(kind: str, source: str, assessed: str, handling: str) -> None:
    """Raise Refused unless it says what it is and carries all three of its gradings."""
    if kind not in BriefingReturn.Kind.values:
        raise Refused("Select what it was.")
    if source not in Source.values or assessed not in Assessed.values:
        raise Refused("Grade the source and the information.")
    if handling not in Handling.values:
        raise Refused("Say how it may be handled.")


@transaction.atomic
def enter_returns(*, briefing: Briefing, by: User, reference: str) -> Briefing:
    """Every return nobody had entered is in the intelligence system now, under `reference`.

    Raises NotAllowed, Refused.
    """
    briefing = locked(briefing)
    permissions.check_can_publish(by, briefing)
    waiting = list(briefing.returns.filter(entry=None))
    if not waiting:
        raise Refused("Every return has been entered.")
    reference = worded(reference, "Enter the reference of the intelligence entry.")
    BriefingReturnEntry.objects.bulk_create(
        BriefingReturnEntry(returned=each, reference=reference, by=by) for each in waiting
    )
    before = str(briefing.state)
    if briefing.state == S.RETURN_RECEIVED:
        briefing.settle_returns(acknowledged=not rules.unbriefed(briefing))
    keys = [each.pk for each in waiting]
    return kept(briefing, "briefing.returns_entered", by=by, before=before, returns=keys)
