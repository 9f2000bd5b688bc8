"""The pages of a case: list, overview, its parts, and one page for each move."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases import queries
from casework.cases.doing import PAGES, MovePage
from casework.cases.forms.base import CaseForm
from casework.cases.forms.filtering import ListForm
from casework.cases.models import Case
from casework.cases.moves import check_move, rule_named
from casework.cases.presenters import common, history, lookup, overview, restricted
from casework.ui.answers import taken

ROWS = 25
FIRST_ENTRIES = 8


@require_safe
def case_list(request: SignedInRequest) -> HttpResponse:
    """The cases this user sees, open ones unless another state is asked for."""
    form = ListForm(request.GET or None, counts=queries.counts_by_state(request.user))
    found = queries.cases_for(request.user, **form.narrowing())
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    cases = list(page)
    look(by=request.user, page="cases:list", objects=[case.person for case in cases])
    context = {
        "form": form,
        "page": page,
        "head": ["Case", "Person", "State", "With", "Since"],
        "rows": common.list_rows(cases),
    }
    return render(request, "pages/cases/list.html", context)


def shown(request: SignedInRequest, slug: str, part: str) -> tuple[Case, dict[str, Any]]:
    """The case of a page and what every part of it shows, after the look is written."""
    case = queries.find_case(slug, request.user)
    look(by=request.user, page=f"cases:{part}", objects=[case, case.person])
    return case, {
        "case": case,
        "identity": common.Identity.of(case.person),
        "crumbs": common.crumbs(case),
        "tabs": common.tabs(case, part),
        "ended": overview.how_it_ended(case),
        "restricted": common.restricted_tag(case),
    }


@require_safe
def case(request: SignedInRequest, slug: str) -> HttpResponse:
    """Where the case is, what happens next, who can do what; a few facts for a control room."""
    brief = queries.find_looked_up(slug, request.user)
    if brief is not None:
        return looked_up(request, brief)
    found, context = shown(request, slug, "case")
    context["warnings"] = restricted.warnings(found, request.user)
    context["overview"] = overview.Overview.of(found, request.user, timezone.now())
    entries = history.Entries(found, request.user)
    context |= {"entries": entries[:FIRST_ENTRIES], "total": len(entries)}
    return render(request, "pages/cases/case.html", context)


def looked_up(request: SignedInRequest, brief: Case) -> HttpResponse:
    """What is needed at a call, and nothing that was written in the case."""
    look(by=request.user, page="cases:lookup", objects=[brief, brief.person])
    identity = common.Identity.of(brief.person)
    context = {
        "case": brief,
        "identity": identity,
        "facts": lookup.facts(brief, warnings=identity.marks),
        "no_contact": lookup.NO_CONTACT,
    }
    return render(request, "pages/cases/lookup.html", context)


@require_safe
def timeline(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everything that happened, in pages."""
    found, context = shown(request, slug, "timeline")
    show = request.GET.get("show", "")
    show = show if show in history.SHOWS else "everything"
    entries = history.Entries(found, request.user, show=show)
    page = Paginator(entries, ROWS).get_page(request.GET.get("page"))
    context |= {"page": page, "filters": history.filters(show)}
    return render(request, "pages/cases/timeline.html", context)


@require_safe
def risk(request: SignedInRequest, slug: str) -> HttpResponse:
    """The signed assessments, the newest open, and why the case was adopted."""
    found, context = shown(request, slug, "risk")
    signed = list(found.assessments.select_related("signed_by", "countersigned_by"))
    context |= {
        "changed": history.changed_rows(found),
        "assessments": [(each, history.assessment_rows(each)) for each in signed],
        "adoption": history.adoption_rows(found),
    }
    return render(request, "pages/cases/risk.html", context)


@require_safe
def why(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which records raised the flag, by which rule."""
    found, context = shown(request, slug, "why")
    context["flags"] = [history.why(flag) for flag in queries.flags_of(found)]
    context["head"] = history.EVIDENCE_HEAD
    return render(request, "pages/cases/why.html", context)


@require_safe
def person(request: SignedInRequest, ref: str) -> HttpResponse:
    """Someone the user may see, their cases and the reports about them."""
    found = queries.find_person(ref, request.user)
    look(by=request.user, page="cases:person", objects=[found])
    cases = Case.objects.visible_to(request.user).filter(person=found)
    page = Paginator(queries.incidents_of(found), ROWS).get_page(request.GET.get("page"))
    context = {
        "person": found,
        "identity": common.Identity.of(found),
        "facts": history.person_rows(found),
        "head": ["Case", "State", "With", "Open since"],
        "cases": history.case_rows(cases.select_related("owner", "team").order_by("-episode")),
        "page": page,
        "reports": [history.incident_entry(each) for each in page],
    }
    return render(request, "pages/cases/person.html", context)


def move(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """One move, one page: who may not make it is told who can, or what is missing."""
    found = queries.find_case(slug, request.user)
    check_move(request.user, found, name)
    page, sent = PAGES[name], request.method == "POST"
    form = page.form(request.POST if sent else None, subject=found, user=request.user)
    if sent and form.is_valid():
        if stops(request, found, page):
            return show_move(request, found, name, form, stopped=True)
        if made(request, found, page, form):
            messages.success(request, page.said)
            return redirect(where_to(request, found))
    return show_move(request, found, name, form)


def stops(request: SignedInRequest, found: Case, page: MovePage) -> bool:
    """Whether the page for stopping and checking has still to be passed."""
    if page.stop is None or page.stop.reason(found) is None:
        return False
    return page.stop.argument not in request.POST


def made(request: SignedInRequest, found: Case, page: MovePage, form: CaseForm) -> bool:
    """Hand the answers to the action; what it refuses becomes an error of the form."""
    answers = dict(form.cleaned_data)
    if page.stop is not None and page.stop.argument in request.POST:
        answers[page.stop.argument] = True
    return taken(form, page.act, case=found, by=request.user, **answers)


def where_to(request: SignedInRequest, found: Case) -> str:
    """Back to the case; to the new episode where one was begun."""
    later = Case.objects.visible_to(request.user).filter(previous_episode=found).first()
    return (later or found).get_absolute_url()


def show_move(
    request: SignedInRequest, found: Case, name: str, form: CaseForm, *, stopped: bool = False
) -> HttpResponse:
    look(by=request.user, page="cases:move", objects=[found, found.person, *form.named])
    page = PAGES[name]
    context = {
        "case": found,
        "form": form,
        "rule": rule_named(name),
        "page": page,
        "back": found.get_absolute_url(),
    }
    if stopped and page.stop is not None:
        answers = [
            (key, value)
            for key, values in request.POST.lists()
            for value in values
            if key != "csrfmiddlewaretoken"
        ]
        context |= {"answers": answers, "stop": page.stop, "reason": page.stop.reason(found)}
        return render(request, "pages/cases/stop.html", context)
    return render(request, "pages/cases/move.html", context, status=422 if form.errors else 200)
