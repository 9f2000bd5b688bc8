"""What a leaver has of people who are kept from whoever lets them go.

Whoever gives out a leaver's work may know nothing of a restricted case, or of somebody they know.
That work is no part of their hand-over: its pages, its figures and its time are the same without
it. The queue does it afterwards, whether or not there is any: it goes to the manager who answers
for the restriction, who finds it in My work (local rule).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from casework.accounts.access import holders_of
from casework.accounts.models import Role, User
from casework.accounts.outside import desks_of
from casework.cases.actions import leave_case_to, leave_list_to
from casework.cases.permissions import is_kept_from
from casework.cases.restricting import readers_of, who_answers
from casework.core.errors import passes
from casework.enforcement.authorities.actions import leave_unit
from casework.enforcement.warrants.actions import pass_on_warrant
from casework.operations.actions import pass_on_contact
from casework.victims.actions import pass_on_support
from casework.victims.models import SupportOffer
from casework.visits.actions import replace_officer
from casework.visits.actions.officers import check_may_go_instead
from casework.visits.models import Visit
from workflows.actions.leaving import HAS_LEFT, back_to_the_queue, keep_item, leave_the_side
from workflows.held import HELD, case_of
from workflows.models import HandOver, HandOverItem, Task


def hand_on_kept(*, hand_over: HandOver) -> int:
    """Pass on what is kept from whoever made this hand-over; how many things went.

    May run twice: what went is with the leaver no more. Each thing in a transaction of its own,
    with one event in the log of its case.
    """
    user, by = hand_over.user, hand_over.by
    leave_unit(user=user, by=by)
    went = 0
    for kind, held in HELD.items():
        seen = {thing.pk for thing in held.seen_by(user, by)}
        for thing in held.of(user).exclude(pk__in=seen):
            went += _passed(hand_over, kind, thing)
    beside = Task.objects.open().filter(also_for=user)
    seen_too = set(beside.not_kept_from(by).values_list("pk", flat=True))
    for task in beside.exclude(pk__in=seen_too):
        went += _left_the_side(hand_over, task)
    return went


@transaction.atomic
def _passed(hand: HandOver, kind: str, thing: Any) -> bool:
    """Whether it went; the manager who answers for it is told either way, once."""
    manager = who_answers(case_of(thing), leaving=hand.user, last=hand.by)
    if manager is None:
        return False
    went = _gave(hand, kind, thing, manager)
    about = {"case": case_of(thing)} | ({} if kind == "case" else {kind: thing})
    if not HandOverItem.objects.filter(hand_over=hand, to=manager, **about).exists():
        keep_item(hand, kind, thing, manager)
    return went


def _gave(hand: HandOver, kind: str, thing: Any, manager: User) -> bool:
    """To the manager what a manager can have, the rest to nobody by name. A visit and a client
    need somebody: they stay with who leaves until the manager hands them over."""
    told: dict[str, Any] = {"leaving": hand.user, "reason": HAS_LEFT}
    match kind:
        case "case":
            leave_case_to(case=thing, manager=manager, **told)
        case "restriction":
            leave_list_to(restriction=thing, manager=manager, **told)
        case "warrant":
            pass_on_warrant(warrant=thing, to=None, by=None, **told)
        case "contact":
            pass_on_contact(contact=thing, to=None, by=None, **told)
        case "task":
            return _back(thing, hand.user)
        case "visit":
            if (officer := _who_goes(thing, hand.user)) is None:
                return False
            replace_officer(visit=thing, to=officer, by=None, **told)
        case "support":
            if (advocate := _who_supports(thing, hand.user)) is None:
                return False
            pass_on_support(support=thing, to=advocate, by=None, **told)
    return True


def _back(task: Task, leaving: User) -> bool:
    with task.activation() as activation:
        if activation.task.finished is not None or activation.task.owner_id != leaving.pk:
            return False
        back_to_the_queue(activation, reason=HAS_LEFT)
        return True


def _left_the_side(hand: HandOver, task: Task) -> bool:
    with task.activation() as activation:
        row: Task = activation.task
        if row.finished is not None or row.also_for_id != hand.user_id:
            return False
        visit = row.process.visit
        second = visit.second_officer if visit is not None else None
        other = None if second is None or second.pk == hand.user_id else second
        leave_the_side(row, hand, other, by=None)
        return True


def _who_goes(visit: Visit, leaving: User) -> User | None:
    """The first on the list of the case who may: whoever named them let them in for its work."""
    for name in readers_of(visit.case):
        may_go = passes(check_may_go_instead, visit, leaving, name.user)
        if may_go and not is_kept_from(name.user, visit.case):
            return name.user
    return None


def _who_supports(offer: SupportOffer, leaving: User) -> User | None:
    """Somebody at the desk of the very service, which gives its clients out itself."""
    assert offer.service is not None  # it is with its advocate
    desk = offer.service.team
    for user in holders_of(Role.ADVOCATE, force=desk.force, team=desk).exclude(pk=leaving.pk):
        if desk.pk in desks_of(user, Role.ADVOCATE):
            return user
    return None
