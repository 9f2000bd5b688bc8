"""Passwords: changed by their owner, or set anew by an administrator."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from casework.accounts import attempts
from casework.accounts.actions.shared import refuse_without
from casework.accounts.actions.signing import note_failure, refuse_locked
from casework.accounts.models import User
from casework.accounts.permissions import check_can_administer
from casework.audit.actions import own_stream, record
from casework.core.errors import NotAllowed, Refused

WRONG = "Your present password is not right. Check it and try again."


def change_password(*, request: HttpRequest, by: User, present: str, new: str) -> User:
    """Give oneself a new password; every other sitting of this user ends.

    Wrong present passwords count as wrong attempts to sign in. Raises Refused where the present
    one is wrong or the new one is not good enough.
    """
    address = attempts.address_of(request)
    attempt = attempts.begin(username=by.username, address=address)
    refuse_locked(attempt)
    if not by.check_password(present):
        said = note_failure(attempt, username=by.username, address=address)
        locked = attempts.lock_begun_by(attempt) is not None
        raise Refused(said if locked else WRONG)
    attempt.delete()
    with transaction.atomic():
        user = _set(by, new)
        record(obj=user, verb="password.changed", by=user, stream=own_stream(user))
        update_session_auth_hash(request, user)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: User, reason: str) -> User:
    """Give a user who cannot get in a new password, and open a lock on their name.

    Raises NotAllowed where `by` is not an administrator of the user's force or is the user,
    Refused without a reason or where the password is not good enough.
    """
    if by == user:
        raise NotAllowed("Change your own password on your account page.")
    check_can_administer(by, user.force)
    refuse_without(reason)
    user = _set(user, password)
    attempts.forget(user.username)
    record(obj=user, verb="password.set", by=by, reason=reason)
    return user


def _set(user: User, password: str) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    return user
