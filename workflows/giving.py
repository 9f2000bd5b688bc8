"""How much one officer may be given."""

from __future__ import annotations

from casework.accounts.models import User
from casework.core.errors import Refused
from casework.core.policy import number
from workflows.models import Task

# More than this is given only with a reason, which is recorded.
LIMIT = number("task.open_for_one_officer_at_most", 25, unit="open tasks", source="local")


def open_tasks_of(user: User, reader: User) -> int:
    """How many open tasks somebody has, on hold or not, as far as the reader may know."""
    return Task.objects.open().filter(owner=user).not_kept_from(reader).count()


def check_below_limit(to: User, *, by: User, over_limit: str) -> int:
    """How many open tasks of `to` whoever gives (`by`) may know of. Raises Refused at the limit
    unless `over_limit` says why."""
    has = open_tasks_of(to, by)
    check_room(to, has, over_limit)
    return has


def check_room(to: User, has: int, over_limit: str) -> None:
    """Raise Refused where somebody who has so many tasks may get no more without a reason."""
    if has >= LIMIT.value and not over_limit.strip():
        raise Refused(
            f"{to.display_name} has {has} of at most {LIMIT.value} open tasks. "
            "Choose somebody else, or say why they are given more."
        )
