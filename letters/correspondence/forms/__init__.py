"""What each step of a letter asks. Every form knows the letter it is about and who fills it in."""

from letters.correspondence.forms.answering import AnswerForm, BreachForm, ReceiveForm, TellForm
from letters.correspondence.forms.late import LateServeForm
from letters.correspondence.forms.serving import (
    AdvocateForm,
    FailedServiceForm,
    IssueForm,
    ServeForm,
    ServiceReviewForm,
)
from letters.correspondence.forms.writing import ComposeForm, DecideForm

__all__ = [
    "AdvocateForm",
    "AnswerForm",
    "BreachForm",
    "ComposeForm",
    "DecideForm",
    "FailedServiceForm",
    "IssueForm",
    "LateServeForm",
    "ReceiveForm",
    "ServeForm",
    "ServiceReviewForm",
    "TellForm",
]
