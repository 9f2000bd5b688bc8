"""What each task about an order asks."""

from casework.enforcement.orders.forms.breaching import (
    ArrestForm,
    BreachOutcomeForm,
    NoArrestForm,
    RecordBreachForm,
    ReportForm,
)
from casework.enforcement.orders.forms.court import (
    AlarmForm,
    ApplyForm,
    ListForm,
    ReceiveForm,
    RenewalForm,
    ResultForm,
    WatchForm,
)
from casework.enforcement.orders.forms.deciding import (
    AgreeForm,
    AuthoriseForm,
    ConsiderForm,
    LapsedForm,
    PrepareForm,
)
from casework.enforcement.orders.forms.serving import (
    CirculateForm,
    NotifyForm,
    ServeNoticeForm,
    ServeOrderForm,
    TellForm,
)
from casework.enforcement.orders.forms.switching import SwitchForm

__all__ = [
    "AgreeForm",
    "AlarmForm",
    "ApplyForm",
    "ArrestForm",
    "AuthoriseForm",
    "BreachOutcomeForm",
    "CirculateForm",
    "ConsiderForm",
    "LapsedForm",
    "ListForm",
    "NoArrestForm",
    "NotifyForm",
    "PrepareForm",
    "ReceiveForm",
    "RecordBreachForm",
    "RenewalForm",
    "ReportForm",
    "ResultForm",
    "ServeNoticeForm",
    "ServeOrderForm",
    "SwitchForm",
    "TellForm",
    "WatchForm",
]
