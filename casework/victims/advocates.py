"""Tell the advocate first: before a planned act, where an engaged advocate exists (domain: 2e).

`announce` of casework.cases.acts leaves a notice for each engaged advocate of the case; its task
is due before the act. Until every such notice is answered `told_first` gives the sentence that
stops the act.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from casework.audit.refs import object_ref
from casework.cases.acts import Act, hears_of_acts, stops_acts
from casework.cases.models import Case
from casework.victims.models import AdvocateNotice, SupportOffer

TELL_FIRST = "Speak to the advocate first and write down what was said."


def engaged_offers(case: Case) -> models.QuerySet[SupportOffer]:
    """Offers of this case whose advocate supports somebody now."""
    found: models.QuerySet[SupportOffer] = SupportOffer.objects.engaged().filter(case=case)
    return found.order_by("pk")


def has_advocate(case: Case) -> bool:
    """Whether anybody harmed by the person of this case is supported by an advocate now."""
    return engaged_offers(case).exists()


def latest_notice(
    offer: SupportOffer, act: str, about: models.Model | None = None
) -> AdvocateNotice | None:
    """The last time this advocate was to be told of such an act, of this record if one is given."""
    notices = offer.notices.filter(act=act, about=object_ref(about) if about else "")
    return notices.first()


def untold(case: Case, act: str, about: models.Model | None = None) -> list[SupportOffer]:
    """Engaged offers whose advocate has not heard of the act as it is planned now."""
    found = []
    for offer in engaged_offers(case):
        notice = latest_notice(offer, act, about)
        if notice is None or notice.called_off or not hasattr(notice, "telling"):
            found.append(offer)
    return found


@stops_acts
def told_first(case: Case, act: str, about: models.Model | None = None) -> str:
    """The sentence that stops the act until its advocates are told, or "" where it may go ahead."""
    return TELL_FIRST if untold(case, act, about) else ""


@hears_of_acts
def leave_notices(
    *,
    case: Case,
    act: Act,
    about: models.Model | None,
    planned_for: datetime | None,
    by: Any,
    called_off: bool,
) -> None:
    """A notice for each engaged advocate, unless the last one says the same already."""
    from casework.victims.actions.telling import call_notice_off, leave_notice

    for offer in engaged_offers(case):
        if called_off:
            call_notice_off(offer=offer, act=act, about=about, by=by)
        else:
            leave_notice(offer=offer, act=act, about=about, planned_for=planned_for, by=by)


def waiting_notices(offer_id: int | None) -> list[AdvocateNotice]:
    """What this advocate has not been told of and still has to be, the oldest first."""
    notices = AdvocateNotice.objects.filter(offer=offer_id).order_by("pk")
    latest = {(notice.act, notice.about): notice for notice in notices.select_related("telling")}
    return [
        notice
        for notice in latest.values()
        if not notice.called_off and not hasattr(notice, "telling")
    ]
