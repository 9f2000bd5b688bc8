"""The pages of who may see a case, as whoever can do each thing there."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import Team
from casework.cases.restricting import DEEDS, check_deed
from casework.core.errors import passes
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import asked_for, knows, restrict


def pages(sample: Any, team: Team) -> dict[str, list[Any]]:
    """A case that is restricted and asked for, one that is not, and each deed on one of them."""
    plain, closed = make_case(team=team), make_case(team=team)
    people = people_of(closed)
    restrict(closed, readers=[people.officer, people.analyst])
    asked_for(closed, people.supervisor)
    knows(plain, people.authoriser)
    deeds = [
        sample(arguments={"slug": case.slug, "name": name}, about=name, user=people.manager)
        for name in DEEDS
        for case in (plain, closed)
        if passes(check_deed, people.manager, case, name)
    ]
    return {
        "cases:who": [
            sample(arguments={"slug": plain.slug}, about="plain", user=people.manager),
            sample(arguments={"slug": closed.slug}, about="restricted", user=people.manager),
            sample(arguments={"slug": closed.slug}, about="named", user=people.officer),
        ],
        "cases:who_do": deeds,
        "cases:ask": [sample(user=people.officer)],
        "cases:asked": [sample(user=people.manager)],
    }
