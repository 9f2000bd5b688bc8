"""What a briefing does when something about the person's situation changes."""

from __future__ import annotations

from casework.cases.hearing import hears
from casework.cases.models import Change, ChangeKind
from casework.enforcement.briefings.actions import recall_resting_on
from casework.enforcement.briefings.models import Ground

# What changed -> what a briefing must state to rest on it, and why it is recalled.
RESTS_ON = {
    ChangeKind.BAIL: ("conditions", Ground.POWERS_ENDED),
    ChangeKind.ADDRESS: ("addresses", Ground.ADDRESS_CHANGED),
}


@hears
def recall_briefings(change: Change) -> None:
    """At once, or somebody is arrested who may not be (domain: section 2f)."""
    found = RESTS_ON.get(ChangeKind(change.kind))
    if found is not None:
        field, ground = found
        reason = f"{ground.label}."
        recall_resting_on(
            case=change.case, field=field, ground=ground, by=change.noted_by, reason=reason
        )
