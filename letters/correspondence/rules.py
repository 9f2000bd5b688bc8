"""What decides about a letter without changing it: where it may go, what it may rest on, and
whether an advocate hears of it first."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.cases.models import Case
from casework.incidents.models import CANCELLED, Incident, UnidentifiedVictim
from casework.people.addresses import could_be_same, normal_address
from casework.people.models import Contact, Person, ProtectedContact
from letters.correspondence.models import Letter, Method, ServiceAttempt
from letters.correspondence.policy import ADULT_FROM_YEARS, ATTEMPTS


def linked_persons(person: Person) -> QuerySet[Person]:
    """Everybody on the other side of any record that names this person, whatever became of it."""
    return (
        Person.objects.filter(
            Q(incidents_as_victim__suspect=person) | Q(incidents_as_suspect__victim=person)
        )
        .exclude(pk=person.pk)
        .distinct()
    )


def homes_of_others(person: Person) -> list[str]:
    """The normal form of every address recorded for somebody linked to this person."""
    others = linked_persons(person).values("pk")
    known = ProtectedContact.objects.filter(person__in=others, kind=ProtectedContact.Kind.ADDRESS)
    as_suspects = Contact.objects.filter(person__in=others, kind=Contact.Kind.ADDRESS)
    unnamed = UnidentifiedVictim.objects.filter(incident__suspect=person).exclude(
        address="", postcode=""
    )
    return [
        *known.values_list("normal", flat=True),
        *as_suspects.values_list("normal", flat=True),
        *(normal_address(each.address, each.postcode) for each in unnamed),
    ]


def addresses(person: Person) -> list[Contact]:
    """The person's own recorded addresses, the newest first."""
    found = person.contacts.filter(kind=Contact.Kind.ADDRESS)
    return list(found.order_by("-last_seen_on", "-pk"))


def safe_addresses(person: Person) -> list[Contact]:
    """Those that no one else linked to the person may live at, the newest first.

    Only these may be printed on a letter or written on an envelope: what comes to a shared door
    may be opened by a victim, and an address given by a victim is not ours to print.
    """
    homes = homes_of_others(person)
    return [each for each in addresses(person) if not _is_one_of(each.normal, homes)]


def shared_addresses(person: Person) -> list[Contact]:
    """The person's addresses at which someone else linked to them may live, the newest first."""
    homes = homes_of_others(person)
    return [each for each in addresses(person) if _is_one_of(each.normal, homes)]


def _is_one_of(normal: str, homes: list[str]) -> bool:
    return any(could_be_same(normal, home) for home in homes)


def advocate_first(letter: Letter) -> bool:
    """Whether an advocate is spoken to before anything is served (domain: 10, number 6).

    So it is where someone else linked to the person may live at the address of service, or,
    where none is printed, at the address the person was last known at.
    """
    person = letter.case.person
    lives_at = [letter.service_contact] if letter.service_contact else addresses(person)[:1]
    homes = homes_of_others(person)
    return any(_is_one_of(each.normal, homes) for each in lives_at)


def methods(letter: Letter) -> list[Method]:
    """How this letter may be served today, the preferred way first."""
    return [method for method in Method if why_not_by(letter, method) is None]


def why_not_by(letter: Letter, method: str) -> str | None:
    """Why the letter may not be served this way, or None.

    Never by post to an address where a victim or partner lives or opens mail (domain: 2a).
    """
    if method != Method.RECORDED_POST:
        return None
    if letter.service_contact is None:
        return "There is no address to post it to. Serve it in person."
    if letter.service_contact.doubtful_since is not None:
        return "The address is in doubt. Serve the letter in person."
    if advocate_first(letter):
        return "Someone else may live at this address or open post there. Serve it in person."
    return None


def incidents_for(case: Case) -> QuerySet[Incident]:
    """What a letter may rest on: reports that name the person as suspect, the newest first.

    Not what was cancelled, and never stalking: a letter does not stand in for investigating
    that (domain: section 2a). Nothing in which the person is the victim is ever used.
    """
    reports = Incident.objects.filter(suspect=case.person, stalking_flag=False)
    reports = reports.exclude(outcome_code=CANCELLED).exclude(victim=case.person)
    return reports.order_by("-offence_on", "-pk")


def is_adult(person: Person, on: date | None = None) -> bool:
    """Whether the person is 18 or over on a local date, today unless told. Source: law.

    False where no date of birth is known.
    """
    born, day = person.date_of_birth, on or timezone.localdate()
    if born is None:
        return False
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return years >= ADULT_FROM_YEARS


def failed_attempts(letter: Letter) -> int:
    """How often this round of service was tried in vain."""
    round_ = letter.service_attempts.filter(round=letter.service_round)
    return round_.exclude(outcome=ServiceAttempt.Outcome.SERVED).count()


def service_is_used_up(letter: Letter) -> bool:
    """Whether a supervisor must decide before anybody tries again: the round's attempts are used
    up, or it was not safe to go on."""
    round_ = letter.service_attempts.filter(round=letter.service_round)
    unsafe = round_.filter(outcome=ServiceAttempt.Outcome.UNSAFE).exists()
    return unsafe or failed_attempts(letter) >= ATTEMPTS.value
