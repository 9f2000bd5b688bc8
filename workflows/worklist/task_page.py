"""The one page for doing a task, whatever its kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import Conflict, NotVisible, Refused, reason_against
from workflows import actions, permissions
from workflows.models import Intervention, Task
from workflows.worklist import presenters, queries
from workflows.worklist.forms import PutBackForm


def find(pk: int, user: Any) -> Task:
    """The task, if the user may see it; NotVisible otherwise."""
    task = queries.shown(Task.objects.work().filter(pk=pk)).first()
    if task is None:
        raise NotVisible("There is no such task.")
    permissions.check_can_see(user, task)
    return task


def task(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the task asks, or take the answers. Finished says by whom; not yours is to read."""
    user = request.user
    found = find(pk, user)
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over)
    cannot = reason_against(permissions.check_can_do, user, found)
    if request.method == "POST":
        permissions.check_can_do(user, found)
    step = found.flow_task
    sent = request.method == "POST"
    form = step.form(
        request.POST if sent else None,
        request.FILES if sent else None,
        subject=step.subject(found.process),
        user=user,
    )
    if sent and form.is_valid() and complete(request, found, form):
        messages.success(request, said_after(found))
        return redirect(where_to_go(request, found))
    # A move that was tried has read the row again, without what a page needs.
    return show(request, find(pk, user) if sent else found, form, cannot)


def complete(request: SignedInRequest, found: Task, form: forms.Form) -> bool:
    """Hand the answers to the action; what it refuses becomes an error of the form."""
    try:
        actions.complete(task=found, by=request.user, answers=form.cleaned_data)
    except Refused as refused:
        form.add_error(getattr(refused, "field", None), str(refused))
        return False
    return True


def show(
    request: SignedInRequest, found: Task, form: forms.Form, cannot: str | None
) -> HttpResponse:
    step = found.flow_task
    # Of those who may only read the task nobody is shown its questions.
    named = [] if cannot else getattr(form, "named", [])
    shown = [found.case, found.case.person, *named]
    look(by=request.user, page="workflows:task", objects=shown)
    context = {
        "task": found,
        "case": found.case,
        "line": presenters.line_of(found, presenters.now()),
        "form": form,
        "button": step.button,
        "cannot": cannot,
        "no_contact": presenters.no_contact(found, request.user),
        "can_take": permissions.can_take(request.user, found),
        "can_put_back": found.owner_id == request.user.pk,
        "brief": step.brief(step.subject(found.process)) if step.brief else None,
    }
    return render(request, step.page, context, status=422 if form.errors else 200)


def finished(request: SignedInRequest, found: Task, over: Conflict | Refused) -> HttpResponse:
    """Somebody was first, or it is no longer needed: say who and when, and lead on.

    The answers that were sent are shown back, so that nothing typed at a doorstep is lost.
    """
    step, kept = found.flow_task, []
    named: list[Any] = []
    if request.method == "POST":
        form = step.form(request.POST, subject=step.subject(found.process), user=request.user)
        named = getattr(form, "named", [])
        kept = [
            (field.label, field.value()) for field in form if field.value() and not field.is_hidden
        ]
    look(by=request.user, page="workflows:task", objects=[found.case, found.case.person, *named])
    context = {"task": found, "case": found.case, "over": over, "kept": kept}
    status = 409 if request.method == "POST" else 200
    return render(request, "pages/workflows/finished.html", context, status=status)


def said_after(found: Task) -> str:
    """What happens next, named for the person who just saved."""
    following = Task.objects.open().filter(process=found.process_id).order_by("due_at").first()
    if (
        following is None
        and Intervention.objects.filter(pk=found.process_id, finished=None).exists()
    ):
        return f"Saved: {found.title}. The next task appears in a moment, once the paper is made."
    if following is None:
        return f"Saved: {found.title}. Nothing more is waiting in this intervention."
    who = following.owner.display_name if following.owner else str(following.team)
    return f"Saved: {found.title}. Next: {following.title} ({who})."


def where_to_go(request: SignedInRequest, found: Task) -> str:
    """The next thing the same person is to do in this intervention, else their list."""
    mine = Task.objects.open().filter(process=found.process_id, owner=request.user.pk).first()
    return mine.get_absolute_url() if mine else reverse("workflows:my_work")


@require_POST
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a task from the team's queue."""
    found = actions.take(task=find(pk, request.user), by=request.user)
    messages.success(request, "You have taken this task. Its due time has not changed.")
    return redirect(found)


def put_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a task back to the team's queue, with a reason."""
    found = find(pk, request.user)
    permissions.check_can_put_back(request.user, found)
    form = PutBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.put_back(task=found, by=request.user, **form.cleaned_data)
        messages.success(request, "The task is back in the team's queue. Its due time is the same.")
        return redirect("workflows:my_work")
    look(by=request.user, page="workflows:put_back", objects=[found.case])
    context = {"form": form, "task": found, "case": found.case}
    return render(
        request, "pages/workflows/put_back.html", context, status=422 if form.errors else 200
    )
