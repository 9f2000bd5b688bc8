"""The offer itself: considered, made by a safe way, answered, overridden by a sergeant."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.gate import linked_victims
from casework.cases.models import Case
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Refused, worded
from casework.people.models import Person
from casework.victims import permissions, rules
from casework.victims.actions.contact import (
    Route,
    check_not_repeated,
    keep_route,
    keep_stop,
)
from casework.victims.actions.shared import S, check_at, keep, locked
from casework.victims.models import SupportOffer
from casework.victims.models.names import BEFORE_REFERRAL, WITH_SERVICE

APPROACH, NOT_SAFE, SUPPORTED = "APPROACH", "NOT_SAFE", "SUPPORTED"


def check_support_may_be_started(case: Case) -> None:
    """Raise Refused where nobody can be offered support on this case."""
    if case.state not in UNDER_WAY:
        raise Refused("Support can be offered once a manager has adopted the case.")
    if not linked_victims(case).exists():
        raise Refused("No victim with a record of their own is linked to this person.")


@transaction.atomic
def start_offer(*, case: Case, by: User) -> SupportOffer:
    """Open an offer to somebody who is not chosen yet. Raises NotAllowed, Refused."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    permissions.check_can_offer(by, case)
    check_support_may_be_started(case)
    offer: SupportOffer = SupportOffer.objects.create(case=case)
    record(obj=offer, verb="support.started", by=by, after={"state": offer.state})
    return offer


@transaction.atomic
def take_up_again(*, offer: SupportOffer, earlier: SupportOffer, by: User) -> SupportOffer:
    """Say that a new offer is one made before, to the same person, made again because something
    changed. Raises Refused where it was for somebody of another case."""
    offer = locked(offer)
    if earlier.case_id != offer.case_id or earlier.victim is None:
        raise Refused("That offer is of another case.")
    offer.earlier, offer.victim = earlier, earlier.victim
    return keep(offer, verb="support.taken_up_again", by=by, before=offer.state, earlier=earlier.pk)


@transaction.atomic
def consider_offer(
    *,
    support: SupportOffer,
    by: User,
    victim: Person,
    decision: str,
    reason: str,
    safeguarding: str = "",
) -> SupportOffer:
    """Whether this person may be asked (APPROACH), must not be (NOT_SAFE), or has support already
    (SUPPORTED), with the reason. To somebody of 16 or 17 the reference of the safeguarding
    referral is given as well. Raises NotAllowed, Refused.
    """
    offer = locked(support)
    permissions.check_can_offer(by, offer.case)
    check_at(offer, S.CONSIDERED, what="considered")
    reason = worded(reason, "Say why.")
    _check_person(offer, victim, safeguarding)
    before, offer.victim = offer.state, victim
    offer.safeguarding = safeguarding.strip()
    offer.considered_by, offer.considered_at = by, timezone.now()
    offer.high_risk = rules.is_high(offer.case)
    if decision == NOT_SAFE:
        offer.stop_contact()
    elif decision == SUPPORTED:
        offer.leave_to_others()
    elif decision != APPROACH:
        raise Refused("Decide whether this person may be asked.")
    return keep(
        offer, verb="support.considered", by=by, before=before, reason=reason, decision=decision
    )


def _check_person(offer: SupportOffer, victim: Person, safeguarding: str) -> None:
    if not linked_victims(offer.case).filter(pk=victim.pk).exists():
        raise Refused("Choose somebody who is recorded as a victim of this person.")
    if offer.earlier is not None and offer.earlier.victim_id != victim.pk:
        raise Refused("This offer is made again to the person it was made to before.")
    others = SupportOffer.objects.filter(case=offer.case, victim=victim).exclude(pk=offer.pk)
    if others.filter(state__in=(*BEFORE_REFERRAL, *WITH_SERVICE)).exists():
        raise Refused("Support is being offered to this person already.")
    if rules.is_a_child(victim):
        raise Refused(
            "This person is under 16. Refer them to children's social care today instead."
        )
    if rules.needs_safeguarding(victim) and not safeguarding.strip():
        raise Refused(
            "This person is 16 or 17. Make a safeguarding referral as well and give its reference."
        )


@transaction.atomic
def record_route(
    *, support: SupportOffer, by: User, route: Route | None = None, still_holds: bool = False
) -> SupportOffer:
    """Write down the safe way before any call, or say that the one held still holds.

    What is written goes behind the wall and is not shown back. Raises NotAllowed, Refused.
    """
    offer = locked(support)
    permissions.check_can_write_down(by, offer)
    permissions.check_can_offer(by, offer.case)
    check_at(offer, S.CONSIDERED, what="made")
    if offer.victim is None or offer.considered_at is None:
        raise Refused("Consider first whether this person may be asked.")
    before, version = offer.state, None
    if route is not None:
        version = keep_route(offer.victim, route, by=by).version
    elif not still_holds or not rules.holds_a_safe_way(offer.victim):
        raise Refused("Write down a safe way first. Nobody is called before that.")
    offer.offer()
    return keep(offer, verb="support.offered", by=by, before=before, safe_contact_version=version)


@transaction.atomic
def answer_offer(
    *,
    support: SupportOffer,
    by: User,
    answer: str,
    words_used: str = "",
    information_given: str = "",
    reason: str = "",
) -> SupportOffer:
    """What came of asking: CONSENTED or DECLINED in the words used, with information given
    anyway; UNSAFE where the way proved unsafe, which stops everything and asks the sergeant.
    Raises NotAllowed, Refused.
    """
    offer = locked(support)
    permissions.check_can_offer(by, offer.case)
    check_at(offer, S.OFFERED, what="answered")
    before = offer.state
    if answer == "UNSAFE":
        reason = worded(reason, "Say why the way is not safe.")
        assert offer.victim is not None
        keep_stop(offer.victim, reason, by=by)
        offer.stop_contact()
        return keep(offer, verb="support.found_unsafe", by=by, before=before, reason=reason)
    words = worded(words_used, "Write down the words used.")
    check_not_repeated(offer.victim, words, information_given)
    given = worded(information_given, "Say what information you gave.")
    if answer == "CONSENTED":
        offer.consent(at=timezone.now(), words=words, information=given)
        return keep(offer, verb="support.consented", by=by, before=before)
    if answer == "DECLINED":
        offer.decline(at=timezone.now(), words=words, information=given)
        return keep(offer, verb="support.declined", by=by, before=before)
    raise Refused("Say what the answer was.")


@transaction.atomic
def decide_override(*, support: SupportOffer, by: User, decision: str, reason: str) -> SupportOffer:
    """A sergeant decides on an offer that was declined or could not be made safely.

    OVERRIDE refers all the same, only where the case stands at high risk; AGAIN looks for another
    way; LEAVE lets it rest until something changes. Raises NotAllowed, Refused.
    """
    offer = locked(support)
    permissions.check_can_lead(by, offer.case)
    check_at(offer, S.DECLINED_BY_VICTIM, S.NOT_SAFE_TO_CONTACT, what="decided on")
    reason, before = worded(reason, "Say why."), offer.state
    if decision == "OVERRIDE":
        if not rules.is_high(offer.case):
            raise Refused("Only where the risk is assessed as high is this done without consent.")
        permissions.check_can_override(by, offer)
        offer.override(by=by, reason=reason)
        return keep(offer, verb="support.overridden", by=by, before=before, reason=reason)
    if decision == "AGAIN" and offer.state == S.NOT_SAFE_TO_CONTACT:
        offer.consider_again()
        offer.considered_at = None
        return keep(offer, verb="support.considered_again", by=by, before=before, reason=reason)
    if decision == "LEAVE":
        return keep(offer, verb="support.left", by=by, before=before, reason=reason)
    raise Refused("Decide what follows.")


@transaction.atomic
def withdraw_offer(*, offer: SupportOffer, by: User, reason: str) -> SupportOffer:
    """Take the offer back, for a reason.

    Before a service was asked it is simply not made. With the service it went to the wrong
    person: the reason is kept as the breach note. Where support has begun, the police part ends
    and support goes on without it. Raises NotAllowed, Refused once it is over.
    """
    offer = locked(offer)
    permissions.check_can_lead(by, offer.case)
    reason, before = worded(reason, "Say why."), offer.state
    if before == S.ENGAGED:
        offer.close(on=timezone.localdate())
        return keep(offer, verb="support.let_go", by=by, before=before, reason=reason)
    if before in WITH_SERVICE:
        offer.take_back(note=reason)
        return keep(offer, verb="support.taken_back", by=by, before=before, reason=reason)
    if before not in (*BEFORE_REFERRAL, S.NOT_SAFE_TO_CONTACT):
        raise Refused("This offer is over. It can be made again when something changes.")
    offer.withdraw()
    return keep(offer, verb="support.withdrawn", by=by, before=before, reason=reason)
