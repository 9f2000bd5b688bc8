"""Placing and lifting do-not-contact rules. Their words stay in their rows, out of every event."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.actions.shared import begin
from casework.cases.contact_rules import rules_of
from casework.cases.gate import linked_victims
from casework.cases.models import Case, ContactRule, Ground, Reach
from casework.cases.table import MOVES
from casework.core.errors import Refused, worded
from casework.people.addresses import normal_address
from casework.people.models import Person


@transaction.atomic
def place_contact_rule(
    *,
    case: Case,
    by: User,
    reach: str,
    ground: str,
    asked_by: str,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
    victim: Person | None = None,
    address: str = "",
    postcode: str = "",
) -> ContactRule:
    """Nobody contacts whoever the rule reaches, from the start of one local day, or at once where
    that is today, to the end of another; until it is lifted where no end is given.

    Raises NotVisible, NotAllowed, Refused where something is left out.
    """
    row = begin(case, "no-contact", by=by)
    if ground not in Ground.values:
        raise Refused("Select why there is to be no contact.")
    now = timezone.now()
    starts_at, ends_at = _window(starts_on, ends_on, now)
    if reach == Reach.PERIOD and ends_at is None:
        raise Refused("Say when the period ends.")
    rule = ContactRule.objects.create(
        force=row.force,
        team=row.team,
        reach=reach,
        ground=ground,
        asked_by=worded(asked_by, "Say who asked for it."),
        reason=worded(reason, "Say why there is to be no contact."),
        starts_at=starts_at,
        ends_at=ends_at,
        placed_by=by,
        placed_at=now,
        **_reached(row, reach, victim=victim, address=address, postcode=postcode),
    )
    after = {"rule": rule.pk, "starts_at": starts_at, "ends_at": ends_at}
    record(obj=rule, verb=MOVES["no-contact"].verb, by=by, after=after)
    return rule


@transaction.atomic
def lift_contact_rule(*, case: Case, by: User, rule: ContactRule, reason: str) -> ContactRule:
    """End a rule before its time; contact is then checked again before anybody makes it."""
    row = begin(case, "lift-no-contact", by=by)
    reason = worded(reason, "Say why the rule is lifted.")
    now = timezone.now()
    theirs = rules_of(row, by, now).values("pk")
    rules = ContactRule.objects.select_for_update(no_key=True)
    found: ContactRule | None = rules.filter(pk=rule.pk, pk__in=theirs).first()
    if found is None:
        raise Refused("This rule is over or lifted already.")
    found.lifted_by, found.lifted_at, found.lift_reason = by, now, reason
    found.save()
    record(obj=found, verb=MOVES["lift-no-contact"].verb, by=by, after={"rule": found.pk})
    return found


def _window(
    starts_on: date, ends_on: date | None, now: datetime
) -> tuple[datetime, datetime | None]:
    """From the start of the first day, or now if that is today, to the end of the last."""
    today = timezone.localdate(now)
    if starts_on < today:
        raise Refused("The first day must be today or later.")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day must be the same as or after the first day.")
    starts_at = now if starts_on == today else _midnight(starts_on)
    return starts_at, _midnight(ends_on + timedelta(days=1)) if ends_on else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _reached(
    case: Case, reach: str, *, victim: Person | None, address: str, postcode: str
) -> dict[str, object]:
    """The fields that say whom the rule reaches."""
    if reach == Reach.PERSON:
        return {"person": case.person}
    if reach == Reach.VICTIM:
        if victim is None or victim not in linked_victims(case):
            raise Refused("Select whom the rule protects.")
        return {"victim": victim}
    if reach == Reach.ADDRESS:
        line = worded(address, "Enter the address.")
        full = worded(postcode, "Enter the postcode of the address.")
        normal = normal_address(line, full)
        words = "|" + normal.partition("|")[2]
        return {
            "address": f"{line}, {full}",
            "address_normal": normal,
            "address_words": words,
        }
    if reach != Reach.PERIOD:
        raise Refused("Select whom nobody is to contact.")
    return {}
