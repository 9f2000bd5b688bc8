"""The request's id, what browsers may keep, and the one place where errors become answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework.core.errors import CaseworkError, Conflict, NotVisible
from casework.core.requests import current_request_id
from casework.core.views import not_found

Answer = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives each request an id of our own making, found again in its events and log lines."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current_request_id.set(uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = current_request_id.get()
            return response
        finally:
            current_request_id.reset(token)


class PrivateCacheMiddleware:
    """No page about a person stays on a shared desktop or a phone."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Permissions-Policy", "interest-cohort=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class CaseworkErrorMiddleware:
    """Turns a CaseworkError into a page: 404 when it may not be known, else the sentence."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotVisible):
            return not_found(request, error)
        if isinstance(error, Conflict):
            context = {"sentence": str(error), "by": error.by, "at": error.at}
            return render(request, "pages/core/conflict.html", context, status=409)
        if isinstance(error, CaseworkError):
            context = {"sentence": str(error)}
            return render(request, "pages/core/refused.html", context, status=error.status)
        return None
