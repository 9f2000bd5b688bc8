"""Who may do what with an offer of support, and who may look behind the wall (domain: 2e, 5.10, 6).

A check raises NotVisible for what is not the user's to see, else NotAllowed with the sentence.
"""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from casework.accounts.absence import stands_in_for
from casework.accounts.access import roles_of
from casework.accounts.models import Rank, Role, User
from casework.accounts.outside import desks_of
from casework.cases.models import Case
from casework.cases.permissions import Who, check_can_see, is_one_of
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.victims.models import Clearance, SupportOffer
from casework.victims.models.names import WITH_SERVICE

WORKING_ON_IT = Who(
    "an officer who works on the case, a supervisor or a manager",
    (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER),
)
LEADING_IT = Who("a supervisor of the team or a manager (DI)", (Role.SUPERVISOR, Role.MANAGER))
HELD = "Safe contact is held by the IDVA."
# Whoever holds one of these has no case content or no victim contact, whatever else they hold.
BARRED = {Role.ADMIN, Role.ANALYST}


def _check_is(user: User, case: Case, who: Who, does: str) -> None:
    check_can_see(user, case)
    if not is_one_of(user, case, who):
        raise NotAllowed(f"Only {who.words} {does}.")


def check_can_offer(user: User, case: Case) -> None:
    """An officer who works on the case, a supervisor or a manager offers support."""
    _check_is(user, case, WORKING_ON_IT, "offers support")


def check_can_lead(user: User, case: Case) -> None:
    """A sergeant or above who leads the case decides where it is not safe, and overrides."""
    _check_is(user, case, LEADING_IT, "decides this")
    if user.seniority < Rank.values.index(Rank.SERGEANT):
        raise NotAllowed("Only a sergeant or above decides this.")


def check_can_override(user: User, offer: SupportOffer) -> None:
    """Whoever made the offer, or stands in for who made it, does not override its answer (I7)."""
    maker = offer.considered_by
    if maker is None:
        return
    if user == maker:
        raise NotAllowed("You made this offer. Another supervisor decides to override the answer.")
    if stands_in_for(user, maker):
        raise NotAllowed(
            "You stand in for the person who made this offer. Another supervisor decides."
        )


def check_can_answer_for_service(user: User, offer: SupportOffer) -> None:
    """Somebody at the desk of the very service that has it, and nobody else."""
    if not is_own_client(user, offer):
        raise NotVisible("There is no such offer.")


def is_own_client(user: User, offer: SupportOffer) -> bool:
    """Whether it is with the user's own desk now."""
    if offer.service is None or offer.state not in WITH_SERVICE:
        return False
    return offer.service.team_id in desks_of(user, Role.ADVOCATE)


def is_cleared(user: User, offer: SupportOffer) -> bool:
    """Whether a supervisor let this user open it, and that still holds."""
    now = timezone.now()
    return Clearance.objects.filter(offer=offer, officer=user, at__lte=now, until__gt=now).exists()


def check_can_open(user: User, offer: SupportOffer) -> None:
    """Who may open safe contact once they say why: the advocate of the client, a supervisor or a
    manager of the team, an officer who was cleared. Never an administrator or an analyst."""
    if not SupportOffer.objects.visible_to(user).filter(pk=offer.pk).exists():
        raise NotVisible("There is no such offer.")
    if offer.victim is None or roles_of(user) & BARRED:
        raise NotAllowed(HELD)
    if is_own_client(user, offer):
        return
    leads = passes(check_can_see, user, offer.case) and is_one_of(user, offer.case, LEADING_IT)
    works = passes(check_can_offer, user, offer.case)
    if not (leads or (works and is_cleared(user, offer))):
        raise NotAllowed(HELD)


def check_can_write_down(user: User, offer: SupportOffer) -> None:
    """Who may write down a safe way: whoever was told it. Reading it is another matter."""
    if is_own_client(user, offer):
        return
    if not SupportOffer.objects.visible_to(user).filter(pk=offer.pk).exists():
        raise NotVisible("There is no such offer.")
    if roles_of(user) & BARRED:
        raise NotAllowed(HELD)
    check_can_offer(user, offer.case)


def check_can_pass_on(user: User, offer: SupportOffer) -> None:
    """A supervisor or a manager of the team, for an advocate who has left their service."""
    if not SupportOffer.objects.visible_to(user).filter(pk=offer.pk).exists():
        raise NotVisible("There is no such offer.")
    _check_is(user, offer.case, LEADING_IT, "gives a client to another advocate")


def check_can_clear(user: User, offer: SupportOffer) -> None:
    """A supervisor or a manager of the team clears an officer."""
    if not SupportOffer.objects.visible_to(user).filter(pk=offer.pk).exists():
        raise NotVisible("There is no such offer.")
    _check_is(user, offer.case, LEADING_IT, "clears an officer")
    if roles_of(user) & BARRED:
        raise NotAllowed(HELD)


can_offer = partial(passes, check_can_offer)
can_open = partial(passes, check_can_open)
can_write_down = partial(passes, check_can_write_down)
can_clear = partial(passes, check_can_clear)
can_pass_on = partial(passes, check_can_pass_on)
