"""Whether a move may be made, and how the page says so. The moves themselves are in `table`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from casework.accounts.access import holders_of
from casework.accounts.models import User
from casework.cases import permissions as may
from casework.cases.guards import Guard
from casework.cases.models import Case, Move, State
from casework.cases.permissions import Who
from casework.cases.table import MOVES, MoveRule
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused, reason_against

# Naming more people than this helps nobody.
NAMED_AT_MOST = 3


def check_move(user: User, case: Case, name: str, *, at: datetime | None = None) -> None:
    """Let `user` make the move on `case` at the aware instant `at` (now unless told).

    Raises NotVisible for somebody else's case or an unknown move, NotAllowed with who can,
    Conflict where somebody was first, Refused with what has to be done before.
    """
    rule = rule_named(name)
    may.check_can_see(user, case)
    check_who(user, case, rule)
    check_is_possible(case, rule)
    for bar in rule.bars:
        bar(user, case)
    for guard in rule.guards:
        guard(case, at or timezone.now())


def rule_named(name: str) -> MoveRule:
    if name not in MOVES:
        raise NotVisible("There is no such move.")
    return MOVES[name]


def check_who(user: User, case: Case, rule: MoveRule) -> None:
    """Raise NotAllowed, naming the role that can."""
    if not may.is_one_of(user, case, rule.who):
        raise NotAllowed(f"{_sentence_case(rule.who.words)} can do this.")


def check_is_possible(case: Case, rule: MoveRule) -> None:
    """Raise Conflict where this very move was just made, Refused where the state has others."""
    if case.state in rule.sources:
        return
    last = case.moves.select_related("by").order_by("-at", "-pk").first()
    if last is not None and last.name == rule.name and last.target == case.state:
        raise Conflict(
            f"This case has already been {rule.already}.", by=who_moved(last), at=last.at
        )
    raise Refused(f"This case is at “{State(case.state).label}”, where this cannot be done.")


def who_moved(move: Move) -> str:
    return move.by.display_name if move.by else "The system"


@dataclass(frozen=True)
class MoveLine:
    """One move as the case page shows it: allowed, or in words why not now or who can."""

    rule: MoveRule
    allowed: bool
    reason: str = ""


def moves_for(case: Case, user: User, *, at: datetime | None = None) -> list[MoveLine]:
    """Every move of the case's present state, in the order of the table, as `user` has it.

    `user` must see the case.
    """
    at = at or timezone.now()
    named: dict[Who, str] = {}
    asked: dict[Guard, str | None] = {}
    lines = []
    for rule in MOVES.values():
        if case.state not in rule.sources:
            continue
        is_theirs = may.is_one_of(user, case, rule.who)
        if rule.quiet and not is_theirs:
            continue
        for guard in rule.guards:
            if guard not in asked:  # several moves ask for the same things
                asked[guard] = reason_against(guard, case, at)
        missing = next((asked[guard] for guard in rule.guards if asked[guard]), None)
        lines.append(_line(case, user, rule, missing, is_theirs=is_theirs, named=named))
    return lines


def _line(
    case: Case,
    user: User,
    rule: MoveRule,
    missing: str | None,
    *,
    is_theirs: bool,
    named: dict[Who, str],
) -> MoveLine:
    if missing is not None:
        return MoveLine(rule, allowed=False, reason=f"Not now. {missing}")
    if not is_theirs:
        words = named.setdefault(rule.who, _who_can(case, rule.who))
        return MoveLine(rule, allowed=False, reason=words)
    for bar in rule.bars:
        reason = reason_against(bar, user, case)
        if reason is not None:
            return MoveLine(rule, allowed=False, reason=reason)
    return MoveLine(rule, allowed=True)


def _who_can(case: Case, who: Who) -> str:
    """ "A manager (DI) can do this: Insp Tom Okafor." Names are left out where there are many."""
    words = f"{_sentence_case(who.words)} can do this"
    people: list[User] = []
    if who.owner and case.owner is not None:
        people.append(case.owner)
    elif not who.owner:
        for role in who.roles:
            found = holders_of(role, force=case.force, team=case.team)[: NAMED_AT_MOST + 1]
            people += [user for user in found if user not in people]
    if not 0 < len(people) <= NAMED_AT_MOST:
        return f"{words}."
    return f"{words}: {', '.join(user.display_name for user in people)}."


def _sentence_case(words: str) -> str:
    return words[0].upper() + words[1:]
