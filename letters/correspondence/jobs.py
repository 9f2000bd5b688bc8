"""What the queue does for letters. Each may run twice; the arguments are ids."""

from __future__ import annotations

from letters.correspondence.actions import drafting
from letters.correspondence.models import LetterVersion


def draw_draft(version: int) -> None:
    """Draw the pages of a submitted version for the approver; once it is drawn, do nothing."""
    drafting.draw_draft(LetterVersion.objects.get(pk=version))
