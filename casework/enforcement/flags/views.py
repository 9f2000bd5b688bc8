"""One flag as it is kept, or as the control room needs it; calls, removal, the lookup."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.access import role_scope
from casework.accounts.models import Role
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases.models import Case
from casework.core.errors import NotVisible
from casework.enforcement.flags import actions, permissions, presenters, queries
from casework.enforcement.flags.forms import HitForm, LookupForm, RemovalForm
from casework.enforcement.flags.models import IN_FORCE, AddressFlag
from casework.enforcement.flags.models.states import S
from casework.ui.answers import taken


def flag(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole flag to those who see its case; to the control room what a call needs."""
    found = queries.find_flag(pk, request.user)
    sees_case = Case.objects.visible_to(request.user).filter(pk=found.case_id).exists()
    whole = sees_case and not only_advises(request)
    look(by=request.user, page="flags:flag", objects=[found, found.case.person])
    context = {
        "flag": found,
        "case": found.case if whole else None,
        "status": presenters.status(found),
        "brief": presenters.whole(found) if whole else presenters.at_a_call(found),
        "can_log": found.state in IN_FORCE and permissions.is_desk(request.user, found),
        "can_ask_out": found.state in (S.LIVE, S.HIT, S.REVIEW_DUE, S.RENEWED),
    }
    page = "flag" if whole else "at_a_call"
    return render(request, f"pages/flags/{page}.html", context)


def only_advises(request: SignedInRequest) -> bool:
    """Whether the reader is a control-room adviser and nothing else: theirs is the call."""
    return {grant.role for grant in request.user.grants_on()} == {Role.ADVISER}


def hit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The control room logs a call to the address."""
    found = queries.find_flag(pk, request.user)
    permissions.check_is_desk(request.user, found)
    return asked(request, found, HitForm, actions.log_hit, "hit", "The call is logged.")


def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Anyone who sees the flag asks for it to come out."""
    found = queries.find_flag(pk, request.user)
    said = "The control room is asked to take the flag out."
    return asked(request, found, RemovalForm, actions.request_removal, "removal", said)


def asked(
    request: SignedInRequest,
    found: AddressFlag,
    form_class: Callable[..., Any],
    act: Callable[..., Any],
    page: str,
    said: str,
) -> HttpResponse:
    """Ask the form and hand its answers to the action; what it refuses becomes its error."""
    sent = request.method == "POST"
    form = form_class(request.POST if sent else None, subject=found, user=request.user)
    given = {"address_flag": found, "by": request.user}
    if sent and form.is_valid() and taken(form, act, **given, **form.cleaned_data):
        messages.success(request, said)
        return redirect(found)
    look(by=request.user, page=f"flags:{page}", objects=[found, found.case.person])
    context = {"form": form, "flag": found}
    status = 422 if form.errors else 200
    return render(request, f"pages/flags/{page}.html", context, status=status)


def lookup(request: SignedInRequest) -> HttpResponse:
    """The desk's flags, and those at what a caller said. The words sought stay out of addresses."""
    if not role_scope(request.user, Role.ADVISER):
        raise NotVisible("There is no such page.")
    form = LookupForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        found = queries.matching(request.user, form.cleaned_data["sought"])
    else:
        found = list(queries.at_desk(request.user)[: queries.MOST])
    look(by=request.user, page="flags:lookup", objects=[*found])
    context = {"form": form, "lines": presenters.desk_rows(found), "searched": form.is_bound}
    status = 422 if form.errors else 200
    return render(request, "pages/flags/lookup.html", context, status=status)
