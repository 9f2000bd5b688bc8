"""The protective notice or order: its life, its terms, its breaches, and where it is in use."""

from casework.enforcement.orders.models.breach import Breach
from casework.enforcement.orders.models.names import (
    BreachState,
    OrderState,
    Regime,
    ServiceMethod,
    TermKind,
    VictimView,
)
from casework.enforcement.orders.models.order import Order
from casework.enforcement.orders.models.regime import RegimeSwitch
from casework.enforcement.orders.models.trail import (
    Circulation,
    Hearing,
    Service,
    Term,
    Version,
    VictimUpdate,
)

__all__ = [
    "Breach",
    "BreachState",
    "Circulation",
    "Hearing",
    "Order",
    "OrderState",
    "Regime",
    "RegimeSwitch",
    "Service",
    "ServiceMethod",
    "Term",
    "TermKind",
    "Version",
    "VictimUpdate",
    "VictimView",
]
