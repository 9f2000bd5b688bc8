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
from casework.core.errors import NotVisible
from workflows import actions
from workflows.models import Handout, Task
from workflows.permissions import LEADS
from workflows.worklist import handing, ladder, loads, presenters, queries
from workflows.worklist.forms import AssignForm

DECIDE = (Role.SUPERVISOR, Role.AUTHORISER, Role.MANAGER)


def check_leads_somewhere(user: Any) -> None:
    """Team work is there only for those who lead a team or decide."""
    if not role_scope(user, *DECIDE):
        raise NotVisible("There is no such page.")


def needs_an_officer(request: SignedInRequest) -> HttpResponse:
    """Tasks of the user's teams that no officer has yet, with the form that gives them out; who
    only decides begins with what waits for their decision.
    """
    if not role_scope(request.user, *LEADS):
        return approvals(request)
    tasks = queries.needing_someone(request.user)
    return listed(request, tasks, part="unowned", heading="Tasks that need an officer")


def overdue(request: SignedInRequest) -> HttpResponse:
    """Tasks past their due time, whoever has them."""
    tasks = queries.of_teams(request.user).filter(due_at__lt=presenters.now())
    return listed(request, tasks, part="overdue", heading="Overdue tasks")


def held(request: SignedInRequest) -> HttpResponse:
    """Tasks that have to wait, until when and why."""
    tasks = queries.of_teams(request.user).filter(queries.IS_HELD)
    return listed(request, tasks, part="held", heading="Tasks on hold")


def away(request: SignedInRequest) -> HttpResponse:
    """What falls due of those who are away today, with who stands in."""
    tasks = queries.of_those_away(request.user)
    return listed(request, tasks, part="away", heading="Tasks of those who are away")


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
    tasks = queries.by_urgency(tasks, days)
    page = Paginator(queries.shown(tasks), queries.PAGE).get_page(request.GET.get("page"))
    found = list(page)
    leads = role_scope(user, *LEADS)
    form = assign_form(user, days, [task.pk for task in found], data) if leads else None
    if form is not None and data is not None:
        form.is_valid()
    lines = [presenters.line_of(task, days.now, with_owner=form is None) for task in found]
    if form is not None and part == "unowned":
        presenters.suggest(lines, loads.suggestions(found, form.loads))
    context = {
        "page": page,
        "lines": lines,
        "heading": heading,
        "tabs": tabs(user, part, days),
        "proposals": ladder.waiting_for(user) if part == "approvals" else [],
        "undecided": ladder.to_decide(user).count() if leads and part != "approvals" else 0,
        "form": form if part != "approvals" else None,
        "part": part,
        "leads": leads,
    }
    look(by=user, page=f"workflows:team:{part}", objects=presenters.persons_in(found))
    status = 422 if data is not None else 200
    return render(request, "pages/workflows/team.html", context, status=status)


def assign_form(user: User, days: queries.Days, tasks: list[int], data: Any = None) -> AssignForm:
    found = loads.loads(loads.officers_of(teams_of(user, *LEADS)), days, user)
    return AssignForm(data, tasks=tasks, loads=found)


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
        (f"On hold ({counts['held']})", reverse("workflows:team_held"), part == "held"),
        (
            f"Away ({queries.of_those_away(user).count()})",
            reverse("workflows:team_away"),
            part == "away",
        ),
        decide,
        (f"All tasks ({counts['everything']})", reverse("workflows:team_tasks"), part == "all"),
    ]


@require_POST
def assign(request: SignedInRequest) -> HttpResponse:
    """Give the chosen tasks to an officer. Those someone took meanwhile are named, the rest go."""
    user = request.user
    check_leads_somewhere(user)
    days = queries.Days.at(presenters.now())
    wanted = [int(pk) for pk in request.POST.getlist("task") if pk.isdecimal()]
    # One that was done meanwhile is still a choice, so that it can be named afterwards.
    known = list(queries.once_of_teams(user).filter(pk__in=wanted).values_list("pk", flat=True))
    form = assign_form(user, days, known, request.POST)
    if not form.is_valid():
        tasks = queries.needing_someone(user)
        return listed(
            request, tasks, part="unowned", heading="Tasks that need an officer", data=request.POST
        )
    officer, over_limit = form.chosen_officer, form.cleaned_data["over_limit"]
    chosen = list(queries.shown(queries.once_of_teams(user).filter(pk__in=known)))
    had = {pk: request.POST[f"had-{pk}"] for pk in known if f"had-{pk}" in request.POST}
    if "look" in request.POST:
        return handing.preview(request, chosen, officer, over_limit=over_limit, had=had)
    handout = actions.hand_out(tasks=chosen, to=officer, by=user, over_limit=over_limit, had=had)
    return told(request, handout)


def told(request: SignedInRequest, handout: Handout) -> HttpResponse:
    """On to what came of it, with how many were given and each that was not."""
    items = list(handout.items.select_related("task__added", "task__case"))
    given = sum(item.given_at is not None for item in items)
    if given:
        tasks = f"{given} task{'' if given == 1 else 's'}"
        messages.success(request, f"{tasks} given to {handout.to.display_name}.")
    for item in items:
        if item.why_not:
            messages.warning(request, f"{item.task.title}, {item.task.case.ref}: {item.why_not}")
    return redirect(handout)
