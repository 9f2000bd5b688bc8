"""What every action on a briefing does: lock, refuse in words, write one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils import timezone

from casework.core.errors import Refused
from casework.enforcement.briefings.models import Briefing, BriefingState
from casework.people.models import Person

# Looks through a text that leaves the unit; raises Refused where it names somebody it must not.
# The guard itself stands in a room above, so whoever writes hands it in.
TextGuard = Callable[[Person, str], None]


def locked(briefing: Briefing) -> Briefing:
    """The briefing as it is now, its row locked until the transaction ends."""
    row: Briefing = Briefing.objects.select_for_update(of=("self",), no_key=True).get(
        pk=briefing.pk
    )
    return row


def require(briefing: Briefing, states: Iterable[str], what: str) -> None:
    """Raise Refused unless the briefing is at one of `states`, where it can be `what`."""
    if briefing.state not in states:
        state = BriefingState(briefing.state).label.lower()
        raise Refused(f"This briefing is at “{state}”, so it cannot be {what} now.")


def stir(briefing: Briefing) -> None:
    """Say that its intervention has to follow something that no step of it did."""
    briefing.stirred_at = timezone.now()
