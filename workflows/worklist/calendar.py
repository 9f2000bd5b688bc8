"""A user's due times for the calendar on their desk: by reference and step alone, in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from casework.accounts.outside import outside_too
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from workflows import actions
from workflows.models import CalendarFeed, Task
from workflows.worklist import presenters
from workflows.worklist.notices import shown_by
from workflows.worklist.queries import named, own

# As many as a calendar is given; nobody has so many tasks (see giving.LIMIT).
MOST = 200


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself, for a program that cannot sign in: the address is its key.

    404 for a token that was never made or is revoked, and for whoever has left.
    """
    found = CalendarFeed.objects.opened_by(token)
    if found is None:
        raise NotVisible("There is no such page.")
    user = found.user
    tasks = list(named(own(user)).select_related("case")[:MOST])
    look(by=user, page="workflows:feed", objects=shown_by(tasks))
    content = calendar_of(tasks, presenters.now(), site=request.build_absolute_uri("/"))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="due-times.ics"'
    return answer


def calendar_of(tasks: Iterable[Task], now: datetime, *, site: str) -> bytes:
    """iCalendar (RFC 5545) of these tasks as of the aware instant `now`: one moment for each.

    `site` is the address at which the pages are reached.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Forestall//Due times//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Forestall")
    for task in tasks:
        calendar.add_component(_event(task, now, site))
    written: bytes = calendar.to_ical()
    return written


def _event(task: Task, now: datetime, site: str) -> Event:
    assert task.due_at is not None
    event = Event()
    event.add("uid", f"task-{task.pk}@{settings.SITE_URL.partition('//')[2]}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", task.due_at.astimezone(UTC))
    event.add("summary", f"{presenters.name_of(task)}: {task.step_name}")
    event.add("url", urljoin(site, task.get_absolute_url()))
    event.add("transp", "TRANSPARENT")
    return event


@outside_too
@require_safe
def about(request: SignedInRequest) -> HttpResponse:
    """Whether the reader has a feed, and how one is made or revoked."""
    return _show(request)


@outside_too
@require_POST
def make(request: SignedInRequest) -> HttpResponse:
    """Make a new address and show it this once: it is kept nowhere, so no page shows it again."""
    token = actions.make_feed(by=request.user)
    address = request.build_absolute_uri(reverse("workflows:feed", args=[token]))
    return _show(request, address=address)


@outside_too
@require_POST
def revoke(request: SignedInRequest) -> HttpResponse:
    """End the address there is."""
    actions.revoke_feed(by=request.user)
    messages.success(request, "The address is revoked. A calendar that has it gets nothing more.")
    return redirect("workflows:calendar")


def _show(request: SignedInRequest, **context: Any) -> HttpResponse:
    live = CalendarFeed.objects.visible_to(request.user).live().first()
    return render(request, "pages/workflows/calendar.html", {"live": live, **context})
