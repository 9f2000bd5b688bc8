"""Every record that names whoever has it now: what the leaver's tool gives to somebody else.

Each field of a model that names a user is either moved, and stands here, or says what somebody
did or is entitled to, and stands in `workflows/stays.py`. A field that is in neither is an error
of `manage.py check`, so that no new kind of record is forgotten on somebody's last day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Q, QuerySet

from casework.accounts.models import User
from casework.cases.models import Case, Restriction, not_kept_from
from casework.enforcement.warrants.models import SubType, Warrant
from casework.enforcement.warrants.models.states import OPEN_BAIL, OPEN_WARRANT
from casework.operations.models import TimedContact
from casework.ui.times import short_date
from casework.victims.models import SupportOffer
from casework.victims.models.names import WITH_SERVICE
from casework.visits.actions.officers import TO_COME
from casework.visits.models import Visit
from workflows.models import Task
from workflows.stays import STAYS

Users = Sequence[User]
Thing = Task | Visit | Case | Warrant | TimedContact | SupportOffer | Restriction


@dataclass(frozen=True, kw_only=True)
class Held:
    """One kind of record somebody has. `fields` name who has it, `of_any` finds those that are
    open and with one of several users; `case` is the way from it to its case, `named` what a
    sentence calls it."""

    fields: tuple[str, ...]
    of_any: Callable[[Users], QuerySet[Any]]
    named: Callable[[Any], str]
    case: str = "case"
    # Where it goes if to nobody by name, where that may be.
    to_nobody: str = ""

    def of(self, user: User) -> QuerySet[Any]:
        """Those that are open and theirs."""
        return self.of_any([user])

    def holders(self, users: Users, reader: User) -> set[int]:
        """Keys of those of `users` who have one, but of people who are kept from the reader."""
        found = self.of_any(users).filter(not_kept_from(reader, case=self.case)).order_by()
        names = [field.rpartition(".")[2] for field in self.fields]
        return {pk for row in found.values_list(*names) for pk in row if pk is not None}

    def seen_by(self, user: User, reader: User) -> list[Any]:
        """Those of `user`, but none of people who are kept from the reader."""
        return list(self.of(user).filter(not_kept_from(reader, case=self.case)))


def _tasks(users: Users) -> QuerySet[Task]:
    tasks = Task.objects.open().filter(owner__in=users)
    return tasks.select_related("process", "case__person", "case__force", "team").order_by(
        "due_at", "pk"
    )


def _visits(users: Users) -> QuerySet[Visit]:
    """Still to be made; what was made is history."""
    visits = Visit.objects.filter(state__in=TO_COME, intervention__finished__isnull=True)
    visits = visits.filter(Q(lead_officer__in=users) | Q(second_officer__in=users))
    return visits.select_related("case__person", "case__force", "case__team").order_by(
        "planned_for", "pk"
    )


def _cases(users: Users) -> QuerySet[Case]:
    cases = Case.objects.open().filter(owner__in=users).select_related("person", "force", "team")
    return cases.order_by("year", "number")


def _warrants(users: Users) -> QuerySet[Warrant]:
    """Somebody is still to be found; who found them stays in its outcome."""
    wanted = Q(sub_type=SubType.WARRANT, state__in=OPEN_WARRANT)
    bailed = Q(sub_type=SubType.BAIL, state__in=OPEN_BAIL)
    warrants = Warrant.objects.filter(wanted | bailed, allocated_to__in=users)
    return warrants.select_related("case__person", "case__force", "case__team").order_by("pk")


def _contacts(users: Users) -> QuerySet[TimedContact]:
    contacts = TimedContact.objects.to_make().filter(officer__in=users)
    about = ("member__case__person", "member__case__force", "member__case__team")
    return contacts.select_related("member__operation", *about).order_by("minutes", "pk")


def _clients(users: Users) -> QuerySet[SupportOffer]:
    offers = SupportOffer.objects.filter(advocate__in=users, state__in=WITH_SERVICE)
    return offers.select_related("case__person", "case__force", "case__team", "service").order_by(
        "pk"
    )


def _lists(users: Users) -> QuerySet[Restriction]:
    standing = Restriction.objects.standing().filter(manager__in=users)
    return standing.select_related("case__person", "case__force", "case__team").order_by("pk")


def _visit_named(visit: Visit) -> str:
    day = f" on {short_date(visit.planned_for)}" if visit.planned_for else ""
    return f"the visit of {visit.case.ref}{day}"


# By the key that a form and the item of a hand-over have for it.
HELD: dict[str, Held] = {
    "task": Held(
        fields=("workflows.Task.owner",),
        of_any=_tasks,
        named=lambda task: f"the task \u201c{task.title}\u201d",
        to_nobody="the team's queue",
    ),
    "visit": Held(
        fields=("visits.Visit.lead_officer", "visits.Visit.second_officer"),
        of_any=_visits,
        named=_visit_named,
    ),
    "case": Held(
        fields=("cases.Case.owner",),
        of_any=_cases,
        named=lambda case: f"the case {case.ref}",
        case="pk",
    ),
    "warrant": Held(
        fields=("warrants.Warrant.allocated_to",),
        of_any=_warrants,
        named=lambda warrant: (
            f"the {'bail' if warrant.is_bail else 'warrant'} of {warrant.case.ref}"
        ),
        to_nobody="the whole team",
    ),
    "contact": Held(
        fields=("operations.TimedContact.officer",),
        of_any=_contacts,
        named=lambda contact: f"the contact of {contact.case.ref} around an event",
        case="member__case",
    ),
    "support": Held(
        fields=("victims.SupportOffer.advocate",),
        of_any=_clients,
        named=lambda offer: f"the client {offer.outside_ref}",
    ),
    "restriction": Held(
        fields=("cases.Restriction.manager",),
        of_any=_lists,
        named=lambda row: f"the list of {row.case.ref}",
    ),
}
# What goes with something else, or ends, without a choice.
GOES_ALONG = {
    "workflows.Task.also_for": "to whoever takes their place on the visit",
    "accounts.Absence.deputy": "nobody stands in until somebody else is named",
    "accounts.RoleGrant.user": "every role ends",
    "authorities.UnitMember.user": "off the list, without a word to whoever lets them go",
}


def named(thing: Thing) -> str:
    """A thing as a sentence names it: no personal data."""
    return kind_of(thing).named(thing)


def case_of(thing: Thing) -> Case:
    """The case it belongs to, which is itself for a case."""
    found: Case = thing if isinstance(thing, Case) else thing.case  # type: ignore[union-attr]
    return found


def kind_of(thing: Thing) -> Held:
    label = thing._meta.label
    return next(held for held in HELD.values() if held.fields[0].startswith(f"{label}."))


def fields_naming_users() -> Iterator[str]:
    """Every field of every model of ours that names a user, such as "cases.Case.owner"."""
    for model in apps.get_models():
        # Those of the libraries are not our records.
        if not model.__module__.startswith(("casework.", "letters.", "workflows.")):
            continue
        for field in model._meta.fields:
            if isinstance(field, ForeignKey) and field.related_model is User:
                yield f"{model._meta.label}.{field.name}"


def undecided() -> list[str]:
    """Fields of which nobody has said whether they are moved or stay, or that were said twice."""
    moved = [field for held in HELD.values() for field in held.fields] + list(GOES_ALONG)
    stays = [f"{label}.{name}" for label, names in STAYS.items() for name in names.split()]
    said = [*moved, *stays]
    there = set(fields_naming_users())
    twice = {field for field in said if said.count(field) > 1}
    return sorted(there.symmetric_difference(said) | twice)
