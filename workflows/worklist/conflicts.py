"""Two people at one task: what the other saved beside what this one typed, and nothing lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from casework.accounts.models import User
from casework.accounts.outside import is_outside
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import LOOKED, look
from casework.audit.models import Event
from casework.audit.words import readable
from casework.cases.models import Case
from casework.cases.presenters.history import done
from casework.cases.queries import events_of
from casework.core.errors import Conflict
from workflows.models import Task
from workflows.worklist import presenters

# An answer and the events of it are of one transaction.
SAME_ACT = timedelta(seconds=10)


def was_saved(task: Task, reader: User) -> list[dict[str, Any]]:
    """What the completion of the task put down, as the timeline tells it, for who sees the case."""
    completion = getattr(task, "completion", None)
    seen = Case.objects.visible_to(reader).filter(pk=task.case_id).first()
    if completion is None or seen is None:
        return []
    around = (completion.at - SAME_ACT, completion.at + SAME_ACT)
    return done(events_of(seen, reader).filter(actor=completion.by_id, at__range=around))


def what_was_typed(form: forms.Form) -> list[tuple[str, str]]:
    """Every answer of a form as it would be read: the words of a choice, not its code."""
    return [
        (str(field.label), _in_words(field))
        for field in form
        if field.value() and not field.is_hidden
    ]


def _in_words(field: Any) -> str:
    value = field.value()
    chosen = value if isinstance(value, list | tuple) else [value]
    words = {str(key): str(text) for key, text in _flat(getattr(field.field, "choices", ()))}
    return ", ".join(words.get(str(each), str(each)) for each in chosen)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Choices without the headings of their groups."""
    found: list[tuple[Any, Any]] = []
    for key, text in choices:
        found += _flat(text) if isinstance(text, list | tuple) else [(key, text)]
    return found


def was_shown(pk: int, reader: User) -> bool:
    """Whether the reader looked at the case of this task within a sitting: who they were typing
    for is no news to them then."""
    task = Task.objects.work().filter(pk=pk).select_related("case").first()
    if task is None or is_outside(reader):
        return False
    since = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    looks = Event.objects.about(task.case).filter(actor=reader, verb=LOOKED, at__gte=since)
    return looks.exists()


def no_longer_theirs(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reader may not see the task any more: nothing but their own words is shown."""
    task = Task.objects.work().get(pk=pk)
    fields = task.flow_task.form.base_fields
    kept = [
        (str(fields[name].label or readable(name)) if name in fields else readable(name), value)
        for name in request.POST
        if name != "csrfmiddlewaretoken"
        for value in request.POST.getlist(name)
        if value
    ]
    over = Conflict("This task is no longer yours. Nothing of what you wrote was saved.")
    context = {"title": "Somebody else has this task now", "over": over, "kept": kept}
    return render(request, "pages/workflows/finished.html", context, status=409)


def went_elsewhere(request: SignedInRequest, task: Task, form: forms.Form) -> HttpResponse:
    """The task went to somebody else while this reader was typing: say to whom, keep the words."""
    who = task.owner.display_name if task.owner else "the team's queue"
    over = Conflict(f"This task went to {who} while you were writing. It is still to be done.")
    named = getattr(form, "named", [])
    look(by=request.user, page="workflows:task", objects=[task.case, task.case.person, *named])
    context = {
        "title": task.title,
        "name": presenters.name_of(task),
        "over": over,
        "kept": what_was_typed(form),
        "case": task.case,
    }
    return render(request, "pages/workflows/finished.html", context, status=409)
