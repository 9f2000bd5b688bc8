"""The one list of somebody from another agency: what their own desk is to do."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from casework.accounts.presenters import where_they_work
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from workflows.worklist import presenters, queries


def door(request: SignedInRequest) -> HttpResponse:
    """The open tasks of the reader's desk that are theirs or nobody's yet, soonest first."""
    user = request.user
    tasks = queries.named(queries.of_desks(user)).select_related("owner", "team")
    page = Paginator(tasks, queries.PAGE).get_page(request.GET.get("page"))
    found = list(page)
    now = presenters.now()
    context = {
        "page": page,
        "now": now,
        "lines": [presenters.outside_line(task, now) for task in found],
        "teams": where_they_work(user),
    }
    look(by=user, page="workflows:my_work", objects=presenters.persons_in(found))
    return render(request, "pages/workflows/door.html", context)
