"""What may go wrong, each with a sentence a caseworker can read and act on.

Raised in actions and permissions; turned into an answer only at the door
(`casework.core.middleware`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any


class CaseworkError(Exception):
    """Something the user may be told. The message is shown as it is: no personal data in it."""

    status = 422


class NotVisible(CaseworkError):
    """The thing is not this user's to see. Answered exactly as if it did not exist (404)."""

    status = 404


class NotAllowed(CaseworkError):
    """The user sees the thing but may not make this move; the sentence says who can (403)."""

    status = 403


class Refused(CaseworkError):
    """The move is not possible now; the sentence says what to do first (422)."""


class Conflict(CaseworkError):
    """Someone else got there first (409).

    `by` is the display name of who did it and `at` the aware instant, both shown to the user.
    """

    status = 409

    def __init__(self, sentence: str, *, by: str = "", at: datetime | None = None) -> None:
        super().__init__(sentence)
        self.by = by
        self.at = at


def worded(text: str, sentence: str) -> str:
    """The text without outer space; raises Refused with `sentence` where nothing was said."""
    text = text.strip()
    if not text:
        raise Refused(sentence)
    return text


def passes(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Whether `check` lets this through: the asking half of every `check_x`/`can_x` pair."""
    return reason_against(check, *args, **kwargs) is None


def reason_against(check: Callable[..., None], *args: Any, **kwargs: Any) -> str | None:
    """The sentence `check` would refuse with, or None when it would let this through."""
    try:
        check(*args, **kwargs)
    except CaseworkError as error:
        return str(error)
    return None
