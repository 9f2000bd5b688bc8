"""What each task about a visit asks."""

from casework.visits.forms.door import DoorForm, LateDoorForm, LocateForm, NoReplyReviewForm
from casework.visits.forms.following import SafeguardForm
from casework.visits.forms.planning import ApproveForm, PlanForm
from casework.visits.forms.record import RecordForm, ReviewForm

__all__ = [
    "ApproveForm",
    "DoorForm",
    "LateDoorForm",
    "LocateForm",
    "NoReplyReviewForm",
    "PlanForm",
    "RecordForm",
    "ReviewForm",
    "SafeguardForm",
]
