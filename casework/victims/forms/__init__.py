"""The forms of this room, each for one task."""

from casework.victims.forms.offering import AnswerForm, ConsiderForm, OverrideForm, RouteForm
from casework.victims.forms.serving import (
    CallForm,
    ContactForm,
    EngageForm,
    GoesOnForm,
    ReceiveForm,
    ReferForm,
    TellForm,
)
from casework.victims.forms.wall import ClearForm, OpenForm, WriteDownForm

__all__ = [
    "AnswerForm",
    "CallForm",
    "ClearForm",
    "ConsiderForm",
    "ContactForm",
    "EngageForm",
    "GoesOnForm",
    "OpenForm",
    "OverrideForm",
    "ReceiveForm",
    "ReferForm",
    "RouteForm",
    "TellForm",
    "WriteDownForm",
]
