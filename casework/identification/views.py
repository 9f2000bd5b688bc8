"""Nominations: who was raised by which rule, on what, and what somebody said to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotAllowed, NotVisible
from casework.identification import actions, presenters, queries
from casework.identification.forms import ConclusionForm, RunForm, SettleForm
from casework.identification.models import Flag, Run
from casework.identification.permissions import can_settle, check_can_list
from casework.incidents.models import Incident
from casework.incidents.presenters import doubts
from casework.incidents.queries import doubts_about

ROWS_ON_A_PAGE = 25


@require_safe
def nominations(request: SignedInRequest) -> HttpResponse:
    """Nominations to decide, those whose basis is lost, settled ones, and the runs."""
    check_can_list(request.user)
    show = request.GET.get("show", "open")
    show = show if show in presenters.SHOWN else "open"
    found = _runs(request) if show == "runs" else _flags(request, show)
    look(by=request.user, page="identification:nominations", objects=found.pop("seen"))
    context = {
        "show": show,
        "tabs": presenters.tabs(show),
        "heading": presenters.SHOWN[show],
        "nothing": presenters.NOTHING[show],
        **found,
    }
    return render(request, "pages/identification/nominations.html", context)


def _flags(request: SignedInRequest, show: str) -> dict[str, Any]:
    flags = queries.listed(Flag.objects.visible_to(request.user), show)
    page = Paginator(flags, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = presenters.list_rows(page, queries.newest_findings(page))
    seen = [flag.person for flag in page]
    return {"page": page, "head": presenters.LIST_HEAD, "rows": rows, "seen": seen}


def _runs(request: SignedInRequest) -> dict[str, Any]:
    runs = queries.runs_listed(Run.objects.visible_to(request.user), request.user)
    page = Paginator(runs, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = presenters.run_rows(page)
    form = RunForm(user=request.user)
    return {
        "page": page,
        "head": presenters.RUNS_HEAD,
        "rows": rows,
        "seen": list(page),
        "run_form": form if form.may_run else None,
    }


@require_POST
def new_run(request: SignedInRequest) -> HttpResponse:
    """Run a programme over today's records; the result appears under Runs."""
    check_can_list(request.user)
    form = RunForm(request.POST, user=request.user)
    if not form.is_valid():
        raise NotAllowed("Only an analyst of the whole force can run a programme.")
    actions.ask_for_run(by=request.user, **form.cleaned_data)
    messages.success(
        request, "The run has been started. Open Runs again in a minute to see what it found."
    )
    return redirect(f"{reverse('identification:nominations')}?show=runs")


@require_safe
def nomination(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why this person, on which records, and what was left out."""
    return _nomination(request, _visible(request, pk))


@require_POST
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody needs to look at it any more, for a reason that is kept."""
    flag = _visible(request, pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _nomination(request, flag, settle_form=form, status=422)
    actions.settle_flag(flag=flag, by=request.user, **form.cleaned_data)
    messages.success(request, "The nomination is settled. A new record can raise it again.")
    return redirect("identification:nominations")


@require_POST
def conclude(request: SignedInRequest, pk: int) -> HttpResponse:
    """What an analyst concluded on a nomination that lost its basis."""
    flag = _visible(request, pk)
    form = ConclusionForm(request.POST)
    if not form.is_valid():
        return _nomination(request, flag, conclusion_form=form, status=422)
    basis_lost = flag.basis_lost.order_by("-pk").first()
    if basis_lost is None:
        raise NotVisible("The records behind this nomination stand.")
    actions.review_lost_basis(basis_lost=basis_lost, by=request.user, **form.cleaned_data)
    messages.success(request, "Your conclusion is recorded. The nomination stays as it is.")
    return redirect("identification:nomination", pk=flag.pk)


def _visible(request: SignedInRequest, pk: int) -> Flag:
    flags = Flag.objects.visible_to(request.user).select_related("person__force", "settled_by")
    flag = flags.filter(pk=pk).first()
    if flag is None:
        raise NotVisible("There is no such nomination.")
    return flag


def _nomination(
    request: SignedInRequest,
    flag: Flag,
    *,
    settle_form: SettleForm | None = None,
    conclusion_form: ConclusionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    look(by=request.user, page="identification:nomination", objects=[flag, flag.person])
    case = presenters.case_of(flag)
    lost = flag.basis_lost.filter(reviewed_at=None).select_related("run").first()
    is_analyst = can_settle(request.user, flag)
    may_settle = is_analyst and flag.settled_at is None and (case is None or not case.is_open)
    context = {
        "flag": flag,
        "case": case,
        "identity": presenters.identity(flag.person),
        "lost": lost,
        "in_hand": presenters.in_hand(flag, case),
        "form": settle_form or conclusion_form,
        "settle_form": (settle_form or SettleForm()) if may_settle else None,
        "conclusion_form": (conclusion_form or ConclusionForm()) if lost and is_analyst else None,
        **_evidence(flag),
    }
    return render(request, "pages/identification/nomination.html", context, status=status)


def _evidence(flag: Flag) -> dict[str, Any]:
    findings = list(queries.findings_about(flag)[:2])
    if not findings:
        return {"nomination": None}
    newest, *older = findings
    evidence = queries.incidents_behind(newest)
    shown = presenters.Nomination(flag, newest, evidence)
    before = {row.incident_id for row in older[0].evidence.all()} if older else None
    rows = Incident.objects.filter(suspect=flag.person)
    as_victim = Incident.objects.filter(victim=flag.person).count()
    return {
        "nomination": shown,
        "a_prompt": presenters.A_PROMPT,
        "evidence_head": presenters.EVIDENCE_HEAD,
        "counted_head": presenters.COUNTED_HEAD,
        "left_out": shown.left_out(rows, as_victim=as_victim),
        "changes": presenters.changes(evidence, before),
        **doubts(doubts_about(row.pk for row in evidence)),
    }
