"""Adding a task to a running intervention, and dropping one that was added."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import Conflict, NotVisible, Refused
from workflows import actions, permissions
from workflows.models import Intervention
from workflows.worklist.forms import AddTaskForm, DropForm
from workflows.worklist.task_page import find, finished, seen_with


def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a task to what is running, without touching what its kind asks for."""
    seen = Intervention.objects.visible_to(request.user).select_related("case__team__force")
    intervention = seen.filter(pk=pk).first()
    if intervention is None:
        raise NotVisible("There is no such intervention.")
    permissions.check_can_add(request.user, intervention)
    if intervention.finished is not None:
        raise Refused("This intervention has already ended.")
    case = intervention.case
    form = AddTaskForm(request.POST or None, team=case.team)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_task(intervention=intervention, by=request.user, **form.answers())
            messages.success(request, "The task is added. The intervention goes on beside it.")
            return redirect("cases:case", slug=case.slug)
        except Refused as refused:
            form.add_error(None, str(refused))
    look(by=request.user, page="workflows:add_task", objects=[case])
    back = reverse("cases:case", args=[case.slug])
    context = {"form": form, "intervention": intervention, "case": case, "back": back}
    status = 422 if form.errors else 200
    return render(request, "pages/workflows/add_task.html", context, status=status)


def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Drop an added task that is no longer needed, with the reason."""
    found = find(pk, request.user)
    form = DropForm(request.POST or None)
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over, typed=form)
    permissions.check_can_add(request.user, found.process)
    if not found.is_added:
        raise Refused("Only a task that was added can be dropped. Stop the intervention.")
    if request.method == "POST" and form.is_valid():
        actions.drop_added(task=found, by=request.user, **form.cleaned_data)
        messages.success(request, "The task is dropped.")
        return redirect("cases:case", slug=found.case.slug)
    look(by=request.user, page="workflows:drop_task", objects=seen_with(request, found))
    context = {"form": form, "task": found, "case": found.case, "back": found.get_absolute_url()}
    status = 422 if form.errors else 200
    return render(request, "pages/workflows/drop_task.html", context, status=status)
