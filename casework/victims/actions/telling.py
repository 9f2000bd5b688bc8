"""That an advocate is to be told of a planned act, and that they were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.refs import object_ref
from casework.cases.acts import Act
from casework.cases.models import Case
from casework.core.errors import Conflict, Refused, worded
from casework.victims import permissions
from casework.victims.actions.contact import check_not_repeated
from casework.victims.actions.shared import locked
from casework.victims.advocates import engaged_offers, latest_notice
from casework.victims.models import AdvocateNotice, SupportOffer, Telling


@transaction.atomic
def leave_notice(
    *,
    offer: SupportOffer,
    act: str,
    by: User | None,
    about: models.Model | None = None,
    planned_for: datetime | None = None,
) -> AdvocateNotice:
    """The advocate of this offer is to be told; the present notice where it says the same.

    The caller's action writes the event of what it plans; this is a part of it.
    """
    latest = latest_notice(offer, act, about)
    if latest is not None and _says_the_same(latest, about, planned_for):
        return latest
    return AdvocateNotice.objects.create(
        offer=offer,
        act=act,
        about=object_ref(about) if about else "",
        planned_for=planned_for,
        asked_by=by,
    )


def _says_the_same(
    notice: AdvocateNotice, about: models.Model | None, planned_for: datetime | None
) -> bool:
    """Whether a notice is of the same act at the same time. Of an act without a record, one that
    was told is over, and the next is another."""
    if notice.called_off or notice.planned_for != planned_for:
        return False
    return about is not None or not hasattr(notice, "telling")


@transaction.atomic
def call_notice_off(
    *, offer: SupportOffer, act: str, by: User | None, about: models.Model | None = None
) -> AdvocateNotice | None:
    """The act is not planned any more, so that nobody has to be told; None where it never was.

    As `leave_notice`, a part of the caller's action.
    """
    latest = latest_notice(offer, act, about)
    if latest is None or latest.called_off:
        return latest
    return AdvocateNotice.objects.create(
        offer=offer, act=act, about=latest.about, asked_by=by, called_off=True
    )


@transaction.atomic
def record_telling(
    *,
    support: SupportOffer,
    by: User,
    task_data: dict[str, Any],
    said: str,
    at: datetime | None = None,
    person_knows: str = "",
    person_does_not_know: str = "",
) -> SupportOffer:
    """Write down that the advocate heard of the act in the notice of `task_data`, before it.

    `at` is aware, now unless told. Raises NotAllowed, Refused, Conflict for the second to tell.
    """
    offer = locked(support)
    permissions.check_can_offer(by, offer.case)
    notice = AdvocateNotice.objects.get(pk=task_data["notice"], offer=offer)
    check_not_repeated(offer.victim, said, person_knows, person_does_not_know)
    _tell(
        notice,
        by=by,
        said=said,
        at=at,
        person_knows=person_knows.strip(),
        person_does_not_know=person_does_not_know.strip(),
    )
    record(
        obj=offer,
        verb="support.advocate_told",
        by=by,
        after={"notice": notice.pk, "act": notice.act, "about": notice.about},
    )
    return offer


def tell_all(
    *, case: Case, act: Act, about: models.Model, by: User, said: str, at: datetime | None
) -> int:
    """Every engaged advocate of the case was told, by an action that writes its own event and has
    checked `by`; how many there are. Raises Refused.
    """
    told = 0
    for offer in engaged_offers(case):
        latest = latest_notice(offer, act, about)
        if latest is None or latest.called_off:
            latest = leave_notice(offer=offer, act=act, about=about, by=by)
        if not hasattr(latest, "telling"):
            _tell(latest, by=by, said=said, at=at)
        told += 1
    return told


def _tell(
    notice: AdvocateNotice, *, by: User, said: str, at: datetime | None, **more: str
) -> Telling:
    now = timezone.now()
    if at is not None and at > now:
        raise Refused("The time you spoke to the advocate must be now or in the past.")
    before = Telling.objects.filter(notice=notice).select_related("told_by").first()
    if before is not None:
        raise Conflict(
            "The advocate was told already.", by=before.told_by.display_name, at=before.told_at
        )
    return Telling.objects.create(
        notice=notice,
        told_by=by,
        told_at=at or now,
        said=worded(said, "Write down what the advocate said."),
        recorded_at=now,
        **more,
    )
