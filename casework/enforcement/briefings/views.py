"""The briefings of one's teams, on a phone; one briefing as it is kept; returns; recall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from casework.accounts.access import role_scope
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases.models import Case
from casework.core.errors import NotVisible
from casework.enforcement.briefings import actions, permissions, presenters, queries
from casework.enforcement.briefings.forms import RecallForm, ReturnForm
from casework.enforcement.briefings.models import OUT, Briefing
from casework.enforcement.briefings.models.briefing import READERS
from casework.ui.answers import taken


def briefings(request: SignedInRequest) -> HttpResponse:
    """What the reader's own teams are briefed with."""
    if not role_scope(request.user, *READERS):
        raise NotVisible("There is no such page.")
    found = list(queries.sent_to(request.user)[: queries.MOST])
    look(by=request.user, page="briefings:list", objects=[*found])
    context = {"lines": presenters.lines(found, request.user)}
    return render(request, "pages/briefings/list.html", context)


def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """The briefing on a phone, to those of the named teams who have opened it."""
    found = queries.find_briefing(pk, request.user)
    permissions.check_can_read(request.user, found)
    opened = found.is_out and found.readings.filter(reader=request.user).exists()
    shown = [found, found.case.person] if opened else [found]
    look(by=request.user, page="briefings:read", objects=shown)
    context = {
        "briefing": found,
        "opened": opened,
        "brief": presenters.content(found) if opened else None,
        "recalled": presenters.recalled(found),
        "can_recall": found.state in OUT and permissions.can_recall(request.user, found),
    }
    return render(request, "pages/briefings/read.html", context)


@require_POST
def opened(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reader opens it: their name and the time are kept."""
    found = queries.find_briefing(pk, request.user)
    actions.open_briefing(briefing=found, by=request.user)
    return redirect("briefings:read", pk=pk)


def returned(request: SignedInRequest, pk: int) -> HttpResponse:
    """What an officer of a named team saw."""
    found = queries.find_briefing(pk, request.user)
    permissions.check_can_read(request.user, found)
    said = "Thank you. The owner of the case has it now."
    return asked(request, found, ReturnForm, actions.log_return, "returned", said)


def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sergeant recalls it: from that moment nobody reads it."""
    found = queries.find_briefing(pk, request.user)
    permissions.check_can_recall(request.user, found)
    said = "The briefing is recalled. Its readers are told."
    return asked(request, found, RecallForm, actions.recall_briefing, "recall", said)


def asked(
    request: SignedInRequest,
    found: Briefing,
    form_class: Callable[..., Any],
    act: Callable[..., Any],
    page: str,
    said: str,
) -> HttpResponse:
    """Ask the form and hand its answers to the action; what it refuses becomes its error."""
    sent = request.method == "POST"
    form = form_class(request.POST if sent else None, subject=found, user=request.user)
    given = {"briefing": found, "by": request.user}
    if sent and form.is_valid() and taken(form, act, **given, **form.cleaned_data):
        messages.success(request, said)
        return redirect(way_back(request, found))
    look(by=request.user, page=f"briefings:{page}", objects=[found, found.case.person])
    context = {"form": form, "briefing": found, "back": way_back(request, found)}
    status = 422 if form.errors else 200
    return render(request, f"pages/briefings/{page}.html", context, status=status)


def way_back(request: SignedInRequest, found: Briefing) -> str:
    """To the page of the teams for who reads it there, else to the record."""
    if permissions.can_read(request.user, found):
        return reverse("briefings:read", args=[found.pk])
    return found.get_absolute_url()


def briefing(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole briefing to those who see its case; named teams have a page of their own."""
    found = queries.find_briefing(pk, request.user)
    if not Case.objects.visible_to(request.user).filter(pk=found.case_id).exists():
        raise NotVisible("There is no such briefing.")
    look(by=request.user, page="briefings:briefing", objects=[found, found.case.person])
    context = {
        "briefing": found,
        "case": found.case,
        "status": presenters.status(found),
        "brief": presenters.whole(found),
        "can_recall": found.state in OUT and permissions.can_recall(request.user, found),
    }
    return render(request, "pages/briefings/briefing.html", context)
