"""What can be done to a retention record: its form, its action, who may, and what has to be so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from casework.accounts.models import User
from casework.core.errors import NotVisible, Refused, reason_against
from casework.retention import actions, forms, guards, permissions
from casework.retention.actions.shared import require_state
from casework.retention.models import Retention, RetentionState

S = RetentionState
EVERY = tuple(S)


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One thing that can be done. `said` is told afterwards; `told` before."""

    title: str
    button: str
    form: type[forms.RecordForm]
    act: Callable[..., Any]
    check: Callable[[User, Retention], None]
    said: str
    sources: tuple[RetentionState, ...] = EVERY
    guards: tuple[Callable[[Retention, datetime], None], ...] = ()
    told: str = ""


def has_a_hold(row: Retention, at: datetime) -> None:
    if not row.is_held(at):
        raise Refused("There is no hold to lift.")


DOINGS = {
    "keep": Doing(
        title="Keep the record",
        button="Keep the record",
        form=forms.KeepForm,
        act=actions.keep_record,
        check=permissions.check_can_review,
        said="The record is kept. Its next review is counted from today.",
        sources=(S.KEPT, S.CONFIRMED),
    ),
    "propose": Doing(
        title="Propose to dispose of the record",
        button="Propose to dispose of it",
        form=forms.ProposeForm,
        act=actions.propose_disposal,
        check=permissions.check_can_review,
        said="The disposal is proposed. Another manager (DI) decides next.",
        sources=(S.KEPT,),
        guards=guards.PROPOSING,
    ),
    "confirm": Doing(
        title="Confirm the disposal",
        button="Confirm the disposal",
        form=forms.ConfirmForm,
        act=actions.confirm_disposal,
        check=permissions.check_can_confirm,
        said="The disposal is confirmed. Nothing has been deleted.",
        sources=(S.PROPOSED,),
        guards=guards.CONFIRMING,
        told="Nothing is deleted by this. The record says that two people agreed it may go.",
    ),
    "return": Doing(
        title="Return the proposal",
        button="Return the proposal",
        form=forms.ReturnForm,
        act=actions.return_disposal,
        check=permissions.check_can_review,
        said="The proposal is returned. The record waits for another review.",
        sources=(S.PROPOSED,),
    ),
    "hold": Doing(
        title="Place a hold on disposal",
        button="Place the hold",
        form=forms.HoldForm,
        act=actions.place_hold,
        check=permissions.check_can_place_hold,
        said="The hold is placed. The record cannot be disposed of.",
    ),
    "lift": Doing(
        title="Lift a hold",
        button="Lift the hold",
        form=forms.LiftForm,
        act=actions.lift_hold,
        check=permissions.check_can_lift_hold,
        said="The hold is lifted.",
        guards=(has_a_hold,),
    ),
}


def doing_named(name: str) -> Doing:
    """Raises NotVisible for none of that name."""
    if name not in DOINGS:
        raise NotVisible("There is no such page.")
    return DOINGS[name]


def check_can_do(user: User, row: Retention, name: str) -> None:
    """Let `user` do what is called `name` to the record now.

    Raises NotVisible for none of that name, NotAllowed with who can, Conflict where somebody was
    first, Refused with what stands against it.
    """
    doing = doing_named(name)
    doing.check(user, row)
    require_state(row, *doing.sources)
    for guard in doing.guards:
        guard(row, timezone.now())


def offered(user: User, row: Retention) -> Iterator[tuple[str, Doing, str | None]]:
    """What comes up where the record stands, each with the reason against it, None where this
    user can do it now."""
    for name, doing in DOINGS.items():
        if row.state not in doing.sources or (name == "lift" and not row.is_held(timezone.now())):
            continue
        yield name, doing, reason_against(check_can_do, user, row, name)
