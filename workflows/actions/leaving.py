"""Handing over everything that hangs on somebody who leaves: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.accounts.actions import change_deputy, end_roles_of_leaver
from casework.accounts.models import User
from casework.accounts.permissions import check_can_let_go
from casework.audit.actions import lock_streams, record, together
from casework.audit.refs import SYSTEM
from casework.cases.actions import assign_owner, hand_on_restriction
from casework.cases.models import Case
from casework.cases.permissions import is_kept_from
from casework.core.errors import Refused, worded
from casework.core.queue import enqueue
from casework.enforcement.warrants.actions import pass_on_warrant
from casework.operations.actions import pass_on_contact
from casework.operations.models import Operation, TimedContact
from casework.victims.actions import pass_on_support
from casework.visits.actions import replace_officer
from casework.visits.models import Visit
from workflows import leaving, permissions
from workflows.actions.tasks import assign, open_task, put_back
from workflows.held import HELD, case_of, named
from workflows.leaving import Work
from workflows.models import HandOver, HandOverItem, Intervention, Task

# What the log of a case says where nobody who may see it gave the work out.
HAS_LEFT = "Who had it leaves."
Receivers = Mapping[str, User | None]


@transaction.atomic
def hand_over(
    *,
    user: User,
    by: User,
    last_day: date,
    reason: str,
    to: Receivers,
    over_limit: str = "",
) -> HandOver:
    """Give everything open of `user` to others and end their roles after `last_day` (local).

    `to` says who gets each item (see `leaving.Work.items`), None for nobody by name. Holds, their
    ends and every due time stay as they are. One event for each item. What is kept from `by` goes
    its own way (workflows/actions/kept.py). Raises NotVisible or
    NotAllowed where `by` may not, Conflict where something came up since the choice, Refused
    with the sentence of whatever cannot go, or with what would be left: then nothing has gone.
    """
    check_can_let_go(by, user)
    worded(reason, "Say why the work is handed over.")
    work = _locked(user, by)
    leaving.check_leads_what_is_left(by, work)
    leaving.check_every_item_is_chosen(work, to)
    with together():
        hand = HandOver.objects.create(
            user=user, by=by, at=timezone.now(), last_day=last_day, reason=reason.strip()
        )
        giving = _Giving(hand, work, to)
        # Cases first, so that whoever gets a task sees its case whatever their role shows.
        _give_cases(giving)
        _give_visits(giving)
        _leave_the_side_of(giving)
        _give_what_is_looked_for(giving)
        _give_clients(giving)
        _give_tasks(giving, over_limit=over_limit)
        # Last, so that nothing is with somebody who is off the list by it.
        _give_lists(giving)
        for absence in work.stands_in:
            change_deputy(absence=absence, by=by, deputy=None, reason=hand.reason)
        end_roles_of_leaver(user=user, by=by, last_day=last_day, reason=hand.reason)
        leaving.check_nothing_left(user, last_day, by)
        _note(hand, work)
        # What is kept from `by` goes on its own way, whether or not there is any.
        enqueue("workflows.jobs.hand_on_kept", hand_over=hand.pk)
    return hand


def _locked(user: User, by: User) -> Work:
    """Everything of theirs, with every row that is written locked, always in the same order."""
    lock_streams(SYSTEM)
    work = leaving.work_of(user, by)
    things = [*(thing for _, thing in work.items()), *work.beside]
    operations = {each.member.operation_id for each in things if isinstance(each, TimedContact)}
    processes = {each.process_id for each in things if isinstance(each, Task)}
    processes |= {each.intervention.pk for each in things if isinstance(each, Visit)}
    for rows in (
        Operation.objects.filter(pk__in=operations),
        Intervention.objects.filter(pk__in=processes),
        Case.objects.filter(pk__in={case_of(each).pk for each in things}),
    ):
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    # Read again: while we waited somebody may have done a task, or got one.
    return leaving.work_of(user, by)


@dataclass(frozen=True)
class _Giving:
    """One handing over: what of whom, and who gets each thing."""

    hand: HandOver
    work: Work
    to: Receivers

    def each(self, kind: str) -> Iterator[tuple[Any, Any]]:
        """Each thing of a kind with who gets it; once it is given, that is kept."""
        for thing in self.work.things[kind]:
            receiver = self.to[f"{kind}-{thing.pk}"]
            if receiver is None and not HELD[kind].to_nobody:
                raise Refused(f"Choose who gets {named(thing)}.")
            if receiver is not None and receiver.pk == self.hand.user_id:
                raise Refused("Give their work to somebody else.")
            yield thing, receiver
            keep_item(self.hand, kind, thing, receiver)

    @property
    def told(self) -> dict[str, Any]:
        """Whose it was, who gives it and why, for the action of the room concerned."""
        return {"leaving": self.hand.user, "by": self.hand.by, "reason": self.hand.reason}


def keep_item(hand: HandOver, kind: str, thing: Any, to: User | None) -> HandOverItem:
    """That this went to `to` by a hand-over, inside the caller's transaction."""
    about = {} if kind == "case" else {kind: thing}
    item: HandOverItem = HandOverItem.objects.create(
        hand_over=hand, case=case_of(thing), to=to, **about
    )
    return item


def _give_cases(giving: _Giving) -> None:
    for case, to in giving.each("case"):
        assign_owner(case=case, by=giving.hand.by, owner=to, reason=giving.hand.reason)


def _give_visits(giving: _Giving) -> None:
    for visit, to in giving.each("visit"):
        replace_officer(visit=visit, to=to, **giving.told)


def _leave_the_side_of(giving: _Giving) -> None:
    """Whoever goes on the visit in their place helps with its tasks too."""
    for task in giving.work.beside:
        other = giving.to.get(f"visit-{task.process.visit_id}")
        with open_task(task, giving.hand.by) as activation:
            leave_the_side(activation.task, giving.hand, other, by=giving.hand.by)


def leave_the_side(row: Task, hand: HandOver, other: User | None, *, by: User | None) -> None:
    """`other`, or nobody, helps with a task in the place of who left; under its own lock."""
    row.also_for = other if other and other.pk != row.owner_id else None
    row.save(update_fields=["also_for"])
    record(
        obj=row,
        verb="task.beside_changed",
        by=by,
        before={"also_for": hand.user_id},
        after={"also_for": row.also_for_id},
        reason=hand.reason if by is not None else HAS_LEFT,
    )


def _give_what_is_looked_for(giving: _Giving) -> None:
    for warrant, to in giving.each("warrant"):
        pass_on_warrant(warrant=warrant, to=to, **giving.told)
    for contact, to in giving.each("contact"):
        pass_on_contact(contact=contact, to=to, **giving.told)


def _give_clients(giving: _Giving) -> None:
    for offer, to in giving.each("support"):
        pass_on_support(support=offer, to=to, **giving.told)


def _give_tasks(giving: _Giving, *, over_limit: str) -> None:
    by, reason = giving.hand.by, giving.hand.reason
    for task, to in giving.each("task"):
        if to is None:
            put_back(task=task, by=by, reason=reason)
        else:
            assign(task=task, to=to, by=by, reason=reason, over_limit=over_limit)


def _give_lists(giving: _Giving) -> None:
    by, reason = giving.hand.by, giving.hand.reason
    for restriction, to in giving.each("restriction"):
        hand_on_restriction(case=restriction.case, by=by, manager=to, reason=reason)


def _note(hand: HandOver, work: Work) -> None:
    counts = {kind: len(things) for kind, things in work.things.items()}
    after = {"hand_over": hand.pk, "last_day": hand.last_day, **counts}
    record(obj=hand.user, verb="work.handed_over", by=hand.by, after=after, reason=hand.reason)


def return_stranded(*, task: Task) -> bool:
    """Put a task back into its team's queue where who has it no longer holds the role it asks
    for, or may not see the case any more; whether it was put back.

    The clock calls this, so that a role that ended strands nothing, however it ended. Its due
    time and its hold stay.
    """
    with task.activation() as activation:
        row: Task = activation.task
        if row.finished is not None or row.owner is None or not stranded(row):
            return False
        back_to_the_queue(activation, reason="Who had it can no longer do it.")
        return True


def back_to_the_queue(activation: Any, *, reason: str) -> None:
    """What the clock does with a task, under its lock, that is with somebody who cannot do it."""
    row: Task = activation.task
    before = row.owner_id
    activation.unassign()
    record(
        obj=row,
        verb="task.put_back",
        by=None,
        before={"owner": before},
        after={"owner": None, "status": STATUS(row.status).value},
        reason=reason,
    )


def stranded(task: Task) -> bool:
    """Whether a task is with somebody who cannot do it any more."""
    if task.owner is None:
        return False
    return not permissions.holds_of(task.owner, task) or is_kept_from(task.owner, task.case)
