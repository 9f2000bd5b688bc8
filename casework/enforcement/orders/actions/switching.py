"""From which day a regime is in use in a force: entered by one person, confirmed by another."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Force, User
from casework.audit.actions import record
from casework.core.errors import Refused, worded
from casework.enforcement.orders import permissions
from casework.enforcement.orders.models import Regime, RegimeSwitch
from casework.enforcement.orders.regimes import law


@transaction.atomic
def enter_switch(
    *, force: Force, by: User, regime: str, live: bool, starts_on: date, reason: str
) -> RegimeSwitch:
    """Say that a regime is live, or is not, in a force from a local date on.

    It changes nothing until somebody else confirms it. Raises NotAllowed, Refused.
    """
    permissions.check_can_enter_switch(by, force)
    if regime not in Regime.values:
        raise Refused("Select which notice or order.")
    if force.nation not in law(regime).nations:
        raise Refused("This order is not known in the law of this force's nation.")
    switch = RegimeSwitch.objects.create(
        force=force,
        regime=regime,
        live=live,
        starts_on=starts_on,
        reason=worded(reason, "Say what it rests on, such as the commencement order."),
        entered_by=by,
    )
    after = {"regime": regime, "live": live, "starts_on": starts_on}
    record(obj=switch, verb="regime.entered", by=by, after=after, reason=switch.reason)
    return switch


@transaction.atomic
def confirm_switch(*, switch: RegimeSwitch, by: User) -> RegimeSwitch:
    """A second person confirms it: from its day on it decides. Raises NotAllowed, Refused."""
    row: RegimeSwitch = RegimeSwitch.objects.select_for_update(of=("self",), no_key=True).get(
        pk=switch.pk
    )
    permissions.check_can_confirm_switch(by, row)
    if row.confirmed_at is not None:
        raise Refused("This has been confirmed already.")
    row.confirmed_by, row.confirmed_at = by, timezone.now()
    row.save()
    record(obj=row, verb="regime.confirmed", by=by, after={"regime": row.regime, "live": row.live})
    return row
