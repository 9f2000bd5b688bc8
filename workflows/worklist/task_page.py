"""The one page for doing a task, whatever its kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from casework.accounts.outside import outside_too
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import Conflict, NotVisible, Refused, reason_against
from workflows import actions, permissions
from workflows.models import Intervention, Task
from workflows.worklist import conflicts, ledger, presenters, queries, same_address
from workflows.worklist.forms import PutBackForm


def find(pk: int, user: Any, *, sent: bool = False) -> Task:
    """The task, if the user may see it; NotVisible otherwise.

    To somebody of an agency a task that is done is gone, but not while they are sending their
    answers: who was first, and what was typed, is shown to them once (`sent`).
    """
    task = queries.shown(Task.objects.work().filter(pk=pk)).first()
    if task is None:
        raise NotVisible("There is no such task.")
    outrun = sent and task.finished is not None and permissions.at_the_desk(user, task)
    if not outrun:
        permissions.check_can_see(user, task)
    return task


@outside_too
def task(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the task asks, or take the answers. Finished says by whom; not yours is to read."""
    user, sent = request.user, request.method == "POST"
    try:
        found = find(pk, user, sent=sent)
    except NotVisible:
        if sent and conflicts.was_shown(pk, user):
            return conflicts.no_longer_theirs(request, pk)
        raise
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over)
    cannot = reason_against(permissions.check_can_do, user, found)
    elsewhere = found.owner_id not in (None, user.pk) and permissions.holds_of(user, found)
    if sent and not elsewhere:
        permissions.check_can_do(user, found)
    form = form_of(request, found)
    if sent and cannot:
        return conflicts.went_elsewhere(request, found, form)
    if sent and form.is_valid() and complete(request, found, form):
        messages.success(request, said_after(found))
        return redirect(where_to_go(request, found))
    # A move that was tried has read the row again, without what a page needs.
    return show(request, find(pk, user) if sent else found, form, cannot)


def form_of(request: SignedInRequest, found: Task) -> forms.Form:
    """What the step asks, with the answers that were sent, if any."""
    step, sent = found.flow_task, request.method == "POST"
    form: forms.Form = step.form(
        request.POST if sent else None,
        request.FILES if sent else None,
        subject=step.subject(found.process),
        user=request.user,
        **step.given(found),
    )
    return form


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
    others = [] if step.outside else same_address.others_today(found, request.user)
    seen = [*seen_with(request, found), *named, *(visit.case for visit in others)]
    look(by=request.user, page="workflows:task", objects=seen)
    actions.open_page(task=found, by=request.user)
    context = {
        "same_address": [same_address.told(visit) for visit in others],
        "line": presenters.line_of(found, presenters.now()),
        "form": form,
        "button": step.button,
        "cannot": cannot,
        "can_take": permissions.can_take(request.user, found),
        "can_put_back": found.owner_id == request.user.pk,
    }
    page = step.page
    if not step.outside or permissions.at_the_desk(request.user, found):
        context["brief"] = step.brief(step.subject(found.process)) if step.brief else None
    else:
        # What an agency is shown is between it and the record; here it is only waited for.
        page = "pages/workflows/task.html"
    if not permissions.at_the_desk(request.user, found):
        context |= {"task": found, "case": found.case}
        context["counted"] = presenters.how_it_was_counted(found)
        context |= ledger.on_page(found)
        context["no_contact"] = presenters.no_contact(found, request.user)
        context |= presenters.hold_on_page(found, request.user)
        context |= presenters.priority_on_page(found)
        context["standing_in"] = presenters.standing_in_on_page(found, request.user)
        context["leads_may"] = presenters.what_leads_may(found, request.user)
    return render(request, page, context, status=422 if form.errors else 200)


def seen_with(request: SignedInRequest, found: Task) -> list[Any]:
    """Whom and what a page about the task shows this reader: an agency the record alone."""
    if permissions.at_the_desk(request.user, found):
        return [found.flow_task.subject(found.process)]
    return [found.case, found.case.person]


def finished(
    request: SignedInRequest,
    found: Task,
    over: Conflict | Refused,
    *,
    typed: forms.Form | None = None,
) -> HttpResponse:
    """Somebody was first, or it is no longer needed: say who and when, and lead on.

    The answers that were sent are shown back, so that nothing typed at a doorstep is lost: those
    of the task, or of `typed`, another form about it.
    """
    kept: list[tuple[str, str]] = []
    named: list[Any] = []
    if request.method == "POST":
        form = typed or form_of(request, found)
        named = getattr(form, "named", [])
        kept = conflicts.what_was_typed(form)
    objects = [*seen_with(request, found), *named]
    look(by=request.user, page="workflows:task", objects=objects)
    context = {"title": found.title, "name": presenters.name_of(found), "over": over, "kept": kept}
    context["saved"] = conflicts.was_saved(found, request.user) if kept else []
    done = getattr(found, "completion", None)
    if request.method != "POST" and done is not None and done.by_id == request.user.pk:
        context["over"] = Conflict("You have done this task.", by=done.by.display_name, at=done.at)
    if not permissions.at_the_desk(request.user, found):
        context["case"] = found.case
    status = 409 if request.method == "POST" else 200
    return render(request, "pages/workflows/finished.html", context, status=status)


def said_after(found: Task) -> str:
    """What happens next, named for the person who just saved; to an agency only that it is."""
    if found.flow_task.outside:
        return f"Saved: {found.title}. Thank you."
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


@outside_too
@require_POST
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a task from the team's queue."""
    found = actions.take(task=find(pk, request.user), by=request.user)
    messages.success(request, "You have taken this task. Its due time has not changed.")
    return redirect(found)


@outside_too
def put_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a task back to the team's queue, with a reason."""
    found = find(pk, request.user)
    form = PutBackForm(request.POST or None)
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over, typed=form)
    permissions.check_can_put_back(request.user, found)
    if request.method == "POST" and form.is_valid():
        actions.put_back(task=found, by=request.user, **form.cleaned_data)
        messages.success(request, "The task is back in the team's queue. Its due time is the same.")
        return redirect("workflows:my_work")
    look(by=request.user, page="workflows:put_back", objects=seen_with(request, found))
    context = {"form": form, "name": presenters.name_of(found), "back": found.get_absolute_url()}
    return render(
        request, "pages/workflows/put_back.html", context, status=422 if form.errors else 200
    )
