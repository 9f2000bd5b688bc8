"""The words of this room's events."""

from casework.audit.words import register

register({"document.sealed": "Document made and sealed"})
