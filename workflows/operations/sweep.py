"""The clock of operations. The queue calls it every minute.

A sweep that ran late loses nothing: a contact whose time to start has come starts at the next
one, with the due time that follows from the event; one whose time has passed is listed as not
started.
"""

from __future__ import annotations

import logging

from casework.operations.queries import to_start
from workflows.operations.actions import start_contact

log = logging.getLogger(__name__)


def start_due_contacts() -> int:
    """Start every approved contact whose time has come, each in a transaction of its own.

    One that fails is logged by number and tried again; the others go on. Returns how many started.
    """
    started = 0
    for contact in to_start():
        try:
            started += start_contact(contact=contact) is not None
        except Exception as error:
            log.error("contact %s failed: %s", contact.pk, type(error).__name__)
    return started
