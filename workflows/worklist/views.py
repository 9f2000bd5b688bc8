"""My work, starting an intervention, stopping one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casework.accounts.absence import deputies_now
from casework.accounts.models import User
from casework.accounts.outside import is_outside, outside_too
from casework.accounts.presenters import where_they_work
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases.models import Case
from casework.core.errors import NotVisible, Refused
from workflows import actions, permissions
from workflows.models import HandOver, Intervention
from workflows.worklist import presenters, queries
from workflows.worklist.door import door
from workflows.worklist.forms import StartForm, StopInterventionForm

HEADINGS = {
    "standing_in": "What falls due of those who are away",
    "held": "Your tasks on hold",
    "cases": "Cases you own",
    "waiting": "Waiting on others",
    "take": "Tasks you can take",
    "done": "What you have done",
}
NOTHING = {
    "tasks": "You have no tasks. Tasks given to you appear here. Look under To take for work "
    "nobody has yet, and under My cases for what your cases wait for.",
    "standing_in": "You stand in for nobody today, or nothing of theirs falls due while they are "
    "away.",
    "held": "None of your tasks is on hold. One that you put on hold waits here until its time.",
    "cases": "You own no open cases. A supervisor gives a case its owner.",
    "waiting": "Nothing on your cases waits for someone else.",
    "take": "Nothing waits for someone to take it. Tasks nobody has yet and that you may do "
    "appear here.",
    "done": "You have not finished a task yet. Finished tasks appear here.",
}


@outside_too
def my_work(request: SignedInRequest) -> HttpResponse:
    """What do I do now: the next task, then all of them by when they are due."""
    user = request.user
    if is_outside(user):
        return door(request)
    show = request.GET.get("show", "tasks")
    show = show if show in NOTHING else "tasks"
    days = queries.Days.at(presenters.now())
    counts = queries.own_counts(user, days)
    context = {
        "days": days,
        "show": show,
        "teams": where_they_work(user),
        "tabs": presenters.tabs(show, figures(user, counts)),
        "handed": HandOver.objects.visible_to(user).lately_to(user),
        "heading": HEADINGS.get(show),
        "nothing": NOTHING[show],
        **PARTS[show](request, user, days, counts),
    }
    look(by=user, page="workflows:my_work", objects=context.pop("seen"))
    return render(request, "pages/workflows/my_work.html", context)


def figures(user: User, counts: dict[str, int]) -> dict[str, int | None]:
    """The figures on the tabs; that of standing in only for whoever does today."""
    found: dict[str, int | None] = {"tasks": sum(counts.values())}
    if deputies_now(user):
        found["standing_in"] = queries.stood_in(user).count()
    return found | {"held": queries.own_held(user).count()}


def _tasks(request: SignedInRequest, user: User, days: queries.Days, counts: Any) -> dict[str, Any]:
    mine = queries.by_urgency(queries.own_now(user), days)
    page = Paginator(queries.shown(mine), queries.PAGE).get_page(request.GET.get("page"))
    tasks = list(page)
    groups = presenters.groups(tasks, counts, days, reader=user)
    first = presenters.next_of(groups[0].lines[0]) if groups and page.number == 1 else None
    return {"page": page, "groups": groups, "next": first, "seen": presenters.persons_in(tasks)}


def _list_of(tasks: Any, request: SignedInRequest, days: queries.Days) -> dict[str, Any]:
    page = Paginator(queries.shown(tasks), queries.PAGE).get_page(request.GET.get("page"))
    found = list(page)
    lines = [presenters.line_of(task, days.now, with_owner=True) for task in found]
    return {"page": page, "lines": lines, "seen": presenters.persons_in(found)}


def _held(request: SignedInRequest, user: User, days: queries.Days, _: Any) -> dict[str, Any]:
    return _list_of(queries.own_held(user), request, days)


def _standing_in(
    request: SignedInRequest, user: User, days: queries.Days, _: Any
) -> dict[str, Any]:
    return _list_of(queries.stood_in(user), request, days)


def _waiting(request: SignedInRequest, user: User, days: queries.Days, _: Any) -> dict[str, Any]:
    return _list_of(queries.waiting_on_others(user), request, days)


def _take(request: SignedInRequest, user: User, days: queries.Days, _: Any) -> dict[str, Any]:
    return _list_of(queries.takeable(user), request, days)


def _cases(request: SignedInRequest, user: User, _days: queries.Days, _: Any) -> dict[str, Any]:
    mine = Case.objects.open().visible_to(user).filter(owner=user)
    mine = mine.select_related("person").order_by("state_since")
    page = Paginator(mine, queries.PAGE).get_page(request.GET.get("page"))
    cases = list(page)
    lines = presenters.case_lines(cases)
    return {"page": page, "lines": lines, "seen": [case.person for case in cases]}


def _done(request: SignedInRequest, user: User, _days: queries.Days, _: Any) -> dict[str, Any]:
    page = Paginator(queries.done_by(user), queries.PAGE).get_page(request.GET.get("page"))
    done = list(page)
    seen = presenters.persons_in(each.task for each in done)
    return {"page": page, "lines": presenters.done_lines(done), "seen": seen}


PARTS = {
    "tasks": _tasks,
    "standing_in": _standing_in,
    "held": _held,
    "cases": _cases,
    "waiting": _waiting,
    "take": _take,
    "done": _done,
}


def visible_case(slug: str, user: Any) -> Case:
    """The case of that address, or NotVisible."""
    case = Case.objects.visible_to(user).by_ref(slug).select_related("person", "force").first()
    if case is None:
        raise NotVisible("There is no such case.")
    return case


def start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add work to the plan: which kind, and why; kinds that cannot be started say why not."""
    case = visible_case(slug, request.user)
    permissions.check_can_start(request.user, case)
    form = StartForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        begun = actions.start(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, f"{begun.title} started. Its first task is below.")
        return redirect("cases:case", slug=case.slug)
    look(by=request.user, page="workflows:start", objects=[case, case.person])
    back = reverse("cases:case", args=[case.slug])
    context = {"form": form, "case": case, "back": back}
    return render(
        request, "pages/workflows/start.html", context, status=422 if form.errors else 200
    )


def stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop an intervention that has not taken effect, with a reason."""
    intervention = Intervention.objects.visible_to(request.user).filter(pk=pk).first()
    if intervention is None:
        raise NotVisible("There is no such intervention.")
    permissions.check_can_cancel(request.user, intervention)
    if intervention.finished is not None:
        raise Refused("This intervention has already ended.")
    form = StopInterventionForm(request.POST or None)
    case = intervention.case
    if request.method == "POST" and form.is_valid():
        actions.cancel(intervention=intervention, by=request.user, **form.cleaned_data)
        messages.success(request, f"{intervention.title} stopped.")
        return redirect("cases:case", slug=case.slug)
    look(by=request.user, page="workflows:stop", objects=[case])
    context = {"form": form, "intervention": intervention, "case": case}
    return render(request, "pages/workflows/stop.html", context, status=422 if form.errors else 200)
