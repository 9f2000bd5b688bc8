"""What each task about a warrant or bail asks."""

from casework.enforcement.warrants.forms.bail import (
    AgreeForm,
    BailEndForm,
    BreachForm,
    CheckForm,
    ConditionsForm,
)
from casework.enforcement.warrants.forms.ending import CancelForm, VictimsForm
from casework.enforcement.warrants.forms.opening import AllocateForm, CirculateForm, GradeForm
from casework.enforcement.warrants.forms.reviewing import (
    ForceAnswerForm,
    ManagerReviewForm,
    ReviewForm,
)
from casework.enforcement.warrants.forms.searching import SearchForm

__all__ = [
    "AgreeForm",
    "AllocateForm",
    "BailEndForm",
    "BreachForm",
    "CancelForm",
    "CheckForm",
    "CirculateForm",
    "ConditionsForm",
    "ForceAnswerForm",
    "GradeForm",
    "ManagerReviewForm",
    "ReviewForm",
    "SearchForm",
    "VictimsForm",
]
