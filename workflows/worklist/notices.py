"""What somebody was told: their notices, the figures of their day, and the count on every page.

A notice carries a reference and a step. Of a task its reader may see no more it shows nothing.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.accounts.models import User
from casework.accounts.outside import outside_too
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.ui.times import moment
from workflows import actions, digests
from workflows.mailing import SOON_WITHIN
from workflows.models import Notice, Rung, Task
from workflows.registry import told_outside
from workflows.worklist import presenters
from workflows.worklist.queries import PAGE, named

SAID: dict[str, str] = {
    Rung.WARN: "Due soon",
    Rung.DUE: "Due",
    Rung.OVERDUE: "Overdue",
    Rung.SUPERVISOR: "Overdue, told to you as a supervisor",
    Rung.MANAGER: "Overdue, told to you as a manager",
}
NEW = {"text": "New", "colour": "blue"}


def told(request: HttpRequest) -> dict[str, Any]:
    """For the frame of every page: the way to one's notices, with how many are new."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    unread = Notice.objects.unread().visible_to(user).order_by().count()
    text = f"Notices ({unread} new)" if unread else "Notices"
    return {"notices_link": {"text": text, "href": reverse("workflows:notices")}}


@outside_too
@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    """The reader's own notices, what is new first, below the figures of their day."""
    user = request.user
    page = Paginator(of_reader(user), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    late = list(named(digests.unopened(user, presenters.now())).select_related("case")[:PAGE])
    tasks = [*(row.task for row in rows), *late]
    look(by=user, page="workflows:notices", objects=shown_by(tasks))
    context = {
        "page": page,
        "lines": [line_of(row) for row in rows],
        "new": any(is_new(row) for row in rows),
        "figures": figures_of(user),
        "unopened": [line_of_task(task) for task in late],
    }
    return render(request, "pages/workflows/notices.html", context)


@outside_too
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark all of the reader's own notices as read."""
    actions.read_notices(by=request.user)
    messages.success(request, "Your notices are marked as read.")
    return redirect("workflows:notices")


def of_reader(user: User) -> Any:
    """The notices this user may see, unread ones first, newest first, with what a line needs."""
    records = sorted(f"task__process__{record}" for record in told_outside())
    rows = Notice.objects.visible_to(user).select_related(
        "escalation", "task__process", "task__case", *records
    )
    over = Q(read_at__isnull=False) | Q(task__finished__isnull=False)
    is_old = ExpressionWrapper(over, output_field=BooleanField())
    return rows.order_by(is_old, "-made_at", "-pk")


def is_new(notice: Notice) -> bool:
    """Whether its reader has not read it and the task is still to be done."""
    return notice.read_at is None and notice.task.finished is None


def line_of(notice: Notice) -> dict[str, Any]:
    """One notice as a line: what is so of which step, by its reference."""
    line = line_of_task(notice.task)
    said = SAID[notice.escalation.rung]
    line["note"] = f"{said}. {line['note']}. Told {moment(notice.made_at)}"
    return line | ({"tag": NEW} if is_new(notice) else {})


def line_of_task(task: Task) -> dict[str, Any]:
    """A task as a line without any name: its step, its reference, and by when."""
    return {
        "title": task.step_name,
        "href": task.get_absolute_url(),
        "note": f"{presenters.name_of(task)}, due {moment(task.due_at)}",
    }


def shown_by(tasks: list[Task]) -> list[Any]:
    """Whose references the page shows: the case's, to an agency the record's."""
    found = [
        task.flow_task.subject(task.process) if task.flow_task.outside else task.case
        for task in tasks
    ]
    return list({(type(each), each.pk): each for each in found}.values())


def figures_of(user: User) -> list[dict[str, Any]]:
    """The figures of the digest as they are now, as rows of a summary."""
    found = digests.figures(user, presenters.now())
    return [
        {"key": "Overdue", "value": str(found["overdue"])},
        {"key": f"Due within {SOON_WITHIN.value} days", "value": str(found["soon"])},
        {"key": "Not opened yet", "value": str(found["unopened"])},
    ]
