"""Whether whoever signed in may still go on, asked before every page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from casework.accounts import sessions
from casework.accounts.actions import end_sitting


class CurrentAccessMiddleware:
    """Ends a sitting whose account is closed, or that was idle or lasted too long.

    The user, and with them their grants, are read afresh for every request and once in it: an
    account closed or a role taken away counts on the very next page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ending = sessions.must_end(request)
        if ending is not None:
            end_sitting(request=request, ending=ending)
        elif request.user.is_authenticated:
            sessions.touch(request.session)
        return self.get_response(request)
