"""The register of retention reviews, one record, and a page for each thing done to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from casework.retention import permissions, presenters, queries
from casework.retention.doing import check_can_do, doing_named
from casework.retention.models import Retention, RetentionState
from casework.ui.answers import taken

LATEST = 100


@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """What waits for a decision, is overdue, due soon, held, or confirmed for disposal."""
    permissions.check_can_open_register(request.user)
    now = timezone.now()
    found = queries.register_of(request.user, now)
    look(by=request.user, page="retention:register", objects=found.everything)
    context = {
        "alerts": presenters.alert_lines(queries.alerts_of(request.user)[:LATEST], now),
        "head": presenters.HEAD,
        "head_of_confirmed": presenters.HEAD_OF_CONFIRMED,
        "proposed": presenters.list_rows(found.proposed),
        "overdue": presenters.list_rows(found.overdue),
        "soon": presenters.list_rows(found.soon),
        "held": presenters.list_rows(found.held),
        "confirmed": presenters.list_rows(found.confirmed),
    }
    return render(request, "pages/retention/register.html", context)


def found_record(request: SignedInRequest, pk: int) -> Retention:
    """The record of that number, if it is theirs to see."""
    rows = Retention.objects.visible_to(request.user).filter(pk=pk)
    row: Retention | None = rows.select_related(
        "case__person", "case__force", "case__team", "case__owner"
    ).first()
    if row is None:
        raise NotVisible("There is no such record.")
    permissions.check_can_see(request.user, row)
    return row


@require_safe
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """One record: its group, next review and holds, what can be done, everything that was."""
    row = found_record(request, pk)
    look(by=request.user, page="retention:record", objects=[row, row.case, row.case.person])
    context = {
        "record": row,
        "case": row.case,
        "tags": presenters.tags(row, timezone.now()),
        "disclaimer": presenters.DISCLAIMER if row.state == RetentionState.CONFIRMED else "",
        "facts": presenters.facts(row),
        "lines": presenters.lines(row, request.user),
        "heads": presenters.HEADS,
        "holds": presenters.hold_rows(row.holds.select_related("placed_by", "lifted_by")),
        "reviews": presenters.review_rows(row.reviews.select_related("reviewed_by", "settled_by")),
        "terms": presenters.term_rows(row.terms.all()),
        "history": presenters.history(row),
    }
    return render(request, "pages/retention/record.html", context)


def do(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """One thing, one page: who may not do it is told who can, or what stands against it."""
    row = found_record(request, pk)
    doing = doing_named(name)
    check_can_do(request.user, row, name)
    sent = request.method == "POST"
    form = doing.form(request.POST if sent else None, subject=row, user=request.user)
    given = {"retention": row, "by": request.user}
    if sent and form.is_valid() and taken(form, doing.act, **given, **form.cleaned_data):
        messages.success(request, doing.said)
        return redirect(row)
    look(by=request.user, page="retention:do", objects=[row, row.case.person])
    context = {"form": form, "doing": doing, "case": row.case, "back": row.get_absolute_url()}
    status = 422 if form.errors else 200
    return render(request, "pages/retention/do.html", context, status=status)
