"""What can be done to an authority: its form, its action, from where, and who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.accounts.models import User
from casework.core.errors import NotVisible, Refused, passes
from casework.enforcement.authorities import actions, forms, permissions
from casework.enforcement.authorities.models import LIVE, Authority, AuthorityState
from casework.enforcement.authorities.models.states import PERHAPS_URGENT, PERHAPS_WRITTEN

S = AuthorityState


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One move. `urgent` says whether it is for urgent ones alone (True), never for them (False)
    or for either (None)."""

    title: str
    form: type[forms.MoveForm]
    act: Callable[..., Any]
    check: Callable[[User, Authority], None]
    sources: tuple[AuthorityState, ...]
    urgent: bool | None = None


DOINGS = {
    "grant": Doing(
        title="Record that it was granted",
        form=forms.GrantForm,
        act=actions.grant,
        check=permissions.check_can_record_decision,
        sources=(S.APPLICATION_LOGGED,),
    ),
    "refuse": Doing(
        title="Record that it was refused",
        form=forms.RefuseForm,
        act=actions.refuse,
        check=permissions.check_can_record_decision,
        sources=(S.APPLICATION_LOGGED,),
    ),
    "review": Doing(
        title="Review it",
        form=forms.ReviewForm,
        act=actions.review,
        check=permissions.check_can_keep,
        sources=LIVE,
    ),
    "renew": Doing(
        title="Renew it",
        form=forms.ReviewForm,
        act=actions.renew,
        check=permissions.check_can_extend,
        sources=PERHAPS_WRITTEN,
        urgent=False,
    ),
    "convert": Doing(
        title="Give it in writing",
        form=forms.ReviewForm,
        act=actions.convert,
        check=permissions.check_can_extend,
        sources=PERHAPS_URGENT,
        urgent=True,
    ),
    "end": Doing(
        title="End it",
        form=forms.StopForm,
        act=actions.end,
        check=permissions.check_can_keep,
        sources=PERHAPS_URGENT,
        urgent=True,
    ),
    "cancel": Doing(
        title="Cancel it",
        form=forms.StopForm,
        act=actions.cancel,
        check=permissions.check_can_keep,
        sources=LIVE,
    ),
    "report": Doing(
        title="Report on the lapse",
        form=forms.LapseForm,
        act=actions.report_lapse,
        check=permissions.check_can_keep,
        sources=(S.LAPSED,),
    ),
}


def fits(authority: Authority, doing: Doing) -> bool:
    """Whether the state of the authority has this move."""
    if authority.state not in doing.sources:
        return False
    if authority.state == S.LAPSED:
        return authority.cleared_at is None
    return doing.urgent is None or doing.urgent == authority.urgent


def check_can_do(user: User, authority: Authority, name: str) -> Doing:
    """The move `name`, if it can be made now by this user.

    Raises NotVisible for none of that name, NotAllowed with who can, Refused where the state has
    others.
    """
    doing = DOINGS.get(name)
    if doing is None:
        raise NotVisible("There is no such page.")
    doing.check(user, authority)
    if not fits(authority, doing):
        words = AuthorityState(authority.state).label.lower()
        raise Refused(f"This authority is at “{words}”, where this cannot be done.")
    return doing


def can_do(user: User, authority: Authority) -> dict[str, Doing]:
    """Everything this user may do to the authority now, by name."""
    return {
        name: doing
        for name, doing in DOINGS.items()
        if fits(authority, doing) and passes(doing.check, user, authority)
    }
