"""Signing in and out. Each leaves an event in the user's own chain of the day."""

from __future__ import annotations

import logging

from django.contrib.auth import SESSION_KEY, authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from casework.accounts import attempts, sessions
from casework.accounts.models import SignInAttempt, User
from casework.audit.actions import own_stream, record
from casework.core.errors import Refused
from casework.ui.times import clock

logger = logging.getLogger(__name__)

WRONG = "The user name or the password is not right. Check both and try again."
LOCKED = (
    "There were too many wrong attempts. Try again after {until}, "
    "or ask your system administrator for a new password."
)


def sign_in(*, request: HttpRequest, username: str, password: str) -> User:
    """Start a sitting for the user of that name and password, with its event.

    1. The attempt is kept before it is tried.  2. A locked name or address is refused, however
    right the password.  3. A wrong one leaves an event, the last allowed one the lock's as well.
    Raises Refused with the same words whether or not there is such a user.
    """
    username = username.strip().lower()
    address = attempts.address_of(request)
    attempt = attempts.begin(username=username, address=address)
    refuse_locked(attempt)
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        raise Refused(note_failure(attempt, username=username, address=address))
    with transaction.atomic():
        attempts.forget(username)
        login(request, user)
        sessions.begin(request.session)
        record(
            obj=user,
            verb="user.signed_in",
            by=user,
            after={"address": address},
            stream=own_stream(user),
        )
    return user


@transaction.atomic
def sign_out(*, request: HttpRequest) -> None:
    """End the sitting because its user asks. Nothing happens where nobody is signed in."""
    if isinstance(request.user, User):
        user = request.user
        record(obj=user, verb="user.signed_out", by=user, stream=own_stream(user))
    logout(request)


@transaction.atomic
def end_sitting(*, request: HttpRequest, ending: sessions.Ending) -> None:
    """End a sitting that may not go on, and keep why for the sign-in page."""
    user = User.objects.filter(pk=request.session[SESSION_KEY]).first()
    if user is not None:
        why = {"why": ending.value}
        record(obj=user, verb="user.signed_out", by=None, after=why, stream=own_stream(user))
    logout(request)
    request.session[sessions.ENDED] = ending.value


def refuse_locked(attempt: SignInAttempt) -> None:
    """Raise Refused where a lock stands. What is tried meanwhile does not make it longer."""
    lock = attempts.lock_against(attempt)
    if lock is not None:
        attempt.delete()
        raise Refused(_words(lock))


@transaction.atomic
def note_failure(attempt: SignInAttempt, *, username: str, address: str) -> str:
    """Write the event of a wrong attempt, and of the lock it begins; returns what to say.

    The name goes into no event: it may be a password typed into the wrong box. Attempts on a
    locked name leave none, so nobody can fill the log from outside.
    """
    user = User.objects.filter(username=username).first()
    about: User | SignInAttempt = user or attempt
    stream = own_stream(user) if user is not None else None
    record(obj=about, verb="sign_in.failed", by=None, after={"address": address}, stream=stream)
    lock = attempts.lock_begun_by(attempt)
    if lock is None:
        return WRONG
    after = {"locked": lock.what, "until": lock.until, "address": address}
    record(obj=about, verb="sign_in.locked", by=None, after=after, stream=stream)
    logger.warning("A %s was locked after wrong attempts to sign in.", lock.what)
    return _words(lock)


def _words(lock: attempts.Lock) -> str:
    return LOCKED.format(until=clock(timezone.localtime(lock.until)))
