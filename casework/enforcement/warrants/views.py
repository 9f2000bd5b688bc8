"""One warrant, or bail, as it is kept: what it is, what was tried, how it ended."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from casework.enforcement.warrants import presenters
from casework.enforcement.warrants.models import Warrant


def warrant(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of it to read; what is to be done with it stands on the task's page."""
    seen = Warrant.objects.visible_to(request.user).filter(pk=pk)
    found = seen.select_related("case__person", "case__force").first()
    if found is None:
        raise NotVisible("There is no such warrant.")
    look(by=request.user, page="warrants:warrant", objects=[found, found.case.person])
    context = {
        "case": found.case,
        "heading": presenters.heading(found),
        "status": presenters.status(found),
        "brief": presenters.brief(found),
    }
    return render(request, "pages/warrants/warrant.html", context)
