"""Giving out several tasks: what it would do, what it did, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible, reason_against
from workflows import actions, giving, permissions
from workflows.actions.tasks import check_still_with
from workflows.models import Handout, HandoutItem, Task
from workflows.worklist import presenters
from workflows.worklist.queries import shown

GREEN, ORANGE, GREY = "green", "orange", "grey"


def preview(
    request: SignedInRequest,
    tasks: list[Task],
    officer: User,
    *,
    over_limit: str,
    had: dict[int, str],
) -> HttpResponse:
    """What giving these tasks to that officer would do, one by one, before it is done."""
    look(by=request.user, page="workflows:team_assign", objects=presenters.persons_in(tasks))
    context = {
        "lines": would_give(tasks, officer, request.user, over_limit=over_limit, had=had),
        # From here on what is shown here is what was seen.
        "tasks": [(task.pk, task.owner_id or "") for task in tasks],
        "officer": officer,
        "over_limit": over_limit,
    }
    return render(request, "pages/workflows/give_preview.html", context)


def would_give(
    tasks: list[Task], officer: User, by: User, *, over_limit: str, had: dict[int, str]
) -> list[dict[str, Any]]:
    """Each task as a line: whom it has now, and whether it could be given, or why not."""
    lines, more = [], 0
    has = giving.open_tasks_of(officer, by)
    for task in tasks:
        against = (
            reason_against(permissions.check_still_open, task)
            or reason_against(permissions.check_can_assign, by, task, to=officer)
            or reason_against(check_still_with, task, had.get(task.pk))
        )
        if against is None and task.owner_id != officer.pk:
            against = reason_against(giving.check_room, officer, has + more, over_limit)
            more += against is None
        tag = {"text": "Cannot be given", "colour": ORANGE}
        if against is None:
            tag = {"text": "Will be given", "colour": GREEN}
        lines.append(line_of(task, against or "", tag))
    return lines


def line_of(task: Task, said: str, tag: dict[str, str]) -> dict[str, Any]:
    has = task.owner.display_name if task.owner else "nobody"
    return {
        "title": str(task.title),
        "href": task.get_absolute_url(),
        "who": presenters.name_of(task),
        "note": f"now with {has}",
        "flag": said,
        "tag": tag,
    }


def result_of(item: HandoutItem, task: Task) -> dict[str, Any]:
    """One task of a handout as a line: given, not given and why, taken back, or why it stays."""
    if item.taken_back_at is not None:
        tag = {"text": "Taken back", "colour": GREY}
    elif item.given_at is None:
        tag = {"text": "Not given", "colour": ORANGE}
    else:
        tag = {"text": "Given", "colour": GREEN}
    kept = f"Stays as it is. {item.why_kept}" if item.why_kept else ""
    return line_of(task, item.why_not or kept, tag)


def find(pk: int, user: Any) -> Handout:
    """A handout of the reader's own; NotVisible otherwise."""
    found = Handout.objects.visible_to(user).filter(pk=pk).select_related("to", "by").first()
    if found is None:
        raise NotVisible("There is no such handout.")
    return found


def given_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came of giving out several tasks, one by one, with the way to take it back."""
    handout = find(pk, request.user)
    items = list(handout.items.all())
    seen = Task.objects.visible_to(request.user).filter(pk__in=[item.task_id for item in items])
    tasks = {task.pk: task for task in shown(seen)}
    lines = [result_of(item, tasks[item.task_id]) for item in items if item.task_id in tasks]
    open_items = [each for each in items if each.given_at and each.taken_back_at is None]
    look(by=request.user, page="workflows:given_out", objects=presenters.persons_in(tasks.values()))
    context = {"handout": handout, "lines": lines, "may_take_back": bool(open_items)}
    return render(request, "pages/workflows/given_out.html", context)


@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give every task back to whom it had, but for what was touched since."""
    handout = actions.take_back(handout=find(pk, request.user), by=request.user)
    back = handout.items.filter(taken_back_at__isnull=False).count()
    messages.success(request, f"{back} task{'' if back == 1 else 's'} taken back.")
    return redirect(handout)
