"""The audit pages. Only auditors know that they are there, and their own looks are logged."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casework.audit import presenters, status
from casework.audit.actions import look
from casework.audit.forms import EventFilter
from casework.audit.models import Event
from casework.audit.permissions import check_can_read_the_log

ROWS_ON_A_PAGE = 25


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Who did and saw what, newest first, through the filters in the query string."""
    user: Any = request.user
    check_can_read_the_log(user)
    form = EventFilter(request.GET or None)
    found = Event.objects.visible_to(user).with_words().order_by("-at", "-pk")
    if form.is_bound:
        found = form.narrow(found) if form.is_valid() else found.none()
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    look(by=user, page="audit:events", objects=page.object_list)
    context = {
        "form": form,
        "page": page,
        "head": ["What and when", "Who", "On what", "Why"],
        "rows": presenters.table_rows(presenters.lines_of(page.object_list), _address),
        "status": presenters.status_alert(status.last_check()),
    }
    return render(request, "pages/audit/events.html", context)


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One event whole: who, when, what, why, the values before and after, its place."""
    user: Any = request.user
    check_can_read_the_log(user)
    visible = Event.objects.visible_to(user).with_words()
    event = get_object_or_404(visible, pk=pk)
    look(by=user, page="audit:entry", objects=[event])
    line = presenters.lines_of([event])[0]
    context = {
        "line": line,
        "head": ["Value", "Before", "After"],
        "facts": presenters.entry_rows(line),
        "unreadable": presenters.UNREADABLE if line.unreadable else "",
        "status": presenters.status_alert(status.check_chain(event.stream)),
    }
    return render(request, "pages/audit/entry.html", context)


def _address(event: Event) -> str:
    return reverse("audit:entry", args=[event.pk])
