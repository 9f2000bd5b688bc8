"""The jobs the queue runs for operations. Their arguments are ids; they may run twice."""

from __future__ import annotations

from casework.operations.models import ContactKind, ContactState
from workflows.models import Intervention
from workflows.waking import fire_what_is_due


def check_letters_again(*, operation: int) -> int:
    """The event moved: ask every letter that was started for it whether its authority still
    stands, so that one whose authority has run out is served on nobody; how many timers fired."""
    letters = Intervention.objects.open().filter(
        event_contact__contact__member__operation=operation,
        event_contact__contact__kind=ContactKind.LETTER,
        event_contact__contact__state=ContactState.STARTED,
    )
    return sum(fire_what_is_due(pk) for pk in letters.values_list("pk", flat=True))
