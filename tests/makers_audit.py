"""A small log for tests: a few chains of changes and looks, written through the real door."""

from __future__ import annotations

from django.db import transaction

from casework.accounts.models import User
from casework.audit.actions import look, record
from casework.audit.models import Event
from tests import makers


def change(
    user: User, *, stream: str = "case:1", reason: str = "", by: User | None = None
) -> Event:
    """One change to `user`, in the chain named."""
    with transaction.atomic():
        return record(
            obj=user,
            verb="user.created",
            by=by or user,
            before={"rank": "CONSTABLE"},
            after={"rank": user.rank},
            reason=reason,
            stream=stream,
        )


def make_log() -> list[User]:
    """Two chains of five changes and one of looks, by two users of two forces, interleaved."""
    users = [makers.make_user(), makers.make_user()]
    for number in range(5):
        for stream, user in zip(("case:1", "case:2"), users, strict=True):
            change(user, stream=stream, reason=f"Reason {number}")
        look(by=users[0], page="cases:list", objects=users if number % 2 else users[:1])
    return users
