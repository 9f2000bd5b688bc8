"""Surveillance authorities for tests, made by the people whose roles allow it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import Rank, Role, User
from casework.cases.models import Case
from casework.enforcement.authorities import actions
from casework.enforcement.authorities.models import Authority
from tests import makers
from tests.makers_cases import make_case, people_of

_superintendents: dict[int, User] = {}


def superintendent_of(case: Case) -> User:
    """An authorising officer of the force who may grant in writing, the same within a test."""
    held = _superintendents.get(case.force_id)
    if held is None or not User.objects.filter(pk=held.pk, username=held.username).exists():
        held = makers.make_user(Role.AUTHORISER, force=case.force, rank=Rank.SUPERINTENDENT)
        _superintendents[case.force_id] = held
    return held


def log_application(case: Case | None = None, *, urgent: bool = False, **fields: Any) -> Authority:
    """An application logged by the manager (DI) of the case."""
    case = case or make_case()
    count = Authority.objects.count()
    given = {"urn": f"URN/{case.pk}/{count + 1}", "scope_label": "Scope one", "urgent": urgent}
    return actions.log_application(case=case, by=people_of(case).manager, **given | fields)


def make_authority(
    case: Case | None = None,
    *,
    urgent: bool = False,
    effective_at: datetime | None = None,
    review_in_days: int = 1,
    **fields: Any,
) -> Authority:
    """An authority granted now, or at the aware instant `effective_at` in the past."""
    authority = log_application(case, urgent=urgent, **fields)
    officer = superintendent_of(authority.case)
    at = effective_at or timezone.now()
    return actions.grant(
        authority=authority,
        by=officer,
        officer=officer,
        granted_at=at,
        effective_at=at,
        review_on=timezone.localdate() + timedelta(days=review_in_days),
    )


def cancel(authority: Authority) -> Authority:
    return actions.cancel(
        authority=authority,
        by=superintendent_of(authority.case),
        reason="The grounds have ceased.",
        told="The team, at noon.",
    )


def goes_on(act: Callable[..., Authority], authority: Authority, **more: Any) -> Authority:
    """One of review, renew and convert, by the superintendent."""
    given = {
        "by": superintendent_of(authority.case),
        "review_on": timezone.localdate() + timedelta(days=1),
        "reason": "Still needed.",
    }
    return act(authority=authority, **given | more)
