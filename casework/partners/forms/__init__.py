"""The forms of the tasks of a referral: the police's own and those at the agency's desk."""

from casework.partners.forms.closing import (
    BreachForm,
    CallForm,
    CloseForm,
    OrderForm,
    WallForm,
)
from casework.partners.forms.desk import (
    AcknowledgeForm,
    BeginForm,
    DecideForm,
    DeletionForm,
    ReportForm,
)
from casework.partners.forms.items import AnswerForm, ItemsForm
from casework.partners.forms.writing import ApproveForm, SendForm, WriteForm

__all__ = [
    "AcknowledgeForm",
    "AnswerForm",
    "ApproveForm",
    "BeginForm",
    "BreachForm",
    "CallForm",
    "CloseForm",
    "DecideForm",
    "DeletionForm",
    "ItemsForm",
    "OrderForm",
    "ReportForm",
    "SendForm",
    "WallForm",
    "WriteForm",
]
