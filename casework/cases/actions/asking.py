"""Asking for a case that nobody may know of, for a reason and some hours (break-glass)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from casework.accounts.access import roles_of
from casework.accounts.models import User
from casework.audit.actions import own_stream, record
from casework.audit.models import Event
from casework.cases import restricting as rules
from casework.cases.models import Case, GlassBroken, Restriction
from casework.core.errors import NotVisible, Refused, reason_against, worded

log = logging.getLogger(__name__)

TOO_OFTEN = "case.asked_for_too_often"


def break_glass(*, by: User, reference: str, reason: str) -> GlassBroken:
    """Keep that `by` asked for a case by its exact reference, and let them in for some hours if
    it is a restricted one of their force that they may not see and whose person they do not know.

    What comes back is the same whatever the reference leads to. Raises NotVisible for who has no
    role that works on cases, Refused without a reason, and, which is kept as well, for who has
    asked too often within the hour.
    """
    rules.check_can_ask(by)
    reason = worded(reason, "Say why you need to see it now.")
    typed = worded(reference, "Enter the reference of the case.")
    if len(typed) > GlassBroken.LONGEST_REFERENCE:
        raise Refused("Enter the reference of the case, such as IC-0417/26.")
    now = timezone.now()
    with transaction.atomic():
        # One after the other, so that many at once are counted too.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        against = reason_against(rules.check_not_too_often, by, now)
        if against is None:
            return _kept(by, typed, reason, now)
        _note_too_often(by, now)
    raise Refused(against)


def _kept(by: User, typed: str, reason: str, now: datetime) -> GlassBroken:
    limit = rules.HOURS.due(now, by.force.nation)
    asked = GlassBroken.objects.create(
        force=by.force,
        user=by,
        reference=typed,
        restriction=_behind(typed, by),
        reason=reason,
        at=now,
        until=limit.due_at,
    )
    values = {"reference": typed, "until": asked.until, "until_proof": limit.proof}
    record(obj=asked, verb="case.glass_broken", by=by, after=values, reason=reason)
    return asked


def _note_too_often(by: User, now: datetime) -> None:
    """One event an hour: whoever goes on trying fills no log."""
    since = now - timedelta(hours=1)
    if Event.objects.filter(actor=by, verb=TOO_OFTEN, at__gt=since).exists():
        return
    log.warning("user %s asked for too many cases within an hour", by.pk)
    after = {"askings": rules.ASKED_AT_MOST.value}
    record(obj=by, verb=TOO_OFTEN, by=by, after=after, stream=own_stream(by))


def _behind(reference: str, by: User) -> Restriction | None:
    """The restriction that keeps the case of that reference from `by`; none where something else
    does, or nothing."""
    case: Case | None = Case.objects.by_ref(reference).filter(force=by.force).first()
    if case is None or rules.interests_in(case).filter(user=by).exists():
        return None
    if not roles_of(by, force=case.force) & set(rules.INSIDE):
        return None
    closed = Restriction.objects.closed_to(by).filter(case__person=case.person_id)
    found: Restriction | None = closed.first()
    return found


@transaction.atomic
def read_broken_glass(*, asked: GlassBroken, by: User) -> GlassBroken:
    """Somebody who answers for the list, or who holds the force to account, has read of it."""
    rows = GlassBroken.objects.select_for_update(no_key=True)
    row: GlassBroken | None = rows.filter(pk=asked.pk).first()
    if row is None or not GlassBroken.objects.visible_to(by).filter(pk=row.pk).exists():
        raise NotVisible("There is no such entry.")
    rules.check_can_read(by, row)
    row.read_by, row.read_at = by, timezone.now()
    row.save()
    record(obj=row, verb="case.glass_read", by=by, after={"asked": row.pk})
    return row
