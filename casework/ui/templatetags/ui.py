"""The tags and filters every page may use without loading them.

Texts are escaped; a SafeString passes. Colours are names of GOV.UK tag colours, chosen by the
presenters. None of these tags reads the database or decides a right.
"""

from __future__ import annotations

from casework.ui.tags import filters, forms, own, standard
from casework.ui.tags.library import register

__all__ = ["filters", "forms", "own", "register", "standard"]
