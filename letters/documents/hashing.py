"""How a document and its inputs are hashed: once for whoever seals and whoever checks."""

from __future__ import annotations

import hashlib
from typing import Any

from casework.audit.fields import canonical


def sha256(data: bytes) -> str:
    """Of the bytes of a PDF, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def inputs_sha256(inputs: dict[str, Any]) -> str:
    """Of the inputs in their one written form."""
    return sha256(canonical(inputs).encode())
