"""What an outcome proposes to come next: read, then taken or declined."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.access import role_scope
from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases.models import not_kept_from
from casework.core.errors import NotVisible, Refused
from casework.ui.times import short_date
from workflows import actions, permissions
from workflows.ladder import REVIEWS, in_words
from workflows.models import Proposal
from workflows.permissions import LEADS
from workflows.worklist.forms import ProposalForm

MOST = 20


def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is proposed and why; a supervisor takes it or declines it, with a reason."""
    row = find(request, pk)
    may = permissions.can_decide(request.user, row.case) and not row.decision
    form = ProposalForm(request.POST or None) if may else None
    if request.method == "POST":
        permissions.check_can_decide(request.user, row.case)
        if form is not None and form.is_valid() and decide(request, row, form):
            return redirect("cases:case", slug=row.case.slug)
    look(by=request.user, page="workflows:proposal", objects=[row.case, row.case.person])
    context = {
        "form": form,
        "case": row.case,
        "heading": in_words(row.what),
        "facts": facts(row),
        "starts": row.what not in REVIEWS,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "pages/workflows/proposal.html", context, status=status)


def decide(request: SignedInRequest, row: Proposal, form: ProposalForm) -> bool:
    """Do what was chosen; what is refused becomes the form's error."""
    act = actions.take_proposal if form.takes else actions.decline_proposal
    try:
        act(proposal=row, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "It is taken." if form.takes else "It is declined.")
    return True


def find(request: SignedInRequest, pk: int) -> Proposal:
    """The proposal, if the user may see it. Raises NotVisible."""
    seen = Proposal.objects.visible_to(request.user)
    row = seen.select_related("case__person", "case__team__force", "intervention", "decided_by")
    found: Proposal | None = row.filter(pk=pk).first()
    if found is None:
        raise NotVisible("There is no such proposal.")
    return found


def facts(row: Proposal) -> list[dict[str, str]]:
    """Why it is proposed, after what; and what was decided."""
    rows = [
        ("Why", row.because),
        ("After", f"{row.intervention.title}, started {short_date(row.intervention.created)}"),
        ("Proposed", short_date(row.proposed_at)),
    ]
    if row.decided_by is not None:
        who = f"{row.decided_by.display_name}, {short_date(row.decided_at)}"
        rows += [(row.get_decision_display(), who), ("Reason", row.reason)]
    return [{"key": key, "value": value} for key, value in rows]


def to_decide(user: User) -> QuerySet[Proposal]:
    """Undecided proposals on cases of the teams this user leads."""
    led = role_scope(user, *LEADS).q(force="case__force", team="case__team")
    return Proposal.objects.undecided().filter(led, not_kept_from(user))


def waiting_for(user: User) -> list[dict[str, Any]]:
    """The first of them as lines of a list, the oldest first."""
    rows = (
        to_decide(user).select_related("case__person", "intervention").order_by("proposed_at", "pk")
    )
    return [line_of(row) for row in rows[:MOST]]


def line_of(row: Proposal) -> dict[str, Any]:
    return {
        "title": row.title,
        "href": row.get_absolute_url(),
        "case": row.case.ref,
        "who": row.case.person.full_name,
        "note": f"{row.case.ref}. {row.because}",
        "tag": {"text": "Decision needed", "colour": "red"},
    }
