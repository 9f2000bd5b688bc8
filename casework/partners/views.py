"""A referral to read: whole for the police, the agreed slice for the agency; behind the wall."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.accounts.access import has_role
from casework.accounts.models import Role
from casework.accounts.outside import desks_of, outside_too
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible, Refused
from casework.partners import actions, permissions, presenters
from casework.partners.forms import WallForm
from casework.partners.models import Referral, Reply

PAGE = 50


@outside_too
@require_safe
def referrals(request: SignedInRequest) -> HttpResponse:
    """What was sent to the reader's own agency, the latest first; no page for anybody else."""
    if not has_role(request.user, Role.PARTNER):
        raise NotVisible("There is no such page.")
    desks = desks_of(request.user, Role.PARTNER)
    sent = Referral.objects.visible_to(request.user).filter(
        service__agency__team__in=desks, sent_at__isnull=False
    )
    ordered = sent.select_related("service").order_by("-sent_at", "-pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    found = list(page)
    look(by=request.user, page="partners:referrals", objects=found)
    context = {"page": page, "lines": presenters.desk_lines(found)}
    return render(request, "pages/partners/referrals.html", context)


def find(pk: int, user: Any) -> Referral:
    """The referral, if the user may see it; NotVisible otherwise."""
    seen = Referral.objects.visible_to(user).filter(pk=pk)
    rows = seen.select_related("case__person", "service__agency", "data_set")
    found: Referral | None = rows.first()
    if found is None:
        raise NotVisible("There is no such referral.")
    return found


@outside_too
@require_safe
def referral(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole record for who sees the case; for the agency its minimum set."""
    found, user = find(pk, request.user), request.user
    if permissions.can_answer_for_agency(user, found):
        look(by=user, page="partners:referral", objects=[found])
        brief = presenters.outside_brief(found)
        return render(request, "pages/partners/received.html", {"brief": brief})
    replies = Reply.objects.visible_to(user).filter(referral=found, behind_the_wall=False)
    look(by=user, page="partners:referral", objects=[found, found.case.person])
    context = {
        "case": found.case,
        "brief": presenters.record_brief(found),
        "replies": presenters.reply_entries(replies.select_related("by")),
        "walled": permissions.can_read_behind_wall(user, found) and found.pk,
        "may_recall": found.with_agency and permissions.can_recall(user, found),
        "referral": found,
    }
    return render(request, "pages/partners/referral.html", context)


def behind_wall(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came from a victim, for those cleared, once they have said why they read it."""
    found = find(pk, request.user)
    permissions.check_can_read_behind_wall(request.user, found)
    form, replies = WallForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_wall(referral=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("reason", str(refused))
        else:
            kept = Reply.objects.visible_to(request.user).filter(referral=found)
            replies = kept.filter(behind_the_wall=True).select_related("by")
    look(by=request.user, page="partners:behind_wall", objects=[found, found.case.person])
    entries = None if replies is None else presenters.reply_entries(replies)
    context = {"case": found.case, "referral": found, "form": form, "entries": entries}
    status = 422 if form.errors else 200
    return render(request, "pages/partners/behind_wall.html", context, status=status)
