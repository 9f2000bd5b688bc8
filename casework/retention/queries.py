"""What the register of retention reviews shows to a manager."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, QuerySet

from casework.accounts.models import User
from casework.retention import rules
from casework.retention.models import Retention, RetentionAlert, RetentionState

S = RetentionState
# No register is read further than this; what is longest overdue comes first.
AT_MOST = 100


@dataclass(frozen=True)
class Register:
    """The records of one reader, by what has to be done: each in one list, held ones besides."""

    proposed: list[Retention] = field(default_factory=list)
    overdue: list[Retention] = field(default_factory=list)
    soon: list[Retention] = field(default_factory=list)
    held: list[Retention] = field(default_factory=list)
    confirmed: list[Retention] = field(default_factory=list)

    @property
    def everything(self) -> list[Retention]:
        return [*self.proposed, *self.overdue, *self.soon, *self.held, *self.confirmed]


def register_of(user: User, at: datetime) -> Register:
    """The register as `user` has it at the aware instant: of the cases they manage."""
    mine = Retention.objects.visible_to(user).answered_for_by(user)
    mine = mine.select_related("case__force").order_by("review_due_at", "pk")
    kept = mine.filter(state=S.KEPT)
    near = kept.filter(review_due_at__gt=at, review_due_at__lte=rules.looked_at_until(at))
    return Register(
        proposed=_some(mine.filter(state=S.PROPOSED)),
        overdue=_some(kept.filter(review_due_at__lte=at)),
        soon=[row for row in _some(near) if rules.told_from(row) <= at],
        held=_some(mine.held(at)),
        confirmed=_some(mine.filter(state=S.CONFIRMED).order_by("-state_since", "pk")),
    )


def alerts_of(user: User) -> QuerySet[RetentionAlert]:
    """What the register tells this reader of reviews that are still to be made, newest first."""
    mine = Retention.objects.answered_for_by(user).exclude(state=S.CONFIRMED)
    found: QuerySet[RetentionAlert] = RetentionAlert.objects.visible_to(user).filter(
        retention__in=mine, due_at=F("retention__review_due_at")
    )
    return found.select_related("retention__case")


def _some(rows: QuerySet[Retention]) -> list[Retention]:
    return list(rows[:AT_MOST])
