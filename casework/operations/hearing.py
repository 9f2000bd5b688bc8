"""What happens to a person of an operation during its window is a line of the debrief."""

from __future__ import annotations

from casework.cases.hearing import hears
from casework.cases.models import Change, ChangeKind
from casework.operations.actions.hearing import note_for_debrief

GRAVE = (
    ChangeKind.REPORT,
    ChangeKind.BREACH,
    ChangeKind.THREAT,
    ChangeKind.STRANGULATION,
    ChangeKind.WEAPON,
)


@hears
def keep_for_debrief(change: Change) -> None:
    """A grave change goes on the debrief of every operation in whose window it came."""
    if change.kind in GRAVE:
        note_for_debrief(change=change)
