"""One visit as it is kept: its plan, its checks, the times at the door, its record."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from casework.visits import presenters
from casework.visits.models import Visit


def visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole visit to read; what is to be done with it stands on the task's page."""
    seen = Visit.objects.visible_to(request.user).filter(pk=pk)
    found = seen.select_related("case__person", "contact").first()
    if found is None:
        raise NotVisible("There is no such visit.")
    look(by=request.user, page="visits:visit", objects=[found, found.case.person])
    context = {
        "case": found.case,
        "visit": found,
        "status": presenters.status(found),
        "brief": presenters.visit_brief(found),
    }
    return render(request, "pages/visits/visit.html", context)
