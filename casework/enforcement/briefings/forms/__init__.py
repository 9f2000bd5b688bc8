"""What is asked about a briefing; the cleaned data are the arguments of the actions."""

from casework.enforcement.briefings.forms.ending import (
    DealForm,
    RecallForm,
    ReissueForm,
    RenewalForm,
    ToldForm,
)
from casework.enforcement.briefings.forms.reading import (
    AcknowledgeForm,
    ChaseForm,
    EntryForm,
    ReturnForm,
)
from casework.enforcement.briefings.forms.writing import AuthoriseForm, PublishForm, WriteForm

__all__ = [
    "AcknowledgeForm",
    "AuthoriseForm",
    "ChaseForm",
    "DealForm",
    "EntryForm",
    "PublishForm",
    "RecallForm",
    "ReissueForm",
    "RenewalForm",
    "ReturnForm",
    "ToldForm",
    "WriteForm",
]
