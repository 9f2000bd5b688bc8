"""Restricting a case, keeping its list, and saying that one knows the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases import restricting as rules
from casework.cases.actions.shared import locked
from casework.cases.models import Case, Interest, NamedReader, Restriction, RestrictionGround
from casework.core.errors import Refused, worded


def _begin(case: Case, name: str, by: User) -> Case:
    """The case under lock, after it was checked that `by` may do this to it now."""
    row = locked(case)
    rules.check_deed(by, row, name)
    return row


def _note(obj: Any, name: str, *, by: User, reason: str = "", **values: Any) -> None:
    """The one event. Words that are for whoever leads the case stay in their rows: the timeline
    is read by everybody on the list."""
    record(obj=obj, verb=rules.DEEDS[name].verb, by=by, **values, reason=reason)


@transaction.atomic
def restrict_case(
    *,
    case: Case,
    by: User,
    ground: str,
    reason: str,
    manager: User,
    readers: Iterable[User] = (),
) -> Restriction:
    """From now on only `manager`, who answers for the list, and `readers` see any case of the
    person; `by` only where they are among them.

    Raises NotVisible, NotAllowed, and Refused where somebody cannot be named or open work would
    be left with somebody who is not.
    """
    row = _begin(case, "restrict", by)
    if ground not in RestrictionGround.values:
        raise Refused("Select why the case is restricted.")
    reason = worded(reason, "Say why the case is restricted.")
    rules.check_can_answer(manager, row)
    named = [user for user in dict.fromkeys(readers) if user != manager]
    for user in named:
        rules.check_can_be_named(user, row)
    rules.check_work_is_with(row, [manager, *named])
    placed = Restriction.objects.create(
        case=row, ground=ground, reason=reason, manager=manager, placed_by=by
    )
    for user in named:
        NamedReader.objects.create(restriction=placed, user=user, reason=reason, named_by=by)
    after = {"ground": ground, "manager": manager.pk, "readers": [user.pk for user in named]}
    _note(placed, "restrict", by=by, after=after)
    return placed


@transaction.atomic
def name_reader(*, case: Case, by: User, who: User, reason: str) -> NamedReader:
    """Put somebody on the list of a restricted case. Raises Refused for who is on it already."""
    row = _begin(case, "name", by)
    restriction = _standing(row)
    reason = worded(reason, "Say why they are to see the case.")
    rules.check_can_be_named(who, row)
    if who.pk == restriction.manager_id or rules.readers_of(row).filter(user=who).exists():
        raise Refused(f"{who.display_name} is on the list already.")
    named = NamedReader.objects.create(
        restriction=restriction, user=who, reason=reason, named_by=by
    )
    _note(named, "name", by=by, after={"user": who.pk})
    return named


@transaction.atomic
def remove_reader(*, case: Case, by: User, reader: NamedReader, reason: str) -> NamedReader:
    """Take somebody off the list who has no open work on the case any more."""
    row = _begin(case, "remove", by)
    reason = worded(reason, "Say why they are to see the case no longer.")
    restriction = _standing(row)
    names = rules.readers_of(row)
    found: NamedReader | None = names.filter(pk=reader.pk).first()
    if found is None:
        raise Refused("They are on the list no longer.")
    staying = [each.user for each in names.exclude(pk=found.pk)]
    rules.check_work_is_with(row, [restriction.manager, *staying])
    found.removed_by, found.removed_at, found.removed_reason = by, timezone.now(), reason
    found.save()
    _note(found, "remove", by=by, before={"user": found.user_id}, after={})
    return found


@transaction.atomic
def hand_on_restriction(*, case: Case, by: User, manager: User, reason: str) -> Restriction:
    """Another manager answers for the list from now on; who did before is off it unless named."""
    row = _begin(case, "hand-on", by)
    reason = worded(reason, "Say why another manager answers for the list.")
    restriction = _standing(row)
    if manager.pk == restriction.manager_id:
        raise Refused("They answer for the list already.")
    rules.check_can_answer(manager, row)
    named = [each.user for each in rules.readers_of(row)]
    rules.check_work_is_with(row, [manager, *named])
    before = restriction.manager_id
    restriction.manager = manager
    restriction.save()
    values = {"before": {"manager": before}, "after": {"manager": manager.pk}}
    _note(restriction, "hand-on", by=by, reason=reason, **values)
    return restriction


@transaction.atomic
def lift_restriction(*, case: Case, by: User, reason: str) -> Restriction:
    """Everybody whose role shows them the case sees it again, but for who knows the person."""
    row = _begin(case, "lift", by)
    restriction = _standing(row)
    reason = worded(reason, "Say why the restriction is lifted.")
    restriction.lifted_by, restriction.lifted_at = by, timezone.now()
    restriction.lifted_reason = reason
    restriction.save()
    _note(restriction, "lift", by=by, after={"restriction": restriction.pk})
    return restriction


@transaction.atomic
def declare_interest(*, case: Case, by: User, how: str) -> Interest:
    """`by` knows the person, and from now on sees nothing of them. At once: what they have to do
    goes back to the queue by the clock, and their supervisors read of it on the case."""
    return _declared(_begin(case, "know", by), "know", user=by, by=by, how=how)


@transaction.atomic
def record_interest(*, case: Case, by: User, who: User, how: str) -> Interest:
    """A supervisor writes down that somebody else knows the person."""
    row = _begin(case, "know-another", by)
    if who == by:
        raise Refused("To say that you know the person yourself, use the page for that.")
    return _declared(row, "know-another", user=who, by=by, how=how)


def _declared(case: Case, name: str, *, user: User, by: User, how: str) -> Interest:
    how = worded(how, "Say how the person is known.")
    if rules.interests_in(case).filter(user=user).exists():
        raise Refused("That is recorded already.")
    restriction = rules.restriction_of(case)
    if restriction is not None and restriction.manager_id == user.pk:
        raise Refused(
            f"{user.display_name} answers for the list of this case. Name another manager first."
        )
    found = Interest.objects.create(case=case, user=user, how=how, declared_by=by)
    _note(found, name, by=by, after={"user": user.pk})
    return found


@transaction.atomic
def withdraw_interest(*, case: Case, by: User, interest: Interest, reason: str) -> Interest:
    """What was recorded was an error: whose role shows them the case sees it again."""
    row = _begin(case, "withdraw", by)
    reason = worded(reason, "Say why it was an error.")
    found: Interest | None = rules.interests_in(row).filter(pk=interest.pk).first()
    if found is None:
        raise Refused("It is withdrawn already.")
    found.withdrawn_by, found.withdrawn_at, found.withdrawn_reason = by, timezone.now(), reason
    found.save()
    _note(found, "withdraw", by=by, before={"user": found.user_id}, after={})
    return found


def _standing(case: Case) -> Restriction:
    found = rules.restriction_of(case)
    if found is None:
        raise Refused(rules.NOT_RESTRICTED)
    return found
