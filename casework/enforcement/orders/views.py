"""One order as it is kept, reporting a breach of it, and which orders the force has in use."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from casework.accounts.models import Force
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible, reason_against
from casework.enforcement.orders import actions, in_use, permissions, presenters, queries
from casework.enforcement.orders.forms import ReportForm, SwitchForm
from casework.enforcement.orders.models import Order, RegimeSwitch
from casework.ui.answers import taken


def find(request: SignedInRequest, pk: int) -> Order:
    """The order, if the user may see it; NotVisible otherwise."""
    seen = Order.objects.visible_to(request.user).filter(pk=pk)
    found: Order | None = seen.select_related("case__person", "protected_person").first()
    if found is None:
        raise NotVisible("There is no such order.")
    return found


def order(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole order to read; what is to be done with it stands on the task's page."""
    found = find(request, pk)
    look(by=request.user, page="orders:order", objects=_seen(found))
    context = {"case": found.case, "order": found, "brief": presenters.page(found)}
    return render(request, "pages/orders/order.html", context)


def _seen(found: Order) -> list[Model]:
    protected = [found.protected_person] if found.protected_person else []
    return [found, found.case.person, *protected]


def breach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Anyone who sees the case reports a breach of the order."""
    found = find(request, pk)
    form = ReportForm(request.POST or None, subject=found, user=request.user)
    given = {"order": found, "by": request.user}
    if form.is_valid() and taken(form, actions.report_breach, **given, **form.cleaned_data):
        messages.success(request, "The breach is reported. It is recorded within 24 hours.")
        return redirect(found)
    look(by=request.user, page="orders:breach", objects=_seen(found))
    context = {"case": found.case, "order": found, "form": form, "bound": presenters.BOUND}
    return render(request, "pages/orders/breach.html", context, status=422 if form.errors else 200)


def regimes(request: SignedInRequest) -> HttpResponse:
    """Which notices and orders the force has in use, since when, and a new row for it."""
    force: Force = request.user.force
    if reason_against(permissions.check_can_read_switches, request.user, force):
        raise NotVisible("There is no such page.")
    form = SwitchForm(request.POST or None, force=force)
    if form.is_valid():
        actions.enter_switch(force=force, by=request.user, **form.cleaned_data)
        messages.success(request, "Entered. It counts once somebody else has confirmed it.")
        return redirect("orders:regimes")
    context = {
        "form": form,
        "force": force,
        "heads": in_use.HEADS,
        "in_use": in_use.in_use_rows(queries.in_use(force)),
        "waiting": in_use.waiting(queries.switches(force), request.user),
        "entered": in_use.switch_rows(queries.switches(force)),
    }
    return render(request, "pages/orders/regimes.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """The second of the two people who say that an order is in use."""
    found = RegimeSwitch.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None or reason_against(
        permissions.check_can_read_switches, request.user, found.force
    ):
        raise NotVisible("There is no such entry.")
    actions.confirm_switch(switch=found, by=request.user)
    messages.success(request, "Confirmed. It counts from its day.")
    return redirect("orders:regimes")
