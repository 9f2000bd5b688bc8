"""What is asked about an operation; the cleaned data are the arguments of the actions."""

from casework.operations.forms.event import (
    ApproveForm,
    CloseForm,
    ConfirmForm,
    EarlierEventForm,
    MoveForm,
    PeopleForm,
    PlanForm,
    ReasonForm,
    TopListForm,
)
from casework.operations.forms.people import (
    ContactForm,
    DecideForm,
    FlagForm,
    PackageForm,
    RankForm,
    ReferenceForm,
    ResultForm,
)

__all__ = [
    "ApproveForm",
    "CloseForm",
    "ConfirmForm",
    "ContactForm",
    "DecideForm",
    "EarlierEventForm",
    "FlagForm",
    "MoveForm",
    "PackageForm",
    "PeopleForm",
    "PlanForm",
    "RankForm",
    "ReasonForm",
    "ReferenceForm",
    "ResultForm",
    "TopListForm",
]
