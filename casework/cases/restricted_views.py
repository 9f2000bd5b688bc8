"""Who may see a case: the list, and one page for each thing that may be done about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases import actions, queries
from casework.cases import permissions as may
from casework.cases.doing import MovePage
from casework.cases.forms import restricted as forms
from casework.cases.forms.base import CaseForm
from casework.cases.models import Case, GlassBroken
from casework.cases.presenters import restricted as presenters
from casework.cases.restricting import check_can_ask, check_deed, check_is_told, deed_named
from casework.cases.views import ROWS, made, shown
from casework.core.errors import NotVisible, Refused

PAGES: dict[str, MovePage] = {
    "restrict": MovePage(
        forms.RestrictForm,
        actions.restrict_case,
        "Restrict the case",
        "The case is restricted. Only the people on its list see it.",
    ),
    "name": MovePage(
        forms.NameForm, actions.name_reader, "Let them see the case", "They see the case now."
    ),
    "remove": MovePage(
        forms.RemoveForm,
        actions.remove_reader,
        "Take them off the list",
        "They see the case no longer.",
    ),
    "hand-on": MovePage(
        forms.HandOnForm,
        actions.hand_on_restriction,
        "Name this manager",
        "Another manager answers for the list.",
    ),
    "lift": MovePage(
        forms.LiftForm,
        actions.lift_restriction,
        "Lift the restriction",
        "The restriction is lifted. Roles alone say who sees the case.",
    ),
    "know": MovePage(
        forms.KnowForm,
        actions.declare_interest,
        "Say that I know the person",
        "It is recorded. You see the case no longer.",
    ),
    "know-another": MovePage(
        forms.KnowAnotherForm,
        actions.record_interest,
        "Record it",
        "It is recorded. They see the case no longer.",
    ),
    "withdraw": MovePage(
        forms.WithdrawForm,
        actions.withdraw_interest,
        "Withdraw it",
        "It is withdrawn. If their role shows them the case, they see it again.",
    ),
}


@require_safe
def who(request: SignedInRequest, slug: str) -> HttpResponse:
    """Whether the case is restricted, who is on its list and who knows the person."""
    found, context = shown(request, slug, "who")
    context |= presenters.who(found, request.user)
    return render(request, "pages/cases/who.html", context)


def act(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """One deed, one page, as for a move of the case."""
    found = queries.find_case(slug, request.user)
    check_deed(request.user, found, name)
    page, sent = PAGES[name], request.method == "POST"
    form = page.form(request.POST if sent else None, subject=found, user=request.user)
    if sent and form.is_valid() and made(request, found, page, form):
        messages.success(request, page.said)
        return redirect(where_to(request, found))
    return show(request, found, name, form)


def ask(request: SignedInRequest) -> HttpResponse:
    """Ask for a case that nobody may know of. The answer is the same whatever there is."""
    check_can_ask(request.user)
    sent = request.method == "POST"
    form = forms.AskForm(request.POST if sent else None)
    if sent and form.is_valid():
        try:
            asked = actions.break_glass(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, presenters.asked_for(asked))
            return redirect("cases:case", slug=asked.reference.lower().replace("/", "-"))
    context = {"form": form, "told": presenters.before_asking(request.user)}
    return render(request, "pages/cases/ask.html", context, status=422 if form.errors else 200)


@require_safe
def asked(request: SignedInRequest) -> HttpResponse:
    """Who asked for which case and why, for whoever answers for its list, and for the auditor."""
    check_is_told(request.user)
    rows = GlassBroken.objects.visible_to(request.user).order_by("-at", "-pk")
    rows = rows.with_askings_of_the_hour()
    rows = rows.select_related("user", "read_by", "restriction__case")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    found = list(page)
    look(by=request.user, page="cases:asked", objects=found)
    lines = [presenters.asked_line(each, request.user, timezone.now()) for each in found]
    return render(request, "pages/cases/asked.html", {"page": page, "lines": lines})


@require_POST
def asked_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one has read of it."""
    check_is_told(request.user)
    found = GlassBroken.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise NotVisible("There is no such entry.")
    actions.read_broken_glass(asked=found, by=request.user)
    messages.success(request, "It is recorded that you have read it.")
    return redirect("cases:asked")


def show(request: SignedInRequest, found: Case, name: str, form: CaseForm) -> HttpResponse:
    look(by=request.user, page="cases:who_do", objects=[found, found.person])
    context = {
        "case": found,
        "form": form,
        "rule": deed_named(name),
        "page": PAGES[name],
        "back": reverse("cases:who", args=[found.slug]),
    }
    return render(request, "pages/cases/move.html", context, status=422 if form.errors else 200)


def where_to(request: SignedInRequest, found: Case) -> str:
    """Back to the list, or to the cases for who sees this one no longer."""
    if may.can_see(request.user, found):
        return reverse("cases:who", args=[found.slug])
    return reverse("cases:list")
