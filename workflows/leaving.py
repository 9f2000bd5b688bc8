"""Everything open that hangs on one person: what a leaver's work is, and what is left of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.accounts.access import role_scope
from casework.accounts.models import LEADS_PEOPLE, Absence, RoleGrant, User
from casework.cases.actions.shared import check_can_own
from casework.cases.models import Case, Restriction, not_kept_from
from casework.cases.moves import check_move
from casework.cases.restricting import check_can_answer, check_deed
from casework.core.errors import Conflict, NotAllowed, Refused, reason_against
from casework.enforcement.warrants.actions.passing import check_may_search
from casework.enforcement.warrants.models import Warrant
from casework.enforcement.warrants.permissions import check_can_supervise
from casework.operations.actions.passing import check_may_make
from casework.operations.models import TimedContact
from casework.operations.permissions import check_prepares_for
from casework.victims.actions.passing import check_may_support
from casework.victims.models import SupportOffer
from casework.victims.permissions import check_can_pass_on
from casework.visits.actions.officers import check_may_go_instead
from casework.visits.models import Visit
from letters.correspondence.models import Letter, LetterState
from workflows import giving, permissions
from workflows.held import HELD, Thing, case_of, named
from workflows.models import Task

# In a choice of who gets something: nobody by name, where that may be (`Held.to_nobody`).
QUEUE = "queue"
# Naming more things than this helps nobody.
MOST_NAMED = 5


@dataclass(frozen=True)
class Work:
    """What is handed over, item by item, and what goes with it."""

    user: User
    # By kind (see `held.HELD`), in the order in which a page shows them.
    things: dict[str, list[Any]]
    # Tasks of others in which they are asked to help: they go the way of the visit.
    beside: list[Task]
    grants: list[RoleGrant]
    stands_in: list[Absence]
    # What they wrote and somebody else is still to decide on: it stays theirs.
    written: list[Letter]

    def items(self) -> Iterator[tuple[str, Thing]]:
        """Each thing that has to go to somebody, with the key a form has for it."""
        for kind, things in self.things.items():
            for each in things:
                yield f"{kind}-{each.pk}", each

    @property
    def nothing_open(self) -> bool:
        """Whether nothing that somebody has, and no deputising, is left."""
        return not (any(self.things.values()) or self.beside or self.stands_in)


def work_of(user: User, reader: User) -> Work:
    """Everything open of this person, in every team: whoever asks must lead all of it. Nothing of
    people who are kept from the reader: that goes where `workflows/kept.py` sends it."""
    beside = Task.objects.open().not_kept_from(reader).filter(also_for=user)
    beside = beside.select_related("process", "case__person", "case__force", "team")
    grants = RoleGrant.objects.not_over().filter(user=user).select_related("force", "team")
    absences = Absence.objects.to_come().filter(deputy=user).select_related("user")
    seen = not_kept_from(reader)
    letters = Letter.objects.filter(seen, author=user, state=LetterState.AWAITING_AUTHORITY)
    return Work(
        user=user,
        things={kind: each.seen_by(user, reader) for kind, each in HELD.items()},
        beside=list(beside.filter(also_for__isnull=False).order_by("due_at", "pk")),
        grants=list(grants.order_by("pk")),
        stands_in=list(absences.order_by("starts_on", "pk")),
        written=list(letters.select_related("case").order_by("pk")),
    )


def check_leads_what_is_left(reader: User, work: Work) -> None:
    """Raise NotAllowed where somebody's roles are over and some of what they still have is of a
    team that the reader does not lead: a role of the past shows nobody another team's work.
    """
    if work.grants:
        return
    led = role_scope(reader, *LEADS_PEOPLE)
    cases = [case_of(thing) for _, thing in work.items()] + [task.case for task in work.beside]
    if any(case.force_id not in led.forces and case.team_id not in led.teams for case in cases):
        raise NotAllowed(
            "Some of what they still have is another team's. A manager of the force hands it over."
        )


def still_having(people: list[User], reader: User) -> list[User]:
    """Those of `people` who have anything open that the reader may know of, in their order."""
    having = {pk for held in HELD.values() for pk in held.holders(people, reader)}
    return [user for user in people if user.pk in having]


def check_every_item_is_chosen(work: Work, to: Mapping[str, User | None]) -> None:
    """Raise Conflict where something came up since the choice was made, so that none is missed."""
    for key, thing in work.items():
        if key not in to:
            raise Conflict(
                f"Something of theirs came up while you were choosing: {named(thing)}. "
                "Look at everything again."
            )


def check_nothing_left(user: User, last_day: date, reader: User) -> None:
    """Raise Refused, saying what, where anything open still hangs on them after a hand-over."""
    work = work_of(user, reader)
    left = [named(thing) for _, thing in work.items()]
    left += [f"{named(task)} (as the second officer)" for task in work.beside]
    left += [f"standing in for {absence.user.display_name}" for absence in work.stands_in]
    kept = RoleGrant.objects.after(last_day).filter(user=user)
    left += [f"the role of {grant.get_role_display().lower()}" for grant in kept]
    if left:
        more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
        raise Refused(
            f"Nothing was handed over, because this would still be left: "
            f"{'; '.join(left[:MOST_NAMED])}{more}."
        )


def reasons_against(
    work: Work, to: Mapping[str, User | None], *, by: User, over_limit: str
) -> dict[str, str]:
    """For each item that cannot go to whom it was chosen for, by its key, the sentence why.

    What the handing over itself would refuse, asked beforehand; an item that is not chosen yet
    has none.
    """
    found, more = {}, dict.fromkeys((each.pk for each in to.values() if each), 0)
    for key, thing in work.items():
        receiver = to.get(key)
        against = None
        if receiver is not None and receiver.pk == work.user.pk:
            against = "Give their work to somebody else."
        elif receiver is not None:
            against = _against(thing, work.user, receiver, by)
            if isinstance(thing, Task) and against is None:
                has = giving.open_tasks_of(receiver, by) + more[receiver.pk]
                against = reason_against(giving.check_room, receiver, has, over_limit)
                more[receiver.pk] += 1
        if against is not None:
            found[key] = against
    return found


def _against(thing: Thing, user: User, to: User, by: User) -> str | None:
    """What the room concerned would say, first to whoever gives it, then of whoever gets it."""
    checks: list[tuple[Callable[..., None], tuple[Any, ...]]]
    match thing:
        case Task():
            checks = [(_check_task, (by, thing, to))]
        case Visit():
            checks = [(check_may_go_instead, (thing, user, to))]
        case Case():
            checks = [(check_move, (by, thing, "owner")), (check_can_own, (to, thing))]
        case Warrant():
            checks = [(check_can_supervise, (by, thing)), (check_may_search, (thing, to))]
        case TimedContact():
            checks = [(check_prepares_for, (by, thing.member)), (check_may_make, (thing, to))]
        case SupportOffer():
            checks = [(check_can_pass_on, (by, thing)), (check_may_support, (thing, to))]
        case Restriction():
            checks = [
                (check_deed, (by, thing.case, "hand-on")),
                (check_can_answer, (to, thing.case)),
            ]
    found = (reason_against(check, *told) for check, told in checks)
    return next((against for against in found if against), None)


def _check_task(by: User, task: Task, to: User) -> None:
    permissions.check_can_assign(by, task, to=to)
