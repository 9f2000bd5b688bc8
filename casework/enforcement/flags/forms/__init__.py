"""What is asked about an address flag; the cleaned data are the arguments of the actions."""

from casework.enforcement.flags.forms.control_room import (
    ConfirmForm,
    HitForm,
    HitReviewForm,
    LookupForm,
    RemovedForm,
)
from casework.enforcement.flags.forms.deciding import (
    AnotherForm,
    ConcernForm,
    DecideForm,
    IncidentForm,
    ReadForm,
    RemovalForm,
    ReviewForm,
    UnheldForm,
)
from casework.enforcement.flags.forms.proposing import ProposeForm

__all__ = [
    "AnotherForm",
    "ConcernForm",
    "ConfirmForm",
    "DecideForm",
    "HitForm",
    "HitReviewForm",
    "IncidentForm",
    "LookupForm",
    "ProposeForm",
    "ReadForm",
    "RemovalForm",
    "RemovedForm",
    "ReviewForm",
    "UnheldForm",
]
