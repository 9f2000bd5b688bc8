"""From the referral on: what the service is asked, what its advocate does, and who is late."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.access import require_role
from casework.accounts.models import Role, Team, User
from casework.audit.actions import record
from casework.core.errors import Refused, worded
from casework.victims import permissions, rules
from casework.victims.actions.contact import check_not_repeated
from casework.victims.actions.shared import S, check_at, keep, locked
from casework.victims.models import (
    ContactTry,
    Gap,
    Ground,
    Returned,
    Rung,
    ServiceCall,
    ServiceGap,
    SupportOffer,
    SupportService,
)


@transaction.atomic
def refer_offer(
    *,
    support: SupportOffer,
    by: User,
    service: SupportService | None,
    children: str = "",
    for_advocate: str = "",
    gap: str = "",
    gap_note: str = "",
) -> SupportOffer:
    """Ask a service, or record that there is none (`service` None) with the kind of gap.

    Raises NotAllowed, Refused.
    """
    offer = locked(support)
    permissions.check_can_offer(by, offer.case)
    check_at(offer, S.CONSENTED, S.HIGH_RISK_OVERRIDE, what="referred")
    before = offer.state
    if service is None:
        if gap not in Gap.values:
            raise Refused("Select why there is no service.")
        note = worded(gap_note, "Say what was missing.")
        ServiceGap.objects.create(offer=offer, kind=gap, note=note, by=by)
        offer.find_no_service()
        return keep(offer, verb="support.no_service", by=by, before=before, gap=gap)
    if service.force_id != offer.case.force_id or not service.is_open:
        raise Refused("Choose a service that works with this force now.")
    check_not_repeated(offer.victim, children, for_advocate)
    offer.children = worded(children, "Say which children there are, or that there are none.")
    offer.for_advocate = worded(for_advocate, "Say what the advocate has to know.")
    offer.high_risk = rules.is_high(offer.case)
    offer.refer(at=timezone.now(), service=service)
    return keep(offer, verb="support.referred", by=by, before=before, service=service.pk)


@transaction.atomic
def receive_offer(*, support: SupportOffer, by: User) -> SupportOffer:
    """The service has it; whoever says so is the advocate. Raises NotVisible, Refused."""
    offer = locked(support)
    permissions.check_can_answer_for_service(by, offer)
    check_at(offer, S.REFERRED, what="received")
    before = offer.state
    offer.receive(by=by, at=timezone.now())
    return keep(offer, verb="support.received", by=by, before=before)


@transaction.atomic
def record_contact(
    *,
    support: SupportOffer,
    by: User,
    outcome: str,
    at: datetime | None = None,
    at_a_safe_time: bool = False,
    words: str = "",
    ground: str = "",
) -> SupportOffer:
    """REACHED, or NOT_REACHED at a safe time, which counts towards the tries; the last of them
    ends it. `at` is aware, now unless told. Raises NotVisible, Refused.
    """
    offer = locked(support)
    permissions.check_can_answer_for_service(by, offer)
    check_at(offer, S.RECEIVED, what="contacted")
    now = timezone.now()
    at, before = at or now, offer.state
    if at > now:
        raise Refused("The time must be now or in the past.")
    if outcome == "REACHED":
        offer.contact(at=at)
        _give_back(offer, by=by, words=words, ground=ground)
        return keep(offer, verb="support.contacted", by=by, before=before)
    if outcome != "NOT_REACHED":
        raise Refused("Say whether you reached them.")
    if not at_a_safe_time:
        raise Refused("Only a try at a safe time counts. Try again at one.")
    if rules.too_soon(offer, at):
        raise Refused(
            f"That is less than {rules.TRIES_APART.asks_for(rules.nation_of(offer))} after the "
            "last try. Try again at another safe time."
        )
    ContactTry.objects.create(offer=offer, number=offer.tries.count() + 1, at=at, by=by)
    if rules.tries_used_up(offer):
        offer.give_up()
    return keep(offer, verb="support.tried", by=by, before=before, tries=offer.tries.count())


@transaction.atomic
def record_engagement(
    *, support: SupportOffer, by: User, engaged: bool, words: str = "", ground: str = ""
) -> SupportOffer:
    """Whether the client takes up support. Raises NotVisible, Refused."""
    offer = locked(support)
    permissions.check_can_answer_for_service(by, offer)
    check_at(offer, S.CONTACTED, what="taken up")
    before = offer.state
    if engaged:
        offer.engage(at=timezone.now())
    else:
        offer.not_engage()
    _give_back(offer, by=by, words=words, ground=ground)
    return keep(
        offer, verb="support.engaged" if engaged else "support.not_engaged", by=by, before=before
    )


@transaction.atomic
def report_support(
    *,
    support: SupportOffer,
    by: User,
    ended: bool,
    ended_on: date | None = None,
    words: str = "",
    ground: str = "",
) -> SupportOffer:
    """Support goes on, or ended on a local date: the day and nothing else is asked for.

    Raises NotVisible, Refused.
    """
    offer = locked(support)
    permissions.check_can_answer_for_service(by, offer)
    check_at(offer, S.ENGAGED, what="ended")
    before = offer.state
    _give_back(offer, by=by, words=words, ground=ground)
    if not ended:
        return keep(offer, verb="support.goes_on", by=by, before=before)
    if ended_on is None or ended_on > timezone.localdate():
        raise Refused("Enter the day on which support ended, today or before.")
    offer.close(on=ended_on)
    return keep(offer, verb="support.closed", by=by, before=before)


def _give_back(offer: SupportOffer, *, by: User, words: str, ground: str) -> None:
    """Keep what the police are told behind the wall, if there is a ground for telling it."""
    words = words.strip()
    if not words:
        return
    if ground not in Ground.values:
        raise Refused(
            "The police are told nothing a client said unless the client agrees or there is a "
            "risk of serious harm. Select which, or leave the words out."
        )
    Returned.objects.create(offer=offer, words=words, ground=ground, by=by)


@transaction.atomic
def run_late(*, offer: SupportOffer, rung: str) -> SupportOffer:
    """Note that the service is late and who is asked next (a timer's doing). Nothing closes."""
    offer = locked(offer)
    after = {"state": offer.state, "rung": str(Rung(rung))}
    record(obj=offer, verb="support.late", by=None, before={"state": offer.state}, after=after)
    return offer


@transaction.atomic
def note_call(*, support: SupportOffer, by: User, rung: str, said: str) -> SupportOffer:
    """What somebody at the service said when asked why it is late. Raises NotAllowed, Refused."""
    offer = locked(support)
    permissions.check_can_offer(by, offer.case)
    said = worded(said, "Write down what they said.")
    check_not_repeated(offer.victim, said)
    if rung not in Rung.values:
        raise Refused("Select whom you asked.")
    ServiceCall.objects.create(offer=offer, rung=rung, said=said, by=by)
    record(obj=offer, verb="support.service_asked", by=by, after={"rung": rung})
    return offer


@transaction.atomic
def add_service(
    *,
    by: User,
    team: Team,
    name: str,
    spoc: str,
    manager: str,
    chair: str,
    charged_only: bool = False,
) -> SupportService:
    """A service with its own desk and whom to ask there. Raises NotAllowed, Refused."""
    require_role(by, Role.MANAGER, force=team.force, sentence="Only a manager keeps services.")
    made = SupportService.objects.create(
        force=team.force,
        team=team,
        name=worded(name, "Enter the name of the service."),
        spoc=worded(spoc, "Say whom to ask there first."),
        manager=worded(manager, "Say who manages the service."),
        chair=worded(chair, "Say who chairs the MATAC."),
        charged_only=charged_only,
    )
    record(obj=made, verb="support.service_added", by=by, after={"team": team.pk})
    return made
