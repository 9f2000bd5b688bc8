"""What the database keeps of an order: everything of its trail is added, never changed."""

from __future__ import annotations

from casework.core.append_only import append_only, register

# Of a switch only its confirmation changes, once.
CONFIRMED_ONCE = (
    "old.confirmed_at IS NULL AND new.confirmed_at IS NOT NULL AND new.id = old.id "
    "AND new.force_id = old.force_id AND new.regime = old.regime "
    "AND new.starts_on = old.starts_on AND new.live = old.live AND new.reason = old.reason "
    "AND new.entered_by_id = old.entered_by_id AND new.entered_at = old.entered_at"
)

GUARDS = register(
    [
        *append_only(
            "orders_version",
            sentence="The terms of an order cannot be changed; a variation is a new version.",
            keys=("order_id, number",),
        ),
        *append_only("orders_term", sentence="A condition of an order cannot be changed."),
        *append_only("orders_hearing", sentence="What a court did cannot be changed."),
        *append_only("orders_service", sentence="A service cannot be changed."),
        *append_only("orders_circulation", sentence="A circulation cannot be changed."),
        *append_only("orders_victimupdate", sentence="What was told cannot be changed."),
        *append_only(
            "orders_regimeswitch",
            sentence="The use of an order in a force cannot be changed; enter another row.",
            unless=CONFIRMED_ONCE,
        ),
    ]
)
