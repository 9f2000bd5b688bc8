"""What an address flag does when something about the person's situation changes."""

from __future__ import annotations

from casework.cases.hearing import hears
from casework.cases.models import Change, ChangeKind
from casework.enforcement.flags.actions import address_event

# Either makes it a question who lives at a flagged address.
ADDRESS_EVENTS = (ChangeKind.ADDRESS, ChangeKind.VICTIM_MOVED)


@hears
def look_at_flags_again(change: Change) -> None:
    """Every flag of the case is to be reviewed at once (domain: section 2g)."""
    if change.kind in ADDRESS_EVENTS:
        address_event(case=change.case, by=change.noted_by)
