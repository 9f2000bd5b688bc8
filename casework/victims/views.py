"""An offer to read, for the police and for its advocate; and behind the wall, for a reason."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.models import User
from casework.accounts.outside import outside_too
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible, Refused
from casework.ui.answers import taken
from casework.victims import actions, permissions, presenters
from casework.victims.actions.contact import current_opening
from casework.victims.forms import ClearForm, OpenForm, WriteDownForm
from casework.victims.models import SupportOffer


def find(pk: int, user: Any) -> SupportOffer:
    """The offer, if the user may see it; NotVisible otherwise."""
    seen = SupportOffer.objects.visible_to(user).filter(pk=pk)
    rows = seen.select_related("case__person", "victim", "service", "advocate", "earlier")
    found: SupportOffer | None = rows.first()
    if found is None:
        raise NotVisible("There is no such offer.")
    return found


def persons_of(offer: SupportOffer) -> list[Any]:
    return [offer, offer.victim] if offer.victim else [offer]


def frame(request: SignedInRequest, offer: SupportOffer) -> dict[str, Any]:
    """What every page of an offer is headed with: to its advocate the reference alone."""
    context: dict[str, Any] = {"offer": offer, "ref": offer.outside_ref}
    if not permissions.is_own_client(request.user, offer):
        context["case"] = offer.case
    return context


@outside_too
def offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole record for who works on the case; for the advocate their client's slice."""
    found = find(pk, request.user)
    look(by=request.user, page="victims:offer", objects=persons_of(found))
    context = frame(request, found) | {
        "status": presenters.status(found),
        "links": presenters.links(found, request.user),
    }
    if "case" not in context:
        context["brief"] = presenters.outside_brief(found)
        return render(request, "pages/victims/client.html", context)
    context |= {"rows": presenters.record_rows(found), "moves": presenters.moves(found)}
    context |= {"held": permissions.HELD, "told": presenters.told_rows(found)}
    return render(request, "pages/victims/offer.html", context)


def sitting_of(request: SignedInRequest) -> str:
    """A fingerprint of the session: never the key itself."""
    return sha256(str(request.session.session_key).encode()).hexdigest()


@outside_too
def safe_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """Behind the wall: asked for a reason first, then open for a while in this sitting."""
    found, user = find(pk, request.user), request.user
    permissions.check_can_open(user, found)
    sent = request.method == "POST"
    form = OpenForm(request.POST if sent else None, subject=found, user=user)
    context = frame(request, found) | {"form": form}
    sitting = sitting_of(request)
    look(by=user, page="victims:safe_contact", objects=persons_of(found))
    if (sent and form.is_valid()) or current_opening(offer=found, by=user, sitting=sitting):
        context |= opened(found, user, sitting, form)
    return render(
        request, "pages/victims/safe_contact.html", context, status=422 if form.errors else 200
    )


def opened(found: SupportOffer, user: User, sitting: str, form: OpenForm) -> dict[str, Any]:
    """What is behind the wall; a reason the action refuses becomes an error of the form."""
    reason = form.cleaned_data["reason"] if form.is_bound and form.is_valid() else ""
    try:
        kept = actions.read_safe_contact(offer=found, by=user, sitting=sitting, reason=reason)
    except Refused as refused:
        form.add_error("reason", str(refused))
        return {}
    returned = presenters.returned_entries(found)
    return {"rows": presenters.wall_rows(kept), "returned": returned}


@outside_too
def write_down(request: SignedInRequest, pk: int) -> HttpResponse:
    """A safe way to write down. What was written before is not shown."""
    found = find(pk, request.user)
    permissions.check_can_write_down(request.user, found)
    form = WriteDownForm(request.POST or None, subject=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.write_down_route(offer=found, by=request.user, **form.cleaned_data)
        messages.success(request, "Written down. It is held behind the wall.")
        return redirect(found)
    look(by=request.user, page="victims:write_down", objects=persons_of(found))
    context = frame(request, found) | {"form": form}
    return render(
        request, "pages/victims/write_down.html", context, status=422 if form.errors else 200
    )


def clear(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let an officer open it for a day."""
    found = find(pk, request.user)
    permissions.check_can_clear(request.user, found)
    form = ClearForm(request.POST or None, subject=found, user=request.user)
    given = {"offer": found, "by": request.user}
    sent = request.method == "POST" and form.is_valid()
    if sent and taken(form, actions.clear_officer, **given, **form.cleaned_data):
        messages.success(request, "Cleared for a day. Each opening is kept with its reason.")
        return redirect(found)
    look(by=request.user, page="victims:clear", objects=persons_of(found))
    context = frame(request, found) | {"form": form}
    return render(request, "pages/victims/clear.html", context, status=422 if form.errors else 200)
