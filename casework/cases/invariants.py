"""What must hold of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from casework.accounts.access import roles_of
from casework.accounts.models import Role
from casework.audit.models import Event
from casework.cases.models import Case, Move, Restriction
from casework.cases.models.states import EDGES, State
from casework.cases.permissions import is_kept_from
from casework.cases.table import MOVES
from casework.core.invariants import must_hold

OPENED = "case.opened"


@must_hold("I5", "Every open case from assessment on has an owner who works here")
def open_cases_have_owners() -> Iterator[str]:
    for case in Case.objects.needing_an_owner().select_related("owner").order_by("pk"):
        if case.owner is None or not case.owner.is_active:
            yield f"{case.ref}: nobody who works here answers for it"


@must_hold("I17", "Every restricted case has a manager on its list who works here and may see it")
def restricted_cases_are_answered_for() -> Iterator[str]:
    standing = Restriction.objects.standing().select_related("manager", "case__team", "case__force")
    for one in standing.order_by("pk"):
        case = one.case
        held = roles_of(one.manager, force=case.force, team=case.team)
        if not one.manager.is_active or Role.MANAGER not in held:
            yield f"{case.ref}: who answers for its list is no manager of it"
        elif is_kept_from(one.manager, case):
            yield f"{case.ref}: who answers for its list may not see it"


@must_hold("I17", "Every restricted case under way is owned by somebody on its list")
def restricted_cases_are_owned_by_those_named() -> Iterator[str]:
    for one in Restriction.objects.standing().select_related("manager").order_by("pk"):
        named = {
            one.manager_id,
            *one.readers.filter(removed_at=None).values_list("user", flat=True),
        }
        theirs = Case.objects.open().filter(person__cases=one.case_id, owner__isnull=False)
        for case in theirs.order_by("pk"):
            if case.owner_id not in named:
                yield f"{case.ref}: its owner is not on its list"


@must_hold("I11", "Every case came to where it is by moves that the table allows")
def moves_are_one_unbroken_way() -> Iterator[str]:
    cases = Case.objects.prefetch_related("moves").order_by("pk")
    for case in cases.iterator(chunk_size=500):
        way = sorted(case.moves.all(), key=lambda move: move.pk)
        if problem := _break_in(way, str(case.state)):
            yield f"{case.ref}: {problem}"


def _break_in(way: list[Move], state: str) -> str:
    if not way or way[-1].target != state:
        return f"no move led to {state}"
    for earlier, later in pairwise(way):
        if earlier.target != later.source:
            return f"move {later.pk} starts from {later.source}, not from {earlier.target}"
        if (State(later.source), State(later.target)) not in EDGES:
            return f"move {later.pk} from {later.source} to {later.target} is none of the table's"
    return ""


@must_hold("I12", "Every move of a case has one event, by whoever made the move")
def moves_have_events() -> Iterator[str]:
    verbs = [OPENED, *(each.verb for each in MOVES.values() if each.changes_state)]
    label = Case._meta.label_lower
    moves = Move.objects.values_list("case_id", "by_id")
    made = Counter((f"{label}:{case}", by) for case, by in moves.iterator())
    events = Event.objects.filter(verb__in=verbs).values_list("object", "actor_id")
    told = Counter(events.iterator())
    for ref, by in sorted(made.keys() | told.keys(), key=str):
        if made[(ref, by)] != told[(ref, by)]:
            yield (
                f"{ref}: user {by} made {made[(ref, by)]} moves, "
                f"and the log tells of {told[(ref, by)]}"
            )
