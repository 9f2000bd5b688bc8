"""The settings of deadlines: every rule with its versions, and the bank holidays."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.accounts.requests import SignedInRequest
from casework.clocks import Source
from casework.core.errors import NotVisible, reason_against
from casework.deadlines import actions, examples, permissions, presenters
from casework.deadlines.forms import DayForm, VersionForm
from casework.deadlines.models import Entered, NotedDay, RuleVersion
from casework.deadlines.rules import declared
from casework.ui.answers import taken

Row = TypeVar("Row", bound=Entered)
ENTERED = "Entered. It counts once somebody else has confirmed it."
ENDS = {
    "confirm": (actions.confirm, "Confirmed. It counts from its day."),
    "withdraw": (actions.withdraw, "Withdrawn. Nothing has changed."),
}


def _nation(request: SignedInRequest) -> str:
    """The nation whose deadlines this user sets; NotVisible for anybody else."""
    if reason_against(permissions.check_can_set, request.user, request.user.force):
        raise NotVisible("There is no such page.")
    return str(request.user.force.nation)


def rules(request: SignedInRequest) -> HttpResponse:
    """Every deadline rule as it holds today in the nation of the user's force."""
    nation = _nation(request)
    waits = (
        RuleVersion.objects.visible_to(request.user)
        .waiting()
        .filter(nation=nation)
        .order_by("name")
    )
    context = {
        "tables": presenters.rule_tables(declared().values(), nation),
        "head": presenters.HEADS["rules"],
        "waiting": [(row.name, presenters.title(declared()[row.name])) for row in waits],
    }
    return render(request, "pages/deadlines/rules.html", context)


def rule(request: SignedInRequest, name: str) -> HttpResponse:
    """One rule, its versions, and another one: worked out for three starts before it is saved."""
    nation = _nation(request)
    found = declared().get(name)
    if found is None:
        raise NotVisible("There is no such rule.")
    form = VersionForm(request.POST or None, rule=found)
    worked: list[list[str]] = []
    if form.is_valid():
        if "save" not in request.POST:
            worked = _worked(form, found, nation)
        elif taken(form, actions.enter_version, rule=name, by=request.user, **form.cleaned_data):
            law = found.tag == Source.LAW
            messages.success(request, ENTERED if law else "Saved. It counts from its day.")
            return redirect("deadlines:rule", name=name)
    rows = RuleVersion.objects.visible_to(request.user).filter(name=name, nation=nation)
    rows = rows.select_related("entered_by", "confirmed_by", "withdrawn_by")
    context = {
        "title": presenters.title(found),
        "facts": presenters.facts(found, nation),
        "heads": presenters.HEADS,
        "versions": presenters.version_rows(found, rows),
        "waiting": presenters.waiting(rows, request.user),
        "form": form,
        "examples": worked,
        "law": found.tag == Source.LAW,
    }
    status = 422 if form.errors else 200
    return render(request, "pages/deadlines/rule.html", context, status=status)


def _worked(form: VersionForm, found: Any, nation: str) -> list[list[str]]:
    """The three examples; none where so much cannot be counted, which the form then says."""
    amount = form.cleaned_data["amount"]
    if examples.reaches_too_far(found, amount, nation):
        form.add_error("amount", f"{amount} {found.unit} is more than can be counted. Enter fewer.")
        return []
    today = timezone.localdate()
    return presenters.example_rows(examples.worked_examples(found, amount, nation, today=today))


def days(request: SignedInRequest) -> HttpResponse:
    """The bank holidays to come, those that were noted here, and another one."""
    nation = _nation(request)
    form = DayForm(request.POST or None)
    if form.is_valid() and taken(form, actions.note_day, by=request.user, **form.cleaned_data):
        messages.success(request, ENTERED)
        return redirect("deadlines:days")
    rows = NotedDay.objects.visible_to(request.user).filter(nation=nation)
    rows = rows.select_related("entered_by", "confirmed_by", "withdrawn_by")
    context = {
        "nation": request.user.force.get_nation_display(),
        "form": form,
        "heads": presenters.HEADS,
        "holidays": presenters.holidays_to_come(nation, timezone.localdate()),
        "noted": presenters.day_rows(rows),
        "waiting": presenters.waiting(rows, request.user),
    }
    return render(request, "pages/deadlines/days.html", context, status=422 if form.errors else 200)


@require_POST
def end_version(request: SignedInRequest, pk: int, how: str) -> HttpResponse:
    """Confirm a version that waits, or withdraw it."""
    row = RuleVersion.objects.visible_to(request.user).filter(pk=pk).first()
    return redirect("deadlines:rule", name=_ended(request, row, how).name)


@require_POST
def end_day(request: SignedInRequest, pk: int, how: str) -> HttpResponse:
    """Confirm a day that waits, or withdraw it."""
    row = NotedDay.objects.visible_to(request.user).filter(pk=pk).first()
    _ended(request, row, how)
    return redirect("deadlines:days")


def _ended(request: SignedInRequest, row: Row | None, how: str) -> Row:
    _nation(request)
    if row is None or how not in ENDS:
        raise NotVisible("There is no such entry.")
    act, told = ENDS[how]
    act(row=row, by=request.user)
    messages.success(request, told)
    return row
