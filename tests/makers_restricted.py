"""Restricted cases for tests, made by the real actions."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import User
from casework.cases import actions
from casework.cases.models import Case, GlassBroken, Interest, Restriction
from tests.makers_cases import people_of


def restrict(
    case: Case, *, readers: list[User] | None = None, by: User | None = None, **fields: Any
) -> Restriction:
    """Restricted by its manager, who answers for the list; its owner is named unless told."""
    people = people_of(case)
    if readers is None:
        readers = [case.owner] if case.owner is not None else []
    given: dict[str, Any] = {
        "ground": "POLICE",
        "reason": "He works at the front desk.",
        "manager": people.manager,
    }
    return actions.restrict_case(
        case=case, by=by or people.manager, readers=readers, **given | fields
    )


def asked_for(case: Case, user: User, reference: str = "") -> GlassBroken:
    """Somebody who is not on the list asks for the case by its reference."""
    reason = "He stands at the counter and threatens her."
    return actions.break_glass(by=user, reference=reference or case.ref, reason=reason)


def knows(case: Case, user: User) -> Interest:
    """Recorded by the supervisor of the case."""
    return actions.record_interest(
        case=case, by=people_of(case).supervisor, who=user, how="They are cousins."
    )
