"""Absences: one's own, and those of the people one leads; recorded and ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework.accounts import actions, presenters
from casework.accounts.forms import AbsenceForm
from casework.accounts.models import Absence
from casework.accounts.permissions import can_record_absence, colleagues_led
from casework.accounts.requests import SignedInRequest
from casework.core.errors import NotVisible, Refused


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: SignedInRequest) -> HttpResponse:
    """Who is away or will be, who stands in, and the form for another absence."""
    user = request.user
    led = [each for each in colleagues_led(user) if each != user]
    form = AbsenceForm(request.POST or None, user=user, led=led)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = actions.record_absence(by=user, **form.answers())
            messages.success(request, presenters.absence_told(recorded))
            return redirect("accounts:absences")
        except Refused as refused:
            form.add_error(None, str(refused))
    rows = Absence.objects.visible_to(user).to_come().select_related("user", "deputy")
    context = {
        "form": form,
        "head": presenters.ABSENCE_HEAD,
        "rows": [
            presenters.absence_row(each, may_end=can_record_absence(user, each.user))
            for each in rows.order_by("starts_on", "pk")
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "pages/accounts/absences.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def end_absence(request: SignedInRequest, pk: int) -> HttpResponse:
    """They are back, or do not go."""
    found = Absence.objects.visible_to(request.user).select_related("user", "deputy")
    absence = found.filter(pk=pk).first()
    if absence is None or not can_record_absence(request.user, absence.user):
        raise NotVisible("There is no such absence.")
    if request.method == "POST":
        actions.end_absence(absence=absence, by=request.user)
        messages.success(request, "The absence has ended. Nobody stands in any more.")
        return redirect("accounts:absences")
    context = {"absence": absence, "rows": presenters.absence_facts(absence)}
    return render(request, "pages/accounts/end_absence.html", context)
