"""The words of this room's events."""

from casework.audit.words import register

register({"wording.published": "Approved wording published"})
