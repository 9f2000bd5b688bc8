"""The page of each deed: asks its form, hands the answers to its action, says what follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from casework.operations import permissions
from casework.operations.doing import CONTACT, EVENT, FLAG, PERSON, Deed
from casework.operations.models import Operation
from casework.operations.presenters.moving import moved_rows
from casework.operations.views import find, find_contact, find_flag, find_person
from casework.ui.answers import taken


def do(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Something done to the operation as a whole."""
    found = find(pk, request.user)
    permissions.check_plans(request.user, found)
    back = found.get_absolute_url()
    return asked(request, EVENT, name, found, operation=found, shown=[found], back=back)


def do_person(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Something done to one person of it."""
    found = find_person(pk, request.user)
    back, shown = reverse("operations:person", args=[pk]), [found.operation, found.case.person]
    return asked(request, PERSON, name, found, operation=found.operation, shown=shown, back=back)


def do_contact(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Something done to one contact."""
    found = find_contact(pk, request.user)
    back, shown = reverse("operations:contact", args=[pk]), [found.operation, found.case.person]
    return asked(request, CONTACT, name, found, operation=found.operation, shown=shown, back=back)


def do_flag(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """The control room's answer to a flag for the window."""
    found = find_flag(pk, request.user)
    operation, person = found.member.operation, found.member.case.person
    back = reverse("operations:flags", args=[operation.pk])
    return asked(
        request, FLAG, name, found, operation=operation, shown=[operation, person], back=back
    )


def asked(
    request: SignedInRequest,
    deeds: dict[str, Deed],
    name: str,
    subject: Any,
    *,
    operation: Operation,
    shown: list[Any],
    back: str,
) -> HttpResponse:
    """Ask the form of the deed; what its action refuses becomes the form's error."""
    deed = deeds.get(name)
    if deed is None or not deed.is_of_interest(operation, subject):
        raise NotVisible("There is no such page.")
    deed.check(request.user, subject)
    sent = request.method == "POST"
    form = deed.form(request.POST if sent else None, subject=subject, user=request.user)
    preview = None
    if sent and form.is_valid():
        preview = moved_rows(request, name, operation, form.cleaned_data)
        given = {deed.on: subject, "by": request.user} | form.cleaned_data
        if preview is None and taken(form, deed.act, **given):
            messages.success(request, deed.said)
            return redirect(back)
    look(by=request.user, page=f"operations:{name}", objects=shown)
    context = {"deed": deed, "form": form, "operation": operation, "back": back}
    context |= {"subject": subject, "preview": preview}
    status = 422 if form.errors else 200
    return render(request, "pages/operations/do.html", context, status=status)
