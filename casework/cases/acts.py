"""What is about to be done about a person, and who has to hear of it first.

The service of a letter, a visit, a release, an order made or ended may put a victim in danger, so
their advocate is told before it (domain: section 2e). The room that plans an act says so here
(`announce`) and asks again when it lets the act go ahead (`require_told`); rooms above sign in.

    announce(case=case, act=Act.VISIT, about=visit, planned_for=when, by=user)
    require_told(case, Act.VISIT, about=visit)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from casework.cases.models import Case
from casework.core.errors import Refused


class Act(models.TextChoices):
    """An act that changes what somebody who was harmed has to reckon with."""

    LETTER = "LETTER", "A warning letter is served"
    VISIT = "VISIT", "Officers visit"
    ARREST = "ARREST", "An arrest is made"
    RELEASE = "RELEASE", "Release from custody"
    ORDER_MADE = "ORDER_MADE", "An order is applied for or made"
    ORDER_ENDED = "ORDER_ENDED", "An order ends"
    DROP_OUT = "DROP_OUT", "They leave a programme"
    MOVE = "MOVE", "They move"
    EVENT = "EVENT", "Contact around an event"


Planned = Callable[..., None]
WhyNot = Callable[..., str]
_PLANNED: dict[str, Planned] = {}
_WHY_NOT: dict[str, WhyNot] = {}


def hears_of_acts(planned: Planned) -> Planned:
    """Sign in: called with `case`, `act`, `about`, `planned_for`, `by` and `called_off` for each
    act that is planned, or not planned any more."""
    _PLANNED[f"{planned.__module__}.{planned.__qualname__}"] = planned
    return planned


def stops_acts(why_not: WhyNot) -> WhyNot:
    """Sign in: called with `case`, `act` and `about`; the sentence it returns stops the act."""
    _WHY_NOT[f"{why_not.__module__}.{why_not.__qualname__}"] = why_not
    return why_not


def announce(
    *,
    case: Case,
    act: Act,
    by: Any,
    about: models.Model | None = None,
    planned_for: datetime | None = None,
) -> None:
    """That an act is planned, inside the transaction that plans it.

    `about` is the record of the act, `planned_for` an aware instant where one is known. To be
    called again when the time changes. `by` is the user who plans, None for the system.
    """
    _tell(case=case, act=act, about=about, planned_for=planned_for, by=by, called_off=False)


def call_off(*, case: Case, act: Act, by: Any, about: models.Model | None = None) -> None:
    """That an act is not planned any more, inside the transaction that calls it off."""
    _tell(case=case, act=act, about=about, planned_for=None, by=by, called_off=True)


def _tell(**planned_act: Any) -> None:
    for _, planned in sorted(_PLANNED.items()):
        planned(**planned_act)


def why_wait(case: Case, act: Act, *, about: models.Model | None = None) -> str:
    """The sentence that says who must hear of the act first, or "" where it may go ahead."""
    sentences = (each(case=case, act=act, about=about) for _, each in sorted(_WHY_NOT.items()))
    return next(filter(None, sentences), "")


def require_told(case: Case, act: Act, *, about: models.Model | None = None) -> None:
    """Raise Refused with the sentence while somebody must hear of the act first."""
    if sentence := why_wait(case, act, about=about):
        raise Refused(sentence)
