"""What the frame of every page needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from casework.core.navigation import address, items
from casework.core.silence import silence


def frame(request: HttpRequest) -> dict[str, object]:
    """Where the source is offered, whether this is made-up data, the menu, the way out; and, for
    who is signed in, whether the clocks are silent."""
    # An error may be answered before the user is known.
    user = getattr(request, "user", None)
    menu = items(user, request.path)
    account = address("accounts:account")
    return {
        "source_url": settings.SOURCE_URL,
        "demonstration": settings.DEMONSTRATION,
        "navigation": menu,
        "user_links": [{"text": "Account", "href": account}] if account else [],
        "silence": silence() if getattr(user, "is_authenticated", False) else None,
        "sign_out_href": address("accounts:sign_out"),
    }
