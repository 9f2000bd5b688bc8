"""Making the address of one's calendar feed, and revoking it."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import own_stream, record
from casework.core.errors import Refused
from workflows.models import CalendarFeed
from workflows.models.feed import fingerprint


@transaction.atomic
def make_feed(*, by: User) -> str:
    """Make a new address for the user's own feed; the one before it ends. Returns its token,
    which is kept nowhere: 256 random bits as text that an address can hold.
    """
    _end_live(by)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=by, fingerprint=fingerprint(token), made_at=timezone.now()
    )
    record(obj=feed, verb="calendar.made", by=by, stream=own_stream(by))
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """End the user's own feed; from now on its address leads nowhere. Raises Refused where there
    is none.
    """
    feed = _end_live(by)
    if feed is None:
        raise Refused("You have no calendar feed.")
    record(obj=feed, verb="calendar.revoked", by=by, stream=own_stream(by))


def _end_live(user: User) -> CalendarFeed | None:
    feed = CalendarFeed.objects.live().filter(user=user)
    found = feed.select_for_update(of=("self",), no_key=True).first()
    if found is not None:
        # A clock that was set back since must not keep the address alive.
        found.revoked_at = max(timezone.now(), found.made_at)
        found.save(update_fields=["revoked_at"])
    return found
