"""What may be done about who sees a case, by whom, and what must be so first.

These are no moves of the case: they change nobody's work on it, and stand on a page of their own
(domain: sections 2.12 and 6). Local rules: the list always has a manager who answers for it, and
nobody is left with work on a case that they may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework.accounts.access import has_role, holders_of, roles_of
from casework.accounts.models import Role, User
from casework.accounts.outside import OUTSIDE_ROLES
from casework.cases import permissions as may
from casework.cases.models import Case, GlassBroken, Interest, NamedReader, Restriction
from casework.cases.permissions import Who
from casework.core.errors import NotAllowed, NotVisible, Refused, passes
from casework.core.policy import number
from casework.deadlines import Told, expiry, hours

# Whoever may be named: what a role shows and allows stays as it is for a case one is named for.
INSIDE = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER, Role.AUTHORISER, Role.ANALYST)
# Work for these stands at a desk whose people may not see a restricted case.
AT_A_DESK = (*OUTSIDE_ROLES, Role.ADVISER)
ANYBODY = Who("anybody who sees the case", INSIDE)

HOURS = hours("case.glass_lets_in_for_hours", 4, source="local")
# Domain: section 6, "alert to DPO within 1 h".
TOLD_WITHIN = hours("case.glass_read_within_hours", 1, source="local")
# Whoever guesses references asks for more than anybody in a hurry does.
ASKED_AT_MOST = number("case.glass_asked_an_hour_at_most", 5, unit="askings", source="local")

expiry(
    name="case.asked_for",
    title="Seeing a restricted case that was asked for",
    record="cases.GlassBroken",
    ends="until",
    told=Told.NOBODY,
    lasts=(HOURS,),
    why="Whoever asked was told until when; nothing is to be done at the end.",
)

NOT_RESTRICTED = "This case is not restricted."


def restriction_of(case: Case) -> Restriction | None:
    """The restriction that stands on any case of the person: it covers them all."""
    standing = Restriction.objects.standing().filter(case__person=case.person_id)
    found: Restriction | None = standing.select_related("manager", "placed_by").first()
    return found


def restricted_among(cases: Iterable[Case]) -> set[int]:
    """The keys of those people among these cases who have a restriction, in one query."""
    people = [case.person_id for case in cases]
    standing = Restriction.objects.standing().filter(case__person__in=people)
    return set(standing.values_list("case__person", flat=True))


def readers_of(case: Case) -> Any:
    """The names on the list besides the manager who answers for it."""
    rows = NamedReader.objects.filter(restriction=restriction_of(case), removed_at=None)
    return rows.select_related("user", "named_by").order_by("named_at", "pk")


def interests_in(case: Case) -> Any:
    """Who knows the person, as far as it was declared and not withdrawn."""
    rows = Interest.objects.filter(case__person=case.person_id, withdrawn_at=None)
    return rows.select_related("user", "declared_by").order_by("declared_at", "pk")


def is_unrestricted(case: Case) -> None:
    if restriction_of(case) is not None:
        raise Refused("This case is restricted already.")


def is_restricted(case: Case) -> None:
    if restriction_of(case) is None:
        raise Refused(NOT_RESTRICTED)


def has_readers(case: Case) -> None:
    is_restricted(case)
    if not readers_of(case).exists():
        raise Refused("Nobody is on the list but the manager who answers for it.")


def has_interests(case: Case) -> None:
    if not interests_in(case).exists():
        raise Refused("Nobody has declared that they know the person.")


def always(case: Case) -> None:
    """Nothing has to be so first."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One thing that may be done. `name` stands in addresses, `verb` in the event."""

    name: str
    title: str
    verb: str
    who: Who
    guard: Callable[[Case], None] = always


_DEEDS = (
    Deed(
        name="restrict",
        title="Restrict this case",
        verb="case.restricted",
        who=may.SUPERVISOR_OR_MANAGER,
        guard=is_unrestricted,
    ),
    Deed(
        name="name",
        title="Let somebody see this case",
        verb="case.reader_named",
        who=may.SUPERVISOR_OR_MANAGER,
        guard=is_restricted,
    ),
    Deed(
        name="remove",
        title="Take somebody off the list",
        verb="case.reader_removed",
        who=may.SUPERVISOR_OR_MANAGER,
        guard=has_readers,
    ),
    Deed(
        name="hand-on",
        title="Name another manager who answers for the list",
        verb="case.restriction_handed_on",
        who=may.MANAGER,
        guard=is_restricted,
    ),
    Deed(
        name="lift",
        title="Lift the restriction",
        verb="case.restriction_lifted",
        who=may.MANAGER,
        guard=is_restricted,
    ),
    Deed(
        name="know",
        title="Say that you know the person",
        verb="case.interest_declared",
        who=ANYBODY,
    ),
    Deed(
        name="know-another",
        title="Record that somebody else knows the person",
        verb="case.interest_recorded",
        who=may.SUPERVISOR_OR_MANAGER,
    ),
    Deed(
        name="withdraw",
        title="Withdraw a declaration made in error",
        verb="case.interest_withdrawn",
        who=may.SUPERVISOR_OR_MANAGER,
        guard=has_interests,
    ),
)
DEEDS: dict[str, Deed] = {deed.name: deed for deed in _DEEDS}


def deed_named(name: str) -> Deed:
    if name not in DEEDS:
        raise NotVisible("There is no such page.")
    return DEEDS[name]


def check_deed(user: User, case: Case, name: str) -> None:
    """Raise NotVisible for a case they do not see, NotAllowed with who can, Refused with what has
    to be so first."""
    deed = deed_named(name)
    may.check_can_see(user, case)
    if not may.is_one_of(user, case, deed.who):
        words = deed.who.words
        raise NotAllowed(f"{words[0].upper()}{words[1:]} can do this.")
    deed.guard(case)


def deeds_for(user: User, case: Case) -> list[Deed]:
    """What this user, who sees the case, can do about who sees it now."""
    return [deed for deed in _DEEDS if passes(check_deed, user, case, deed.name)]


# --- who may be named ---------------------------------------------------------------------------


def managers_for(case: Case) -> Any:
    """Who may answer for the list: managers of the case's team or force who do not know them."""
    known = Interest.objects.filter(case__person=case.person_id, withdrawn_at=None)
    managers = holders_of(Role.MANAGER, force=case.force, team=case.team)
    return managers.exclude(pk__in=known.values("user"))


def nameable_for(case: Case) -> Any:
    """Who may be put on the list: everybody inside the force with a role that works on cases, and
    who did not say that they know the person."""
    known = Interest.objects.filter(case__person=case.person_id, withdrawn_at=None)
    found: Any = User.objects.none()
    for role in INSIDE:
        found = found | holders_of(role, force=case.force)
    return found.exclude(pk__in=known.values("user")).order_by("last_name", "first_name", "pk")


def check_can_answer(user: User, case: Case) -> None:
    """Raise Refused unless this is a manager of the case who works here and may see it."""
    if not managers_for(case).filter(pk=user.pk).exists():
        raise Refused("Who answers for the list must be a manager (DI) of the case.")


def check_can_be_named(user: User, case: Case) -> None:
    """Raise Refused unless this user may be put on the list."""
    if not user.is_active or not roles_of(user, force=case.force) & set(INSIDE):
        raise Refused("Name somebody with a role that works on cases in this force.")
    if interests_in(case).filter(user=user).exists():
        raise Refused(f"{user.display_name} knows the person and may not see the case.")


def who_answers(case: Case, *, leaving: User, last: User | None = None) -> User | None:
    """Which manager answers for work on this case that somebody leaves and whose giver may know
    nothing of it: whoever answers for its restriction.

    Where that is the very person who leaves, or there is no restriction, another manager of the
    case: one on the list first, then whoever placed it; `last` only where there is nobody else.
    """
    restriction = restriction_of(case)
    if restriction is not None and restriction.manager_id != leaving.pk:
        manager: User = restriction.manager
        return manager
    named = {each.user_id for each in readers_of(case)} if restriction is not None else set()
    placed_by = restriction.placed_by_id if restriction is not None else None

    def rank(user: User) -> tuple[bool, bool, bool, int]:
        own = last is not None and user.pk == last.pk
        return own, user.pk not in named, user.pk != placed_by, user.pk

    found: User | None = min(managers_for(case).exclude(pk=leaving.pk), key=rank, default=None)
    return found


# --- asking for a case that nobody may know of ----------------------------------------------------


def check_can_ask(user: User) -> None:
    """Raise NotVisible unless the user works on cases in their own force today."""
    if not roles_of(user, force=user.force) & set(INSIDE):
        raise NotVisible("There is no such page.")


def check_not_too_often(user: User, at: datetime) -> None:
    """Raise Refused for who has asked as often as anybody may in the hour before the aware
    instant, whatever they asked for and wherever it led."""
    since = at - timedelta(hours=1)
    if GlassBroken.objects.filter(user=user, at__gt=since).count() >= ASKED_AT_MOST.value:
        raise Refused(
            f"You have asked for {_counted(ASKED_AT_MOST.value, 'case')} within an hour, which is "
            "the most there may be. Speak to a manager (DI), or ask again later."
        )


def check_can_read(user: User, asked: GlassBroken) -> None:
    """Whoever did not ask themselves says once that they have read of it."""
    if asked.user_id == user.pk:
        raise NotAllowed("Somebody else reads what you asked for.")
    if asked.read_at is not None:
        raise Refused("Somebody has read this already.")


def check_is_told(user: User) -> None:
    """Raise NotVisible unless the user answers for lists, or holds a force to account."""
    if not user.forces_served(Role.MANAGER, Role.AUDITOR):
        raise NotVisible("There is no such page.")


# --- nobody keeps work on a case they may not see -------------------------------------------------


def check_work_is_with(case: Case, seeing: Iterable[User]) -> None:
    """Raise Refused, saying how much, where open work on any case of the person is with somebody
    who is not among `seeing`, or at a desk of which nobody is."""
    seeing = list(seeing)
    keys = {user.pk for user in seeing}
    cases = Case.objects.filter(person=case.person_id)
    for owner in cases.open().filter(owner__isnull=False).exclude(owner__in=keys):
        assert owner.owner is not None
        raise Refused(
            f"{owner.owner.display_name} owns {owner.ref} and would not see it. Name them too, or "
            "give the case to somebody who is named."
        )
    if visits := _visits_of_others(cases, keys):
        raise Refused(
            f"{_counted(visits, 'planned visit')} would be made by somebody who is not named. "
            "Name them too, or plan each visit for somebody who is."
        )
    if any(each.operations_in.under_way().exists() for each in cases):
        raise Refused("The person is in an operation. Have them left out of it first.")
    if tasks := _tasks_of_others(cases, seeing, keys):
        raise Refused(
            f"{_counted(tasks, 'open task')} must be handed over first: to somebody who is named, "
            "or back to the queue. Work at the desk of another agency or of the control room has "
            "to be ended."
        )


def _tasks_of_others(cases: Any, seeing: list[User], keys: set[int]) -> int:
    # Each case has its tasks by reverse relation; this room knows nothing else of them.
    found = 0
    for case in cases.select_related("force"):
        tasks = case.tasks.filter(finished=None, due_at__isnull=False).select_related("team")
        for task in tasks:
            owned = {pk for pk in (task.owner_id, task.also_for_id) if pk is not None}
            found += not owned <= keys or (not owned and not _stands_open(task, case, seeing))
    return found


def _stands_open(task: Any, case: Case, seeing: list[User]) -> bool:
    """Whether one of those named could take a task that nobody has, where it stands at a desk."""
    if task.role not in AT_A_DESK:
        return True
    return any(has_role(user, task.role, force=case.force, team=task.team) for user in seeing)


def _visits_of_others(cases: Any, keys: set[int]) -> int:
    found = 0
    for case in cases:
        found += sum(
            not {pk for pk in (each.lead_officer_id, each.second_officer_id) if pk} <= keys
            for each in case.visits.to_come()
        )
    return found


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
