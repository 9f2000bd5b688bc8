"""Log lines carry the request they belong to."""

from __future__ import annotations

import logging

from casework.core.requests import current_request_id


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to every record; a dash outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get() or "-"
        return True
