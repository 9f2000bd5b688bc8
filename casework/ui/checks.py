"""Says in words, at start, when the pages would come without their style sheet."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from casework.ui import building


@register()
def the_style_sheet_is_built(**_: Any) -> list[CheckMessage]:
    """A warning, not an error: every page works without a style sheet, and tests need none."""
    if (building.BUILT / "app.css").is_file():
        return []
    return [
        Warning(
            "The pages' style sheet is not built.",
            hint="Run: python manage.py build_assets",
            id="ui.W001",
        )
    ]
