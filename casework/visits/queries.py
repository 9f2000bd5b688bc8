"""What is known here about a visit: addresses, who may be there, what the records say.

A protected person's address is compared and never shown: only whether it may be the same home
leaves this file (domain: section 5.10).
"""

from __future__ import annotations

from django.db.models import QuerySet

from casework.cases.models import Case
from casework.people.addresses import could_be_same, normal_address
from casework.people.models import Contact, Marker, Person, ProtectedContact
from casework.ui.times import short_date
from casework.visits.models import Visit, VisitAttempt, VisitCheck

Kind = VisitCheck.Kind


def addresses(case: Case) -> list[Contact]:
    """The addresses recorded for the person, the latest first, doubtful ones last."""
    found = Contact.objects.filter(person=case.person_id, kind=Contact.Kind.ADDRESS)
    latest = found.order_by("-last_seen_on", "pk")
    return sorted(latest, key=lambda each: each.doubtful_since is not None)


def live_markers(*people: int) -> QuerySet[Marker]:
    """Markers in force today of the persons with these keys."""
    return Marker.objects.live().filter(person__in=people).order_by("kind")


def _home(visit: Visit) -> str:
    """The visited address in the form it is compared in; "" while none is planned."""
    if visit.contact is not None:
        return visit.contact.normal
    return normal_address(visit.place, "") if visit.place else ""


def victim_may_be_there(visit: Visit) -> bool:
    """Whether somebody harmed by this person may live at the visited address."""
    home = _home(visit)
    harmed = ProtectedContact.objects.filter(
        kind=Contact.Kind.ADDRESS, person__incidents_as_victim__suspect=visit.case.person_id
    )
    unnamed = visit.case.person.incidents_as_suspect.exclude(unidentified_victim=None).values_list(
        "unidentified_victim__address", "unidentified_victim__postcode"
    )
    theirs = {*harmed.values_list("normal", flat=True)}
    theirs |= {normal_address(line, postcode) for line, postcode in unnamed if line or postcode}
    return bool(home) and any(could_be_same(home, other) for other in theirs)


def others_there(visit: Visit) -> list[int]:
    """Keys of other persons recorded as suspects at exactly the visited address."""
    if visit.contact is None:
        return []
    same = Contact.objects.filter(kind=Contact.Kind.ADDRESS, normal=visit.contact.normal)
    others = same.exclude(person=visit.case.person_id)
    return list(others.order_by("person").values_list("person", flat=True))


def children_at_reports(person: Person) -> str:
    """ "Children were present at 2 reports, last on 3 March 2026", or ""."""
    reports = person.incidents_as_suspect.filter(children_present=True)
    last = reports.order_by("-offence_on").first()
    if last is None:
        return ""
    number = reports.count()
    at = f"{number} reports, last" if number > 1 else "1 report,"
    return f"Children were present at {at} on {short_date(last.offence_on)}"


def last_visit(visit: Visit) -> VisitAttempt | None:
    """The latest time anyone was at the door in another visit of this person."""
    attempts = VisitAttempt.objects.filter(visit__case__person=visit.case.person_id)
    return attempts.exclude(visit=visit).order_by("at", "pk").last()


def recorded(visit: Visit) -> dict[VisitCheck.Kind, str]:
    """What this service's own records say for a check; only a hint, the check is still made."""
    markers = list(live_markers(visit.case.person_id))
    dogs = [marker for marker in markers if marker.kind == Marker.Kind.DOGS]
    before = last_visit(visit)
    found = {
        Kind.WARNINGS: "; ".join(marker.in_words for marker in markers) or "no live marker",
        Kind.DOGS: "; ".join(marker.in_words for marker in dogs),
        Kind.CHILDREN: children_at_reports(visit.case.person),
        Kind.LAST_VISIT: "no earlier visit",
    }
    if before is not None:
        found[Kind.LAST_VISIT] = f"{before.get_outcome_display()}, {short_date(before.at)}"
    if victim_may_be_there(visit):
        found[Kind.VICTIM_AT_ADDRESS] = "someone to protect may live there"
    return {kind: f"Recorded here: {text}" for kind, text in found.items() if text}
