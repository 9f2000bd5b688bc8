"""A request as a page gets it."""

from __future__ import annotations

from django.http import HttpRequest

from casework.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that has passed the sign-in: its user is one of ours, never anonymous."""

    user: User
