"""One question about a task on a page of its own: asked, answered, or asked again.

Each page of this shape says what it asks (`Question`); what becomes of a refusal, of somebody
who was quicker and of what was typed is the same on all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import Conflict, Refused
from workflows import permissions
from workflows.models import Task
from workflows.worklist import presenters
from workflows.worklist.task_page import find, finished, seen_with


@dataclass(frozen=True)
class Question:
    """What one page asks.

    `page` is its route, under which the look is recorded. `check` raises where this user may not.
    `form` is given what was sent, or None. `again` is the form after somebody else was quicker,
    with everything that was typed. `save` does what the form says and returns what to tell the
    reader; it may raise Refused and Conflict. `says` is the heading, the button and the rest of
    the page.
    """

    page: str
    check: Callable[[User, Task], None]
    form: Callable[[Task, Any], forms.Form]
    again: Callable[[Task, Any], forms.Form]
    save: Callable[[Task, Any, User], str]
    says: Callable[[Task, User], Mapping[str, Any]]


def ask(request: SignedInRequest, pk: int, question: Question) -> HttpResponse:
    """Show the page, or do what was sent and go back to the task: 409 where somebody changed it
    meanwhile, 422 where the answer will not do; nothing that was typed is lost."""
    found, user = find(pk, request.user), request.user
    sent = request.POST if request.method == "POST" else None
    form = question.form(found, sent)
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over, typed=form)
    question.check(user, found)
    changed = None
    if sent is not None and form.is_valid():
        try:
            messages.success(request, question.save(found, form, user))
            return redirect(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Conflict as conflict:
            changed = presenters.changed_meanwhile(conflict)
            found = find(pk, user)
            form = question.again(found, sent)
    look(by=user, page=question.page, objects=seen_with(request, found))
    context = {
        "form": form,
        "name": presenters.name_of(found),
        "back": found.get_absolute_url(),
        "changed": changed,
        **question.says(found, user),
    }
    status = 409 if changed else (422 if form.errors else 200)
    return render(request, "pages/workflows/ask.html", context, status=status)
