"""What decides about a letter without changing it: where it may go, what it may rest on, and
whether an advocate hears of it first."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from casework.cases.acts import Act
from casework.cases.gate import gate_status
from casework.cases.models import Case
from casework.incidents.models import CANCELLED, Incident
from casework.incidents.queries import homes_of_victims, shares_address_with_victim
from casework.people.addresses import could_be_same
from casework.people.models import Contact, Person
from casework.people.queries import addresses, age_on
from casework.ui.times import local_time
from casework.victims.advocates import has_advocate, told_first
from letters.correspondence.models import (
    STANDING,
    FactLine,
    Letter,
    LetterState,
    Method,
    ServiceAttempt,
)
from letters.correspondence.policy import (
    ADULT_FROM_YEARS,
    ATTEMPTS,
    HELD_FOR,
)
from letters.correspondence.promises import expires, may_answer_until

# Follows the reason why it could not be: what happened is never kept off the record.
SAY_HOW_IT_CAME = "If it has been served all the same, say how that came about."


def safe_addresses(person: Person) -> list[Contact]:
    """The person's own addresses at which no victim of theirs may live, the newest first.

    Only these may be printed on a letter or written on an envelope: what comes to a shared door
    may be opened by a victim, and an address given by a victim is not ours to print.
    """
    homes = homes_of_victims(person)
    return [each for each in addresses(person) if not _is_one_of(each, homes)]


def shared_addresses(person: Person) -> list[Contact]:
    """The person's own addresses at which a victim of theirs may live, the newest first."""
    homes = homes_of_victims(person)
    return [each for each in addresses(person) if _is_one_of(each, homes)]


def _is_one_of(address: Contact, homes: list[str]) -> bool:
    return any(could_be_same(address.normal, home) for home in homes)


def advocate_first(letter: Letter) -> bool:
    """Whether an advocate is spoken to before anything is served (domain: 2e; 10, number 6).

    So it is where one supports somebody who was harmed, and where a victim may live with them.
    """
    return has_advocate(letter.case) or may_share_a_home(letter)


def advocate_not_told(letter: Letter) -> bool:
    """Whether an advocate has to hear of it first and has not: each one that there is today."""
    if letter.advocate_told_at is None and may_share_a_home(letter):
        return True
    return bool(told_first(letter.case, Act.LETTER, letter))


def may_share_a_home(letter: Letter) -> bool:
    """Whether a victim may live where the letter comes to.

    So it is where a victim may live at the address of service or at the address the person was
    last known at: a letter handed over elsewhere is still brought home.
    """
    person = letter.case.person
    homes = homes_of_victims(person)
    known = [letter.service_contact, addresses(person).first()]
    return any(address is not None and _is_one_of(address, homes) for address in known)


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
    if shares_address_with_victim(letter.case.person, letter.service_contact):
        return "Someone else may live at this address or open post there. Serve it in person."
    return None


def why_not_cleared(letter: Letter, method: str, at: datetime) -> str | None:
    """Why the letter could not be served by `method` at the aware instant `at`, or None."""
    gate = gate_status(letter.case, at=at)
    return why_not_by(letter, method) if gate.open else gate.sentence


def incidents_for(case: Case) -> QuerySet[Incident]:
    """What a letter may rest on: reports that name the person as suspect, the newest first.

    Not what was cancelled, and never stalking: a letter does not stand in for investigating
    that (domain: section 2a). Nothing in which the person is the victim is ever used.
    """
    reports = Incident.objects.filter(suspect=case.person, stalking_flag=False)
    reports = reports.exclude(outcome_code=CANCELLED).exclude(victim=case.person)
    return reports.order_by("-offence_on", "-pk")


def fallen_lines(letter: Letter) -> QuerySet[FactLine]:
    """Lines of the newest version whose report a letter may no longer rest on: cancelled since,
    or found to be one of stalking."""
    lines: QuerySet[FactLine] = letter.fact_lines.filter(version=letter.version)
    return lines.exclude(incident__in=incidents_for(letter.case))


def is_adult(person: Person, on: date | None = None) -> bool:
    """Whether the person is 18 or over on a local date, today unless told. Source: law.

    False where no date of birth is known.
    """
    age = age_on(person, on)
    return age is not None and age >= ADULT_FROM_YEARS


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


def served_by(letter: Letter) -> ServiceAttempt | None:
    """The attempt by which it was served, or None."""
    return letter.service_attempts.filter(outcome=ServiceAttempt.Outcome.SERVED).first()


def served_uncleared(letter: Letter) -> ServiceAttempt | None:
    """The attempt by which it was served although contact was not cleared, or None."""
    attempt = served_by(letter)
    return attempt if attempt and attempt.not_cleared_reason else None


def served_irregularly(letter: Letter) -> ServiceAttempt | None:
    """The attempt by which it was served although contact was not cleared or its authority was
    over, or None: a supervisor looks at how that came about."""
    return served_by(letter) if letter.no_authority_reason else served_uncleared(letter)


def authority_was_over(letter: Letter, at: datetime) -> str | None:
    """Why the letter could not be served at the aware instant `at` for want of authority."""
    lapses_at = letter.authority_lapses_at
    if lapses_at is None or at <= lapses_at:
        return None
    return f"The authority for this letter ran out on {local_time(lapses_at)}."


def why_not_against(letter: Letter, *, received_at: datetime, wrong_person: bool) -> str | None:
    """Why nothing may be said against the letter now, or None.

    In the time the letter itself gives, counted to when it reached us; that it reached the wrong
    person is heard whenever it is found, also after an answer.
    """
    if letter.state == LetterState.REPRESENTATIONS_RECEIVED:
        return "What was said against this letter is still to be answered."
    if letter.state not in STANDING or letter.served_at is None:
        return "Only a letter that was served and still counts can be answered."
    if wrong_person:
        return None
    if letter.state != LetterState.SERVED:
        return "What the person said against this letter has been answered already."
    until = may_answer_until(letter).due_at
    if received_at > until:
        return (
            f"The time to say something against this letter ended on {local_time(until)}. "
            "Note what was said as a change on the case."
        )
    return None


def past_their_time(now: datetime) -> list[Letter]:
    """Letters that stand although their time was over by the aware instant `now`."""
    # No month has fewer days; the calendar decides about the few that are near their day.
    old = now - timedelta(days=28 * min(HELD_FOR.amounts()))
    states = (LetterState.SERVED, LetterState.UPHELD, LetterState.AMENDED)
    served = Letter.objects.filter(state__in=states, served_at__lt=old).order_by("served_at", "pk")
    return [
        each
        for each in served.select_related("case__force")
        if each.served_at and now > expires(each).due_at
    ]
