"""What every action on an address flag does: lock, refuse in words, write one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone

from casework.core.errors import Refused
from casework.enforcement.flags.models import AddressFlag, AddressFlagState
from casework.people.models import Person

# Looks through a text that leaves the unit; raises Refused where it names somebody it must not.
# The guard itself stands in a room above, so whoever writes hands it in.
TextGuard = Callable[[Person, str], None]


def locked(flag: AddressFlag) -> AddressFlag:
    """The flag as it is now, its row locked until the transaction ends."""
    row: AddressFlag = AddressFlag.objects.select_for_update(of=("self",), no_key=True).get(
        pk=flag.pk
    )
    return row


def require(flag: AddressFlag, states: Iterable[str], what: str) -> None:
    """Raise Refused unless the flag is at one of `states`, where it can be `what`."""
    if flag.state not in states:
        state = AddressFlagState(flag.state).label.lower()
        raise Refused(f"This flag is at “{state}”, so it cannot be {what} now.")


def stir(flag: AddressFlag) -> None:
    """Say that its intervention has to follow something that no step of it did."""
    flag.stirred_at = timezone.now()


def past(at: datetime | None) -> datetime:
    """An aware instant that is not in the future, now unless told."""
    now = timezone.now()
    if at is not None and at > now:
        raise Refused("The time must be now or in the past.")
    return at or now
