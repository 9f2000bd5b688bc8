"""The leaver's tool: what hangs on somebody, who gets it, what came of it, and the pack."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casework.accounts.access import role_scope
from casework.accounts.models import LEADS_PEOPLE, User
from casework.accounts.outside import is_outside, outside_too
from casework.accounts.permissions import (
    can_let_go,
    check_can_let_go,
    colleagues_led,
    formerly_led,
)
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases.models import Case
from casework.core.errors import Conflict, NotVisible, Refused
from casework.victims.models import SupportOffer
from workflows import actions, leaving
from workflows.models import HandOver, Task
from workflows.worklist import leaving_presenters as presenters
from workflows.worklist import pack as packs
from workflows.worklist.leaving_forms import LeavingForm


@require_safe
def leavers(request: SignedInRequest) -> HttpResponse:
    """Whose work the reader may hand over, with how much hangs on each."""
    if not role_scope(request.user, *LEADS_PEOPLE):
        raise NotVisible("There is no such page.")
    found = [each for each in colleagues_led(request.user) if can_let_go(request.user, each)]
    gone = leaving.still_having(formerly_led(request.user), request.user)
    context = {
        "head": presenters.HEAD,
        "rows": presenters.people_rows(found, request.user),
        "gone": presenters.people_rows(gone, request.user),
    }
    return render(request, "pages/workflows/leavers.html", context)


def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """A dry run of handing over somebody's work, and the doing of it."""
    user = User.objects.visible_to(request.user).filter(pk=pk).first()
    if user is None:
        raise NotVisible("There is no such person.")
    check_can_let_go(request.user, user)
    work = leaving.work_of(user, request.user)
    leaving.check_leads_what_is_left(request.user, work)
    sent = request.POST if request.method == "POST" else None
    form = LeavingForm(sent, work=work, colleagues=list(colleagues_led(request.user)))
    changed = None
    if sent is not None and form.is_valid() and "look" not in sent:
        try:
            done = actions.hand_over(user=user, by=request.user, to=form.chosen(), **form.details())
            messages.success(request, presenters.told(done))
            return redirect(done)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Conflict as conflict:
            changed = str(conflict)
            work = leaving.work_of(user, request.user)
            form = again(form, work=work)
    return show(request, work, form, changed)


def again(form: LeavingForm, *, work: leaving.Work) -> LeavingForm:
    """The form with everything that hangs on them now and all that was chosen before."""
    fresh = LeavingForm(form.data, work=work, colleagues=list(form.people.values()))
    fresh.is_valid()
    return fresh


def show(
    request: SignedInRequest, work: leaving.Work, form: LeavingForm, changed: str | None
) -> HttpResponse:
    """Every item with who gets it, or why they cannot; what goes with it without a choice."""
    looked = form.is_bound and form.is_valid()
    chosen = form.chosen() if looked else {}
    details = form.details() if looked else {"over_limit": ""}
    against = leaving.reasons_against(
        work, chosen, by=request.user, over_limit=details["over_limit"]
    )
    context = {
        "form": form,
        "leaver": work.user,
        "lines": presenters.item_lines(work, form, chosen, against),
        "besides": presenters.besides(work),
        "changed": changed,
        "looked": looked and not changed,
        "stands_against": len(against),
    }
    look(by=request.user, page="workflows:hand_over", objects=presenters.seen(work))
    status = 409 if changed else (422 if form.errors else 200)
    return render(request, "pages/workflows/hand_over.html", context, status=status)


def find(pk: int, user: Any) -> HandOver:
    """A hand-over the reader made or got work by; NotVisible otherwise."""
    rows = HandOver.objects.visible_to(user).select_related("user", "by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible("There is no such hand-over.")
    return found


@outside_too
@require_safe
def handed_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """What went to whom: all of it to who did it, their own part to who got it."""
    done = find(pk, request.user)
    if is_outside(request.user):
        return handed_to_a_desk(request, done)
    items = items_of(done).filter(case__in=Case.objects.visible_to(request.user))
    if done.by_id != request.user.pk:
        items = items.filter(to=request.user)
    found = list(items)
    is_receiver = any(item.to_id == request.user.pk for item in found)
    look(
        by=request.user,
        page="workflows:handed_over",
        objects=list({item.case.person_id: item.case.person for item in found}.values()),
    )
    context = {
        "hand_over": done,
        "lines": presenters.result_lines(found),
        "pack": reverse("workflows:pack", args=[done.pk]) if is_receiver else "",
        "receivers": presenters.receivers(found) if done.by_id == request.user.pk else "",
        "unasked": presenters.unasked(done, found, request.user),
        "still": presenters.still_theirs(done, request.user),
    }
    return render(request, "pages/workflows/handed_over.html", context)


def items_of(done: HandOver) -> Any:
    things = ("task", "visit__case", "warrant__case", "contact__member__operation", "support")
    return done.items.select_related("case__person", "to", "restriction__case", *things)


def handed_to_a_desk(request: SignedInRequest, done: HandOver) -> HttpResponse:
    """What somebody of another agency got: clients and tasks of their own desk, and no case."""
    clients = SupportOffer.objects.visible_to(request.user)
    tasks = Task.objects.filter(owner=request.user).not_kept_from(request.user)
    theirs = Q(support__in=clients) | Q(task__in=tasks)
    found = list(items_of(done).filter(theirs, to=request.user))
    offers = [item.support for item in found if item.support]
    look(by=request.user, page="workflows:handed_over", objects=offers)
    context = {"hand_over": done, "lines": presenters.outside_lines(found), "at_a_desk": True}
    return render(request, "pages/workflows/handed_over.html", context)


@require_safe
def pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """The pack of what the reader got by a hand-over, as it stands now, to keep for a while."""
    done = find(pk, request.user)
    if not done.items.filter(to=request.user).exists():
        raise NotVisible("There is no such pack.")
    cases = packs.cases_of(done, request.user)
    pdf = packs.printed(done, request.user, cases)
    look(
        by=request.user,
        page="workflows:pack",
        objects=[*cases, *(case.person for case in cases)],
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="hand-over-{done.pk}.pdf"'
    return response
