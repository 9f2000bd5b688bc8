"""The manager's first page: what needs a decision, and how the work is going."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from casework.accounts.access import role_scope
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from workflows.caseload import presenters, queries
from workflows.worklist import presenters as lists
from workflows.worklist.queries import shown

# How many decisions of each sort the page lists; the rest are under Cases and on Team work.
FIRST = 10


def report(request: SignedInRequest) -> HttpResponse:
    """Caseload by state, work by kind and lateness, load by officer."""
    user = request.user
    if not role_scope(user, *queries.WHO_ANSWERS):
        raise NotVisible("There is no such page.")
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
