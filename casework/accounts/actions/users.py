"""Users: made, closed and opened again. Each action writes one event about the user."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from casework.accounts.actions.shared import check_administrator_or_set_up, refuse_without
from casework.accounts.models import Force, Rank, User
from casework.accounts.permissions import check_can_administer, check_can_deactivate
from casework.audit.actions import record
from casework.core.errors import Refused


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str,
    first_name: str,
    last_name: str,
    force: Force,
    by: User | None,
    rank: Rank = Rank.CONSTABLE,
    collar_number: str = "",
    email: str = "",
) -> User:
    """A new user without any role. `by` is None only at the first set-up of an installation.

    Raises Refused with what is wrong with the name or the password, NotAllowed where `by` is
    not an administrator of the force.
    """
    check_administrator_or_set_up(by, force)
    user = User(
        username=username.strip().lower(),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        force=force,
        rank=rank,
        collar_number=collar_number,
        email=email,
    )
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    user.save()
    after = {"username": user.username, "rank": rank, "collar_number": collar_number}
    record(obj=user, verb="user.created", by=by, after=after)
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: User, reason: str) -> User:
    """Close an account: no sign-in, and nothing on the next request of an open session."""
    check_can_deactivate(by, user)
    return _set_active(user, False, by=by, reason=reason)


@transaction.atomic
def reactivate_user(*, user: User, by: User, reason: str) -> User:
    """Open a closed account again. The roles that have not ended count again."""
    check_can_administer(by, user.force)
    return _set_active(user, True, by=by, reason=reason)


def _set_active(user: User, active: bool, *, by: User, reason: str) -> User:
    refuse_without(reason)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.is_active == active:
        raise Refused(f"This account is already {'open' if active else 'closed'}.")
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(
        obj=user,
        verb="user.reactivated" if active else "user.deactivated",
        by=by,
        before={"is_active": not active},
        after={"is_active": active},
        reason=reason,
    )
    return user
