"""How an event names a thing, which chain it belongs to and whose record it is."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

SYSTEM = "system"


def object_ref(obj: Model) -> str:
    """ "<app label>.<model>:<primary key>", such as "cases.case:17". The object must be saved."""
    if obj.pk is None:
        raise ValueError(f"A {obj._meta.label} without a primary key cannot be named in an event.")
    return f"{obj._meta.label_lower}:{obj.pk}"


def stream_of(obj: Model) -> str:
    """The chain of `obj`: what its `audit_stream` says, else the system's."""
    return getattr(obj, "audit_stream", None) or SYSTEM


def force_of(obj: Model, by: Model | None) -> Any:
    """The force whose record an event is: the object's, its case's, else the actor's, or None.

    An object may say so itself with `audit_force_id`.
    """
    for holder in (obj, getattr(obj, "case", None)):
        for name in ("audit_force_id", "force_id"):
            if (found := getattr(holder, name, None)) is not None:
                return found
    if obj._meta.label_lower == "accounts.force":
        return obj.pk
    return getattr(by, "force_id", None)
