"""What the queue does for the register. Each may run twice."""

from __future__ import annotations

import logging

from casework.core.errors import CaseworkError
from casework.enforcement.authorities.actions import lapse, warn
from casework.enforcement.authorities.models import Authority

log = logging.getLogger(__name__)


def watch() -> int:
    """Warn of every expiry that comes near and let every one lapse that has passed, each in a
    transaction of its own. What was missed is made up for at the next run; how much was new."""
    done = 0
    for authority in Authority.objects.live().order_by("expires_at", "pk"):
        try:
            done += lapse(authority=authority) or warn(authority=authority)
        except CaseworkError as error:
            log.error("entry %s was not watched: %s", authority.pk, type(error).__name__)
    return done
