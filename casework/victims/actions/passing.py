"""A client goes from one advocate of a service to another of the same."""

from __future__ import annotations

from django.db import transaction

from casework.accounts.models import Role, User
from casework.accounts.outside import desks_of
from casework.core.errors import Refused, worded
from casework.victims import permissions
from casework.victims.actions.shared import keep, locked
from casework.victims.models import SupportOffer
from casework.victims.models.names import WITH_SERVICE


@transaction.atomic
def pass_on_support(
    *, support: SupportOffer, leaving: User, to: User, by: User | None, reason: str
) -> SupportOffer:
    """`to` is the advocate from now on: somebody at the desk of the same service. No consent is
    asked again and nothing of the client goes to another agency.

    `by` is None for the clock. Raises NotVisible, NotAllowed; Refused where the service has it
    no longer, or `to` is of another desk.
    """
    offer = locked(support)
    if by is not None:
        permissions.check_can_pass_on(by, offer)
    if offer.advocate_id != leaving.pk or offer.state not in WITH_SERVICE:
        raise Refused("They are not the advocate of this client any more.")
    check_may_support(offer, to)
    reason = worded(reason, "Say why another advocate takes this client.")
    offer.advocate = to
    told = {"advocate": to.pk, "had": leaving.pk}
    return keep(offer, verb="support.passed_on", by=by, before=offer.state, reason=reason, **told)


def check_may_support(offer: SupportOffer, to: User) -> None:
    """Raise Refused unless `to` works today at the desk of the service that has the client."""
    desk = offer.service.team_id if offer.service else None
    if not to.is_active or desk not in desks_of(to, Role.ADVOCATE):
        raise Refused("Choose an advocate of the same service.")
