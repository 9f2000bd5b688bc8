"""How long a sitting lasts. Its marks are in the session, as seconds since 1970."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

BEGAN = "sitting_began_at"
SEEN = "sitting_seen_at"
ENDED = "sitting_ended"
# The mark of the last request is moved at most this often, to spare a write on every page; a
# sitting may therefore end this many seconds early, never late.
MOVED_EVERY = 30


class Ending(StrEnum):
    """Why a sitting may not go on."""

    IDLE = "idle"
    LONG = "long"
    CLOSED = "closed"


def begin(session: SessionBase) -> None:
    """Mark that somebody has just signed in."""
    session[BEGAN] = session[SEEN] = _now()


def touch(session: SessionBase) -> None:
    """Mark that a page was asked for."""
    if session.get(SEEN, 0) + MOVED_EVERY <= _now():
        session[SEEN] = _now()


def must_end(request: HttpRequest) -> Ending | None:
    """Why the sitting of this request may not go on; None where it may or there is none.

    Django moves a session's own end with every write, so the longest sitting is counted here.
    """
    session = request.session
    if SESSION_KEY not in session:
        return None
    if not request.user.is_authenticated:
        # Closed, or the password was changed elsewhere: Django then drops the session itself.
        return Ending.CLOSED if SESSION_KEY in session else None
    if BEGAN not in session:
        begin(session)
    if _now() - session[BEGAN] >= settings.SESSION_COOKIE_AGE:
        return Ending.LONG
    if _now() - session[SEEN] >= settings.SESSION_IDLE_SECONDS:
        return Ending.IDLE
    return None


def _now() -> int:
    return int(timezone.now().timestamp())
