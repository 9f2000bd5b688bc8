"""Items into a frozen set with its hash, and whether a set still is what was frozen."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from casework.audit.fields import canonical
from casework.partners.models import DataSet, Referral


def body_of(referral: Referral, number: int, items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What is frozen: whose set it is, and each item with its ground."""
    return {"referral": referral.ref, "number": number, "items": list(items)}


def hash_of(body: dict[str, Any]) -> str:
    """SHA-256 of the body as canonical JSON, in small hex digits."""
    return sha256(canonical(body).encode()).hexdigest()


def is_intact(data_set: DataSet) -> bool:
    """Whether body, items and hash of a set still agree with one another."""
    items = [item.as_json() for item in data_set.items.order_by("pk")]
    body = body_of(data_set.referral, data_set.number, items)
    return data_set.body == body and hash_of(body) == data_set.sha256
