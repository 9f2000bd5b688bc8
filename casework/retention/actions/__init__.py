"""Everything that can be done about keeping a record; the only writers of this room."""

from __future__ import annotations

from casework.retention.actions.clockwork import warn
from casework.retention.actions.counting import (
    begin_retention,
    restart_clear_period,
    restart_for_batch,
    restart_for_person,
)
from casework.retention.actions.holding import lift_hold, place_hold
from casework.retention.actions.reviewing import (
    confirm_disposal,
    keep_record,
    propose_disposal,
    return_disposal,
)

__all__ = [
    "begin_retention",
    "confirm_disposal",
    "keep_record",
    "lift_hold",
    "place_hold",
    "propose_disposal",
    "restart_clear_period",
    "restart_for_batch",
    "restart_for_person",
    "return_disposal",
    "warn",
]
