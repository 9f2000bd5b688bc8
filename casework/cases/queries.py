"""Which cases, people and records the pages show. Reads only."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from casework.accounts.access import role_scope
from casework.accounts.models import Role, User
from casework.audit.models import EventQuerySet
from casework.audit.queries import changes_in
from casework.cases.models import (
    OPEN,
    AdoptionChecks,
    Case,
    RiskAssessment,
    State,
    StepDownProposal,
    not_kept_from,
)
from casework.cases.permissions import can_read_holds
from casework.core.errors import NotVisible
from casework.identification.models import Evidence, Finding, Flag
from casework.incidents.models import Incident
from casework.people.models import Person

HOLD_VERBS = ("case.hold_placed", "case.hold_lifted")


def find_case(slug: str, user: User) -> Case:
    """The case of that address; NotVisible for one that is not there or not theirs."""
    found: Case | None = (
        Case.objects.visible_to(user)
        .by_ref(slug)
        .select_related("person__force", "force", "team", "owner", "flag", "previous_episode")
        .first()
    )
    if found is None:
        raise NotVisible("There is no such case.")
    return found


def find_looked_up(slug: str, user: User) -> Case | None:
    """The case of that address where the user may look it up and may not read it."""
    if not role_scope(user, Role.ADVISER):
        return None
    cases = Case.objects.looked_up_by(user).exclude(pk__in=Case.objects.visible_to(user))
    found: Case | None = (
        cases.by_ref(slug).select_related("person__force", "force", "team", "owner").first()
    )
    return found


def cases_for(user: User, *, state: str = "", mine: bool = False) -> QuerySet[Case]:
    """The cases of a list, newest first: open ones, or those at one state; own ones alone."""
    cases: QuerySet[Case] = Case.objects.listed_for(user)
    cases = cases.filter(state=state) if state in State.values else cases.filter(state__in=OPEN)
    if mine:
        cases = cases.filter(owner=user)
    return cases.select_related("person", "owner", "team").order_by("-year", "-number", "-pk")


def counts_by_state(user: User) -> dict[str, int]:
    """How many cases this user finds in the list at each state."""
    rows = Case.objects.listed_for(user).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def open_cases_of(owner: User, reader: User) -> int:
    """How many open cases somebody owns, as far as the reader may know."""
    known = not_kept_from(reader, case="pk")
    count: int = Case.objects.open().filter(known, owner=owner).count()
    return count


def find_person(ref: str, user: User) -> Person:
    """Someone the user may see by role, or through a case they see; NotVisible otherwise."""
    person = Person.objects.by_ref(ref).select_related("force").first()
    if person is None or not sees_person(user, person):
        raise NotVisible("There is no such person.")
    return person


def sees_person(user: User, person: Person) -> bool:
    if Person.objects.visible_to(user).filter(pk=person.pk).exists():
        return True
    # `Case.visible_to` leaves out everybody who is kept from this user.
    through_a_case: bool = Case.objects.visible_to(user).filter(person=person).exists()
    return through_a_case


def events_of(case: Case, user: User) -> EventQuerySet:
    """What was done on the case, newest first. Holds are for those who may read them."""
    events = changes_in(case.audit_stream)
    if not can_read_holds(user, case):
        events = events.exclude(verb__in=HOLD_VERBS)
    return events


def incidents_of(person: Person) -> QuerySet[Incident]:
    """Records that name the person as the suspect, newest first."""
    return person.incidents_as_suspect.order_by("-offence_from", "-pk")


def flags_of(case: Case) -> list[Flag]:
    """The flag that opened the case and those that joined it, in the order they came."""
    joined = Flag.objects.filter(linked_to__case=case)
    opening = Flag.objects.filter(cases=case)
    return list((joined | opening).distinct().order_by("raised_at", "pk"))


def finding_behind(flag: Flag) -> Finding | None:
    """What the run found that raised the flag, with the very records that counted."""
    evidence = Evidence.objects.select_related("incident").order_by("incident__offence_from", "pk")
    return (
        flag.findings.filter(run=flag.raised_by)
        .select_related("run__programme")
        .prefetch_related(Prefetch("evidence", queryset=evidence))
        .first()
    )


def has_lost_its_basis(flag: Flag) -> bool:
    """Whether a later run no longer found what raised the flag, and no analyst concluded yet."""
    return flag.basis_lost.filter(reviewed_at=None).exists()


def open_tasks(case: Case) -> list[Any]:
    """The case's open work, soonest first. Rows of the workflows room, reached from the case."""
    tasks = case.tasks.filter(finished=None, due_at__isnull=False)
    shown = tasks.select_related("owner", "team", "process", "added").prefetch_related("holds")
    return list(shown.order_by("due_at", "pk"))


def documents(case: Case) -> list[Any]:
    """The sealed papers of the case, the newest first, without their bytes. Drafts are not kept
    for the case but for who approves them."""
    sealed = case.documents.exclude(kind__endswith="_draft")
    return list(sealed.defer("html", "pdf", "inputs").order_by("-created_at", "-pk"))


def proposals(case: Case) -> Any:
    """What outcomes propose to come next and nobody has decided on, the oldest first."""
    found: Any = case
    return found.proposals.undecided().select_related("intervention")


def retention(case: Case) -> Any:
    """How long the record of an ended case is kept; None while it is open."""
    return None if case.is_open else getattr(case, "retention", None)


def interventions(case: Case) -> list[Any]:
    """What was started on the case, open ones first, the newest first."""
    rows = case.interventions.select_related("started_by").with_records()
    return sorted(rows, key=lambda row: (row.finished is not None, -row.created.timestamp()))


def awaiting_decision(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of `cases` that wait for a supervisor or a manager, the longest waiting first.

    Each says what for: `proposed` (a step-down is), `assessed` without `countersigned`; else it is
    at triage, or has all that adoption needs.
    """
    of_case = {"case": OuterRef("pk")}
    newest = RiskAssessment.objects.filter(**of_case).order_by("-signed_at", "-pk")
    cases = cases.annotate(
        assessed=Exists(newest),
        countersigned=Subquery(newest.values("countersigned_at")[:1]),
        checked=Exists(AdoptionChecks.objects.filter(**of_case)),
        proposed=Exists(StepDownProposal.objects.filter(**of_case, decision="")),
    )
    unsigned = Q(assessed=True, countersigned=None)
    ready = Q(state=State.ASSESSMENT, checked=True, assess_by=None, countersigned__isnull=False)
    waiting = cases.filter(Q(state=State.TRIAGE) | unsigned | ready | Q(proposed=True))
    found: QuerySet[Case] = waiting.order_by("state_since", "pk")
    return found
