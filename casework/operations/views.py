"""Operations: the list, one with its people and contacts, run sheets, flags, the debrief."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casework.accounts.access import role_scope
from casework.accounts.models import Role
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases.models import not_kept_from
from casework.core.errors import NotVisible, Refused
from casework.operations import actions, permissions, queries
from casework.operations.forms import PeopleForm, PlanForm
from casework.operations.models import (
    CohortMember,
    Operation,
    OperationState,
    TimedContact,
    WindowFlag,
)
from casework.operations.presenters import pages, sheets, words

PAGE = 50
READERS = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER, Role.ANALYST, Role.ADVISER)


def find(pk: int, user: Any) -> Operation:
    """The operation, if the user may see it; NotVisible otherwise."""
    seen = Operation.objects.visible_to(user).filter(pk=pk).select_related("force", "team")
    found: Operation | None = seen.first()
    if found is None:
        raise NotVisible("There is no such operation.")
    return found


def find_person(pk: int, user: Any) -> CohortMember:
    """A person of an operation that the user plans, on a case that the user sees."""
    members = CohortMember.objects.visible_to(user).filter(pk=pk)
    rows = members.select_related("operation__force", "operation__team", "case__person")
    found: CohortMember | None = rows.first()
    if found is None:
        raise NotVisible("There is no such person.")
    return found


def find_contact(pk: int, user: Any) -> TimedContact:
    """A contact with a person whom the user may read about here."""
    contacts = TimedContact.objects.filter(pk=pk)
    found: TimedContact | None = contacts.select_related("officer").first()
    if found is None:
        raise NotVisible("There is no such contact.")
    found.member = find_person(found.member_id, user)
    permissions.check_can_see(user, found.operation)
    return found


def find_flag(pk: int, user: Any) -> WindowFlag:
    """A flag for the window of an operation that the user sees."""
    flags = WindowFlag.objects.select_related("member__operation__force", "member__case__person")
    flags = flags.filter(not_kept_from(user, case="member__case"))
    found = flags.filter(member__operation__in=Operation.objects.visible_to(user), pk=pk).first()
    if found is None:
        raise NotVisible("There is no such flag.")
    return found


def operations(request: SignedInRequest) -> HttpResponse:
    """Those the reader has to do with, the latest event first."""
    if not role_scope(request.user, *READERS):
        raise NotVisible("There is no such page.")
    seen = Operation.objects.visible_to(request.user)
    page = Paginator(seen, PAGE).get_page(request.GET.get("page"))
    found = list(page)
    look(by=request.user, page="operations:list", objects=[*found])
    context = {
        "page": page,
        "lines": pages.lines(found),
        "can_plan": bool(role_scope(request.user, Role.MANAGER)),
    }
    return render(request, "pages/operations/list.html", context)


def plan(request: SignedInRequest) -> HttpResponse:
    """A new operation around an event."""
    if not role_scope(request.user, Role.MANAGER):
        raise NotVisible("There is no such page.")
    sent = request.method == "POST"
    form = PlanForm(request.POST if sent else None, subject=None, user=request.user)
    if sent and form.is_valid():
        try:
            made = actions.plan_operation(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Planned. An analyst proposes the people next.")
            return redirect(made)
    status = 422 if form.errors else 200
    return render(request, "pages/operations/plan.html", {"form": form}, status=status)


def operation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole of it for who plans it; an officer's run sheet; the flags for the control room."""
    found, user = find(pk, request.user), request.user
    if not permissions.plans(user, found):
        desk = role_scope(user, Role.ADVISER)
        return redirect("operations:flags" if desk else "operations:run_sheet", pk=pk)
    members = list(queries.members_of(found, user).prefetch_related("grounds"))
    contacts = queries.contacts_of(found).filter(member__in=members)
    look(by=user, page="operations:operation", objects=[found, *(m.case.person for m in members)])
    context = frame(found, user, "operation") | {
        "facts": pages.facts(found),
        "deeds": pages.deeds(found, user),
        "people": pages.member_lines(members),
        "waves": pages.by_wave(contacts),
        "can_propose": permissions.proposes(user, found) and found.state in PROPOSING,
    }
    return render(request, "pages/operations/operation.html", context)


PROPOSING = (OperationState.PLANNED, OperationState.COHORT_PROPOSED)


def frame(found: Operation, user: Any, current: str) -> dict[str, Any]:
    """What every page of an operation is headed with."""
    return {
        "operation": found,
        "status": words.status(found),
        "sections": pages.sections(found, user, current),
    }


def people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everyone with a ground who is not on the list yet; the analyst ticks whom to propose."""
    found, user = find(pk, request.user), request.user
    permissions.check_proposes(user, found)
    sent = request.method == "POST"
    form = PeopleForm(request.POST if sent else None, subject=found, user=user)
    if sent and form.is_valid():
        try:
            actions.add_people(operation=found, by=user, cases=form.chosen)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = "They are on the list. A manager (DI) decides on each person."
            messages.success(request, said)
            return redirect(found)
    shown = [case.person for case, _ in form.found]
    look(by=user, page="operations:people", objects=[found, *shown])
    context = frame(found, user, "") | {"form": form, "anybody": bool(form.found)}
    status = 422 if form.errors else 200
    return render(request, "pages/operations/people.html", context, status=status)


def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: grounds, decision, package, contacts, and what can be done."""
    found, user = find_person(pk, request.user), request.user
    look(by=user, page="operations:person", objects=[found.operation, found.case.person])
    contacts = queries.contacts_of(found.operation).filter(member=found)
    context = {
        "operation": found.operation,
        "case": found.case,
        "brief": pages.person_brief(found, user),
        "contacts": pages.contact_lines(contacts, named=False),
    }
    return render(request, "pages/operations/person.html", context)


def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """One contact: when, what it started, what came of it, and what can be done."""
    found, user = find_contact(pk, request.user), request.user
    look(by=user, page="operations:contact", objects=[found.operation, found.case.person])
    context = {
        "operation": found.operation,
        "case": found.case,
        "contact": found,
        "back": reverse("operations:person", args=[found.member_id]),
        "brief": pages.contact_brief(found, user),
    }
    return render(request, "pages/operations/contact.html", context)


def run_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Contacts for each officer and wave, to print; an officer sees their own alone."""
    found, user = find(pk, request.user), request.user
    contacts, whole = queries.contacts_of(found), permissions.plans(user, found)
    if whole:
        contacts = contacts.filter(member__in=queries.members_of(found, user))
    else:
        contacts = contacts.filter(not_kept_from(user, case="member__case"), officer=user)
    shown = list(contacts)
    look(by=user, page="operations:run_sheet", objects=[found, *(c.case.person for c in shown)])
    context = frame(found, user, "run_sheet") | {
        "sheets": sheets.run_sheet(shown),
        "left_out": sheets.left_out(found, user) if whole else [],
        "left_head": sheets.LEFT_HEAD,
    }
    return render(request, "pages/operations/run_sheet.html", context)


def flags(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the control room has for the window of the event."""
    found, user = find(pk, request.user), request.user
    shown = list(queries.flags_of(found, user))
    if not shown and not permissions.plans(user, found):
        raise NotVisible("There is no such page.")
    persons = [each.member.case.person for each in shown]
    look(by=user, page="operations:flags", objects=[found, *persons])
    context = frame(found, user, "flags") | {"flags": pages.flag_lines(shown, user)}
    return render(request, "pages/operations/flags.html", context)


def debrief(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came of each contact, who was not contacted and why, reports around the event."""
    found, user = find(pk, request.user), request.user
    permissions.check_plans(user, found)
    members = queries.members_of(found, user)
    contacts = list(queries.contacts_of(found).filter(member__in=members))
    look(by=user, page="operations:debrief", objects=[found, *(m.case.person for m in members)])
    context = frame(found, user, "debrief") | {
        "deeds": pages.deeds(found, user),
        "counts": sheets.counts(contacts),
        "waves": pages.by_wave(contacts),
        "left_out": sheets.left_out(found, user),
        "left_head": sheets.LEFT_HEAD,
        "measures": sheets.measures(found, user),
        "caution": sheets.CAUTION,
        "lines": sheets.debrief_lines(found, user),
    }
    return render(request, "pages/operations/debrief.html", context)
