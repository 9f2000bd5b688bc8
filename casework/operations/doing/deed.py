"""One thing that can be done: its page, who may, when it may come up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from casework.accounts.models import User
from casework.core.errors import reason_against
from casework.operations.forms.base import DeedForm
from casework.operations.models import Operation

Check = Callable[[User, Any], None]


def always(subject: Any) -> bool:  # noqa: ARG001 - asked of every subject
    return True


@dataclass(frozen=True, kw_only=True)
class Deed:
    """`act(<on>=subject, by=user, **answers)`; `told` is said before, `said` afterwards."""

    title: str
    button: str
    form: type[DeedForm]
    act: Callable[..., Any]
    on: str
    may: Check
    said: str
    told: str = ""
    guard: Callable[[Any], None] | None = None
    states: tuple[str, ...] = ()
    about: Callable[[Any], bool] = always
    warns: bool = False
    # What may always be done, and is not what comes next.
    aside: bool = False

    def check(self, user: User, subject: Any) -> None:
        """Raise NotVisible, NotAllowed or Refused with the sentence."""
        self.may(user, subject)
        if self.guard is not None:
            self.guard(subject)

    def is_of_interest(self, operation: Operation, subject: Any) -> bool:
        """Whether it may come up at all where the operation stands."""
        return operation.state in self.states and self.about(subject)


def offered(
    deeds: dict[str, Deed], operation: Operation, subject: Any, user: User
) -> Iterator[tuple[str, Deed, str | None]]:
    """What may come up now, each with the reason against it, None where it can be done."""
    for name, deed in deeds.items():
        if deed.is_of_interest(operation, subject):
            yield name, deed, reason_against(deed.check, user, subject)
