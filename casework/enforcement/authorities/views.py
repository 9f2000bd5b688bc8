"""The pages of the register. For whoever may not know of it there are none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible, Refused
from casework.enforcement.authorities import actions, forms, permissions, presenters
from casework.enforcement.authorities.doing import check_can_do
from casework.enforcement.authorities.models import LIVE, Alert, Authority, UnitMember
from casework.ui.answers import taken

LATEST = 20
REMOVE = "Take off the list"


@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """What is live, what has to be done about it, and what is over."""
    permissions.check_can_open_register(request.user)
    seen = Authority.objects.visible_to(request.user).select_related("case")
    found = list(seen.order_by("expires_at", "pk"))
    alerts = Alert.objects.visible_to(request.user).that_hold().select_related("authority")
    newest = presenters.newest_of_each(alerts[:LATEST])
    look(by=request.user, page="authorities:register", objects=found)
    over = [each for each in found if each.state not in (*LIVE, "APPLICATION_LOGGED")]
    context = {
        "alerts": presenters.alert_lines(newest, timezone.now()),
        "head": presenters.HEAD,
        "head_over": presenters.HEAD_OVER,
        "current": presenters.rows(each for each in found if each not in over),
        "over": presenters.rows_over(over),
        "may_log": permissions.can_log_anything(request.user),
        "may_name": permissions.can_name_unit(request.user, request.user.force),
    }
    return render(request, "pages/authorities/register.html", context)


def found_entry(request: SignedInRequest, pk: int) -> Authority:
    """The entry of that number, if it is theirs to see."""
    seen = Authority.objects.visible_to(request.user).filter(pk=pk)
    rows = seen.select_related("case__force", "case__team", "logged_by", "authorising_officer")
    found: Authority | None = rows.first()
    if found is None:
        raise NotVisible("There is no such page.")
    return found


@require_safe
def entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """One record: its facts, its alerts, what was done with it."""
    found = found_entry(request, pk)
    look(by=request.user, page="authorities:entry", objects=[found])
    alerts = found.alerts.select_related("authority")
    context = {
        "authority": found,
        "tag": presenters.tag(found),
        "facts": presenters.facts(found, request.user),
        "links": presenters.links(found, request.user),
        "alerts": presenters.alert_lines(alerts, timezone.now()),
        "history": presenters.history(found),
    }
    return render(request, "pages/authorities/entry.html", context)


def log(request: SignedInRequest) -> HttpResponse:
    """Log an application."""
    permissions.check_can_log_anything(request.user)
    sent = request.method == "POST"
    form = forms.LogForm(request.POST if sent else None, user=request.user)
    if sent and form.is_valid():
        try:
            made = actions.log_application(by=request.user, **form.cleaned_data)
        except (Refused, NotVisible) as refused:
            form.add_error("ref" if isinstance(refused, NotVisible) else None, str(refused))
        else:
            messages.success(request, "The application is logged.")
            return redirect(made)
    return shown(
        request,
        form,
        "Log an application",
        "Log the application",
        back=reverse("authorities:register"),
    )


def do(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """One move, one page."""
    found = found_entry(request, pk)
    doing = check_can_do(request.user, found, name)
    sent = request.method == "POST"
    form = doing.form(request.POST if sent else None, subject=found, user=request.user)
    given = {"authority": found, "by": request.user}
    if sent and form.is_valid() and taken(form, doing.act, **given, **form.cleaned_data):
        messages.success(request, "Saved.")
        return redirect(found)
    look(by=request.user, page="authorities:do", objects=[found])
    return shown(
        request, form, doing.title, doing.title, back=found.get_absolute_url(), caption=found.urn
    )


def unit(request: SignedInRequest) -> HttpResponse:
    """The list of the covert unit of one's own force."""
    force = request.user.force
    permissions.check_can_name_unit(request.user, force)
    sent = request.method == "POST"
    form = forms.NameForm(request.POST if sent else None, force=force, user=request.user)
    if sent and form.is_valid():
        actions.name_to_unit(force=force, by=request.user, **form.cleaned_data)
        messages.success(request, "They are on the list.")
        return redirect("authorities:unit")
    seen = UnitMember.objects.visible_to(request.user)
    names = seen.filter(force=force, removed_at=None)
    named = list(names.select_related("user", "named_by").order_by("named_at", "pk"))
    look(by=request.user, page="authorities:unit", objects=named)
    rows = presenters.members(named)
    context = {"form": form, "rows": rows, "head": ["Who", "Why", "Named by", "Change"]}
    status = 422 if form.errors else 200
    return render(request, "pages/authorities/unit.html", context, status=status)


def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    seen = UnitMember.objects.visible_to(request.user).filter(pk=pk)
    name = seen.select_related("user", "force").first()
    if name is None:
        raise NotVisible("There is no such page.")
    sent = request.method == "POST"
    form = forms.RemoveForm(request.POST if sent else None)
    if sent and form.is_valid():
        actions.remove_from_unit(name=name, by=request.user, **form.cleaned_data)
        messages.success(request, "They are off the list.")
        return redirect("authorities:unit")
    look(by=request.user, page="authorities:remove", objects=[name])
    back, caption = reverse("authorities:unit"), name.user.full_name
    return shown(request, form, REMOVE, REMOVE, back=back, caption=caption)


def shown(
    request: SignedInRequest, form: Any, title: str, button: str, *, back: str, caption: str = ""
) -> HttpResponse:
    """A page with one form; what was typed stays."""
    context = {"form": form, "title": title, "button": button, "caption": caption, "back": back}
    status = 422 if form.errors else 200
    return render(request, "pages/authorities/do.html", context, status=status)
