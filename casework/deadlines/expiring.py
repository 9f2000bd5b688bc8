"""Records that come to an end: the field that says when, the rules it rests on, who hears of it.

Each room declares its own beside its rules, so that the list is read from the code
(`manage.py due --expiring`). A test finds a stored end that nobody declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings

from casework.clocks import Deadline, Source
from casework.deadlines.rules import DeadlineRule, calendar_now, recounted


class Told(StrEnum):
    """How those concerned hear that a record comes to its end: each way tells once of each rung."""

    # The ladder of its due time tells them; a lead may stop that with a reason.
    TASK = "by a task"
    # Alerts on the page of a register, for those alone who may know of the record.
    REGISTER = "on the page of its register"
    PROPOSAL = "by a proposal that waits for a supervisor"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Expiring:
    """One kind of record and its end.

    `record` is the model's label, `ends` the field of its end, or that its end is counted from
    where it is not `stored`. `lasts` are the rules the end is worked out by; where it is `chosen`,
    by a person or a court, the rules that it may not pass. `alerts` say when somebody is told.
    `steps` are the tasks that take it up, "kind.step". Where nobody is told, `why` says why.
    `proof` is the field that keeps how the end was counted, `stands` what is so of a record as
    long as its end is still to come.
    """

    name: str
    title: str
    record: str
    ends: str
    told: Told
    lasts: tuple[DeadlineRule, ...] = ()
    chosen: bool = False
    stored: bool = True
    alerts: tuple[DeadlineRule, ...] = ()
    steps: tuple[str, ...] = ()
    why: str = ""
    proof: str = ""
    stands: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_law(self) -> bool:
        return any(rule.tag == Source.LAW for rule in self.lasts)

    @property
    def model(self) -> Any:
        return apps.get_model(self.record)


_DECLARED: dict[str, Expiring] = {}


def expiry(**given: Any) -> Expiring:
    """Declare a record that comes to an end; takes what `Expiring` has.

    Raises ValueError where its name is taken, or it does not say how somebody hears of it.
    """
    found = Expiring(**given)
    if found.name in _DECLARED:
        raise ValueError(f"{found.name} is declared twice")
    if bool(found.steps) != (found.told == Told.TASK):
        raise ValueError(f"{found.name}: a task tells of it exactly where steps take it up")
    if bool(found.why) != (found.told == Told.NOBODY):
        raise ValueError(f"{found.name}: say why nobody is told, and nowhere else")
    if not (found.lasts or found.chosen):
        raise ValueError(f"{found.name}: its end comes from a rule, or is chosen")
    _DECLARED[found.name] = found
    return found


def moved(each: Expiring, rows: Any, now: datetime) -> Iterator[tuple[Any, Deadline]]:
    """Those of the rows whose end is still to come at the aware instant `now` and lies elsewhere
    with the bank holidays of today, each with that end; the first to end first.

    What was counted with the very calendar of now is not counted again.
    """
    to_come = rows.filter(**each.stands, **{f"{each.ends}__gt": now})
    for row in to_come.order_by(each.ends, "pk"):
        proof = getattr(row, each.proof)
        if not proof or proof["calendar"] == calendar_now(proof["nation"]):
            continue
        after = recounted(proof)
        if after.due_at != getattr(row, each.ends):
            yield row, after


def declared() -> dict[str, Expiring]:
    """Every record that comes to an end, by name."""
    # Rooms declare as they are loaded, and the addresses load them all.
    import_module(settings.ROOT_URLCONF)
    return dict(sorted(_DECLARED.items()))
