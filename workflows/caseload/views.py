"""The manager's pages: what needs a decision, how the work is going, and what is likely to be late.

The forecast itself is imported when its page is asked for: it loads the statistics library, which
no other process needs.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from casework.accounts.access import has_role, role_scope, teams_of
from casework.accounts.models import Role, User
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from workflows import actions
from workflows.caseload import presenters, queries
from workflows.models import Task
from workflows.worklist import loads
from workflows.worklist import presenters as lists
from workflows.worklist.queries import shown

# How many decisions of each sort the page lists; the rest are under Cases and on Team work.
FIRST = 10
# What the log of the case says where a supervisor takes a proposal.
WHY = "It was likely to go red, and they have less on."


def check_answers(user: User) -> None:
    """Raise NotVisible for those who answer for no team's caseload."""
    if not role_scope(user, *queries.WHO_ANSWERS):
        raise NotVisible("There is no such page.")


def report(request: SignedInRequest) -> HttpResponse:
    """Caseload by state, work by kind and lateness, load by officer."""
    user = request.user
    check_answers(user)
    now = lists.now()
    kinds = queries.by_kind(user, now)
    states = queries.by_state(user)
    cases = list(queries.cases_to_decide(user)[:FIRST])
    decisions = list(shown(queries.decisions_for(user))[:FIRST])
    context = {
        "now": now,
        "stats": presenters.stats(kinds, states, queries.on_hold(user)),
        "case_lines": [presenters.case_decision(case) for case in cases],
        "lines": [lists.line_of(task, now, with_owner=True) for task in decisions],
        "charts": [
            presenters.work_by_kind(kinds),
            presenters.load_by_officer(queries.by_officer(user, now)),
            presenters.cases_by_state(states),
            presenters.overdue_by_age(kinds),
        ],
    }
    seen = {case.person for case in cases} | set(lists.persons_in(decisions))
    look(by=user, page="workflows:reports", objects=list(seen))
    return render(request, "pages/workflows/reports.html", context)


def supervises(user: User, task: Task) -> bool:
    """Whether the user supervises the team of this task: who takes what is proposed."""
    return has_role(user, Role.SUPERVISOR, force=task.case.force, team=task.team)


@require_safe
def forecast(request: SignedInRequest) -> HttpResponse:
    """Which open tasks are likely to go red, how good that is, the work to come, who could help."""
    from workflows.caseload.forecast import page

    check_answers(request.user)
    found = page.made(request.user, lists.now())
    look(by=request.user, page="workflows:forecast", objects=lists.persons_in(found.tasks))
    return render(request, "pages/workflows/forecast.html", found.context)


@require_POST
def give(request: SignedInRequest) -> HttpResponse:
    """Give one task as proposed: by a supervisor of its team, as any task is given out.

    Conflict, with who and when, where it changed hands or was done since it was proposed.
    """
    check_answers(request.user)
    seen = queries.history_of(request.user).select_related("case__force", "team")
    task = seen.filter(pk=_number(request, "task")).first()
    if task is None or not supervises(request.user, task):
        raise NotVisible("There is no such task.")
    officers = loads.officers_of(teams_of(request.user, Role.SUPERVISOR))
    to = officers.filter(pk=_number(request, "officer")).first()
    if to is None:
        raise NotVisible("There is no such officer.")
    actions.assign(task=task, to=to, by=request.user, reason=WHY, had=request.POST.get("had", ""))
    messages.success(request, f"1 task given to {to.display_name}. Its due time stays as it was.")
    return redirect("workflows:forecast")


def _number(request: SignedInRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdecimal() else 0
