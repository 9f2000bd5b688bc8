"""A rule gets another version; a day is noted. Entered by one person, confirmed, or withdrawn."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casework.accounts.models import Force, User
from casework.audit.actions import record
from casework.clocks import LONDON, Source
from casework.core.errors import Conflict, Refused, worded
from casework.deadlines import book, examples, permissions
from casework.deadlines.models import Entered, NotedDay, RuleVersion
from casework.deadlines.rules import DeadlineRule, declared

Row = TypeVar("Row", bound=Entered)


@transaction.atomic
def enter_version(*, rule: str, by: User, amount: int, starts_on: date, reason: str) -> RuleVersion:
    """Say how much a rule asks for in the nation of the user's force, from a local date on.

    It holds for clocks that start then or later. A rule set by law changes nothing until somebody
    else confirms it; any other is confirmed at once. Raises NotAllowed, Refused, Conflict.
    """
    permissions.check_can_set(by, by.force)
    _one_at_a_time(by.force.nation)
    found = declared().get(rule)
    if found is None:
        raise Refused("There is no such rule.")
    nation = by.force.nation
    _check_amount(found, amount, nation)
    rows = RuleVersion.objects.filter(name=rule, nation=nation)
    _check_nobody_waits(rows.waiting().select_related("entered_by").first())
    row = RuleVersion.objects.create(
        name=rule,
        nation=nation,
        version=(rows.aggregate(Max("version"))["version__max"] or 1) + 1,
        amount=amount,
        tag=str(found.tag),
        in_force_from=_begin_of(starts_on),
        reason=worded(reason, "Say why it changes, and what it rests on."),
        entered_by=by,
    )
    _check_not_begun(row, "Enter a later day.")
    record(obj=row, verb="rule.entered", by=by, after=_told(row), reason=row.reason)
    return row if found.tag == Source.LAW else confirm(row=row, by=by)


@transaction.atomic
def note_day(*, day: date, holiday: str, by: User, reason: str) -> NotedDay:
    """Say that a day is a bank holiday in the nation of the user's force, or with an empty
    `holiday` that it is an ordinary one. It counts once somebody else has confirmed it.

    Raises NotAllowed, Refused, Conflict.
    """
    permissions.check_can_set(by, by.force)
    nation = by.force.nation
    _one_at_a_time(nation)
    rows = NotedDay.objects.filter(day=day, nation=nation)
    _check_nobody_waits(rows.waiting().select_related("entered_by").first())
    row = NotedDay.objects.create(
        day=day,
        holiday=holiday.strip(),
        nation=nation,
        reason=worded(reason, "Say where it was announced."),
        entered_by=by,
    )
    record(obj=row, verb="day.noted", by=by, after=_told(row), reason=row.reason)
    return row


@transaction.atomic
def confirm(*, row: Row, by: User) -> Row:
    """From its day on it counts. Raises NotVisible, NotAllowed, Refused, Conflict."""
    row = _locked(row)
    permissions.check_can_confirm(by, row)
    _check_waits(row)
    if isinstance(row, RuleVersion):
        _check_not_begun(row, "Withdraw it and enter it again with a later day.")
    row.confirmed_by, row.confirmed_at = by, timezone.now()
    row.save()
    record(
        obj=row,
        verb="rule.confirmed" if _is_rule(row) else "day.confirmed",
        by=by,
        after=_told(row),
    )
    transaction.on_commit(book.forget)
    return row


@transaction.atomic
def withdraw(*, row: Row, by: User) -> Row:
    """Before anybody confirmed it. Raises NotVisible, NotAllowed, Conflict."""
    row = _locked(row)
    permissions.check_can_withdraw(by, row)
    _check_waits(row)
    row.withdrawn_by, row.withdrawn_at = by, timezone.now()
    row.save()
    record(
        obj=row,
        verb="rule.withdrawn" if _is_rule(row) else "day.withdrawn",
        by=by,
        after=_told(row),
    )
    return row


def _one_at_a_time(nation: str) -> None:
    """Whoever enters something for a nation waits for whoever is entering it, and then sees it."""
    forces = Force.objects.filter(nation=nation).order_by("pk")
    list(forces.select_for_update(no_key=True).values_list("pk"))


def _locked(row: Row) -> Row:
    rows: Any = type(row)._default_manager
    found: Row = rows.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    return found


def _check_amount(rule: DeadlineRule, amount: int, nation: str) -> None:
    if amount < 1:
        raise Refused(f"Enter at least 1 of {rule.unit}.")
    if amount == rule.amount_in(nation):
        raise Refused(f"It is {amount} {rule.unit} already.")
    if examples.reaches_too_far(rule, amount, nation):
        raise Refused(f"{amount} {rule.unit} is more than can be counted. Enter fewer.")


def _check_nobody_waits(waiting: Entered | None) -> None:
    if waiting is not None:
        raise Conflict(
            "A change is entered already and not confirmed. Confirm or withdraw it first.",
            by=waiting.entered_by.display_name,
            at=waiting.entered_at,
        )


def _check_waits(row: Entered) -> None:
    ended_by, at = row.confirmed_by or row.withdrawn_by, row.confirmed_at or row.withdrawn_at
    if ended_by is None:
        return
    what = "confirmed" if row.confirmed_at else "withdrawn"
    raise Conflict(f"This has been {what} already.", by=ended_by.display_name, at=at)


def _check_not_begun(row: RuleVersion, instead: str) -> None:
    """No clock that runs already is touched, and every copy of the rules hears of it in time."""
    if row.in_force_from <= timezone.now() + book.NOTICE:
        raise Refused(f"The day from which it holds must be later than today. {instead}")


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def _is_rule(row: Entered) -> bool:
    return isinstance(row, RuleVersion)


def _told(row: Entered) -> dict[str, Any]:
    if isinstance(row, RuleVersion):
        fields: tuple[str, ...] = ("name", "version", "amount", "in_force_from")
    else:
        fields = ("day", "holiday")
    return {"nation": row.nation} | {each: getattr(row, each) for each in fields}
