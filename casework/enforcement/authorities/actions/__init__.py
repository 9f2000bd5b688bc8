"""What is recorded of an authority. Nothing else writes it, and nothing of it goes to the case."""

from casework.enforcement.authorities.actions.clockwork import lapse, warn
from casework.enforcement.authorities.actions.granting import grant, log_application, refuse
from casework.enforcement.authorities.actions.keeping import (
    cancel,
    convert,
    end,
    renew,
    report_lapse,
    review,
)
from casework.enforcement.authorities.actions.naming import (
    leave_unit,
    name_to_unit,
    remove_from_unit,
)

__all__ = [
    "cancel",
    "convert",
    "end",
    "grant",
    "lapse",
    "leave_unit",
    "log_application",
    "name_to_unit",
    "refuse",
    "remove_from_unit",
    "renew",
    "report_lapse",
    "review",
    "warn",
]
