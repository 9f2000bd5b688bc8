"""Ends of records that a newly announced bank holiday moves, beside the due times of tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from casework.accounts.access import teams_of
from casework.cases.models import Case
from casework.core.errors import CaseworkError
from casework.deadlines import Told, expiring
from casework.ui.times import moment
from workflows import actions
from workflows.permissions import LEADS


def _notice_again(order: Any, **given: Any) -> None:
    actions.count_notice_again(order=order, **given)


# What is counted again here, by the record's own action; of the rest the page only tells.
COUNTED_AGAIN: dict[str, Callable[..., Any]] = {"order.notice": _notice_again}


@dataclass(frozen=True)
class MovedEnd:
    """A record whose end lies elsewhere with the bank holidays of today."""

    what: expiring.Expiring
    record: Any
    after: datetime

    @property
    def case(self) -> Case:
        found: Case = self.record.case
        return found

    @property
    def end(self) -> datetime:
        found: datetime = getattr(self.record, self.what.ends)
        return found

    @property
    def can_move(self) -> bool:
        return self.what.name in COUNTED_AGAIN

    @property
    def key(self) -> str:
        """What the form sends: the record, and its end as it was shown."""
        return f"{self.what.name} {self.record.pk}@{self.end.isoformat()}"

    @property
    def words(self) -> str:
        law = " (set by law)" if self.what.is_law else ""
        ends = f"ends {moment(self.end)}, then {moment(self.after)}{law}"
        return f"{self.case.ref}, {self.what.title.lower()}: {ends}"

    def count(self, user: Any, reason: str) -> str:
        """Count it again; why not, in a sentence, or ""."""
        try:
            COUNTED_AGAIN[self.what.name](self.record, by=user, reason=reason, seen=self.end)
        except CaseworkError as refused:
            return f"{self.case.ref}, {self.what.title.lower()}: {refused}"
        return ""


def moved_ends(user: Any) -> Iterator[MovedEnd]:
    """Those of the cases of teams this user leads, and that they see. Never of a record that only
    its register tells of."""
    now = timezone.now()
    cases = Case.objects.visible_to(user).filter(team__in=teams_of(user, *LEADS).values("pk"))
    for what in expiring.declared().values():
        if not what.proof or what.told == Told.REGISTER:
            continue
        rows = what.model._default_manager.filter(case__in=cases).select_related("case__person")
        for row, after in expiring.moved(what, rows, now):
            yield MovedEnd(what, row, after.due_at)
