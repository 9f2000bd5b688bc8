"""What this room does by the clock."""

from __future__ import annotations

from casework.accounts import attempts


def forget_attempts() -> None:
    """Throw away wrong attempts to sign in that count for nothing any more. May run twice."""
    attempts.forget_old_ones()
