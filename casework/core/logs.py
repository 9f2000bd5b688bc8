"""Log lines carry the request they belong to, and no address that is itself a key."""

from __future__ import annotations

import logging
import re

from casework.core.requests import current_request_id

# The address of a calendar feed lets in whoever has it.
_KEY_IN_ADDRESS = re.compile(r"(/calendar/)[^/\s\"'<>?]+(\.ics)")


def without_keys(text: str) -> str:
    """The text with the key taken out of every address of a calendar feed in it."""
    return _KEY_IN_ADDRESS.sub(r"\1***\2", text)


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to every record; a dash outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get() or "-"
        return True


class KeyFilter(logging.Filter):
    """Takes the keys out of a line before it is written, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        kept = without_keys(said)
        if kept != said:
            record.msg, record.args = kept, ()
        return True
