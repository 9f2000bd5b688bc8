"""Team work: what needs an officer, what is late, what waits for a decision; giving it out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from casework.accounts.access import role_scope, teams_of
from casework.accounts.models import Role, User
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import CaseworkError, NotVisible
from workflows import actions
from workflows.models import Task
from workflows.permissions import LEADS
from workflows.worklist import presenters, queries
from workflows.worklist.forms import AssignForm

DECIDE = (Role.SUPERVISOR, Role.AUTHORISER, Role.MANAGER)


def check_leads_somewhere(user: Any) -> None:
    """Team work is there only for those who lead a team or decide."""
    if not role_scope(user, *DECIDE):
        raise NotVisible("There is no such page.")


def needs_an_officer(request: SignedInRequest) -> HttpResponse:
    """Tasks of the user's teams that no officer has yet, with the form that gives them out."""
    tasks = queries.of_teams(request.user).filter(owner__isnull=True, role=Role.OFFICER)
    return listed(request, tasks, part="unowned", heading="Tasks that need an officer")


def overdue(request: SignedInRequest) -> HttpResponse:
    """Tasks past their due time, whoever has them."""
    tasks = queries.of_teams(request.user).filter(due_at__lt=presenters.now())
    return listed(request, tasks, part="overdue", heading="Overdue tasks")


def approvals(request: SignedInRequest) -> HttpResponse:
    """What waits for this user's decision."""
    tasks = queries.takeable(request.user).filter(role__in=DECIDE)
    return listed(request, tasks, part="approvals", heading="Tasks that need a decision")


def all_tasks(request: SignedInRequest) -> HttpResponse:
    """Every open task of the user's teams."""
    return listed(request, queries.of_teams(request.user), part="all", heading="All open tasks")


def listed(
    request: SignedInRequest,
    tasks: QuerySet[Task],
    *,
    part: str,
    heading: str,
    data: Any = None,
) -> HttpResponse:
    user = request.user
    check_leads_somewhere(user)
    days = queries.Days.at(presenters.now())
    page = Paginator(queries.shown(tasks), queries.PAGE).get_page(request.GET.get("page"))
    found = list(page)
    leads = role_scope(user, *LEADS)
    form = assign_form(user, days, [task.pk for task in found], data) if leads else None
    if form is not None and data is not None:
        form.is_valid()
    context = {
        "page": page,
        "lines": [presenters.line_of(task, days.now, with_owner=form is None) for task in found],
        "heading": heading,
        "tabs": tabs(user, part, days),
        "form": form if part != "approvals" else None,
        "part": part,
    }
    look(by=user, page=f"workflows:team:{part}", objects=presenters.persons_in(found))
    status = 422 if data is not None else 200
    return render(request, "pages/workflows/team.html", context, status=status)


def assign_form(user: User, days: queries.Days, tasks: list[int], data: Any = None) -> AssignForm:
    officers = queries.officers_of(teams_of(user, *LEADS))
    return AssignForm(data, tasks=tasks, loads=queries.loads(officers, days))


def tabs(user: User, part: str, days: queries.Days) -> list[tuple[str, str, bool]]:
    """The parts of team work with their figures; those who only decide see only that part."""
    waiting = queries.takeable(user).filter(role__in=DECIDE).count()
    decide = (f"To approve ({waiting})", reverse("workflows:team_approvals"), part == "approvals")
    if not role_scope(user, *LEADS):
        return [decide]
    counts = queries.team_counts(user, days)
    return [
        (f"Needs an officer ({counts['unowned']})", reverse("workflows:team"), part == "unowned"),
        (f"Overdue ({counts['overdue']})", reverse("workflows:team_overdue"), part == "overdue"),
        decide,
        (f"All tasks ({counts['everything']})", reverse("workflows:team_tasks"), part == "all"),
    ]


@require_POST
def assign(request: SignedInRequest) -> HttpResponse:
    """Give the chosen tasks to an officer. Those someone took meanwhile are named, the rest go."""
    user = request.user
    check_leads_somewhere(user)
    days = queries.Days.at(presenters.now())
    mine = queries.of_teams(user)
    wanted = [int(pk) for pk in request.POST.getlist("task") if pk.isdecimal()]
    # One that was done meanwhile is still a choice, so that it can be named afterwards.
    known = list(queries.once_of_teams(user).filter(pk__in=wanted).values_list("pk", flat=True))
    form = assign_form(user, days, known, request.POST)
    if not form.is_valid():
        tasks = mine.filter(owner__isnull=True, role=Role.OFFICER)
        return listed(
            request, tasks, part="unowned", heading="Tasks that need an officer", data=request.POST
        )
    given, missed = give_out(known, form.chosen_officer, user)
    if given:
        messages.success(request, f"{given} given to {form.chosen_officer.display_name}.")
    for sentence in missed:
        messages.warning(request, sentence)
    return redirect("workflows:team")


def give_out(tasks: list[int], officer: User, by: User) -> tuple[str, list[str]]:
    """Give each task; returns how many in words, and a sentence for each that was not given."""
    given, missed = 0, []
    for task in Task.objects.filter(pk__in=tasks).select_related("case"):
        try:
            actions.assign(task=task, to=officer, by=by)
            given += 1
        except CaseworkError as error:
            missed.append(f"{task.title}, {task.case.ref}: {error}")
    return (f"{given} task{'' if given == 1 else 's'}" if given else ""), missed
