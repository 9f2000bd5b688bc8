"""What the page of the orders in use shows, in words."""

from __future__ import annotations

from typing import Any

from casework.core.errors import reason_against
from casework.enforcement.orders.models import Regime
from casework.enforcement.orders.permissions import check_can_confirm_switch
from casework.enforcement.orders.regimes import law
from casework.ui.times import short_date

HEADS = {
    "today": ("Notice or order", "In use", "Law"),
    "entered": ("From", "What", "On what authority", "Entered by", "Confirmed by"),
}


def in_use_rows(found: list[tuple[Regime, bool]]) -> list[list[str]]:
    """Each notice and order, and whether the force has it today."""
    return [[regime.label, "Yes" if live else "No", law(regime).source] for regime, live in found]


def switch_rows(found: Any) -> list[list[str]]:
    """Every row that was entered, the latest day first."""
    return [
        [
            short_date(each.starts_on),
            f"{each.get_regime_display()}: {'in use' if each.live else 'no longer in use'}",
            each.reason,
            each.entered_by.display_name,
            each.confirmed_by.display_name if each.confirmed_by else "Not confirmed yet",
        ]
        for each in found
    ]


def waiting(found: Any, user: Any) -> list[dict[str, Any]]:
    """Rows that nobody has confirmed, with whether this user may."""
    return [
        {
            "pk": each.pk,
            "words": f"{each.get_regime_display()}: "
            f"{'in use' if each.live else 'no longer in use'} from {short_date(each.starts_on)}. "
            f"Entered by {each.entered_by.display_name}.",
            "cannot": reason_against(check_can_confirm_switch, user, each),
        }
        for each in found
        if each.confirmed_at is None
    ]
