"""Whether anything holds contact with a person, whatever it is, asked in one statement.

A hold, a do-not-contact rule and a surveillance authority are looked for together, so that
neither the answer nor what it cost tells which of them there was (domain: section 2.0).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, Q

from casework.cases.models import Case, ContactRule


def is_held(case: Case, at: datetime) -> bool:
    """Whether a hold, a rule or covert work stood in the way of contact at the aware instant."""
    stood = Q(lifted_at=None) | Q(lifted_at__gt=at)
    holds = case.contact_holds.filter(stood, placed_at__lte=at)
    rules = ContactRule.objects.reaching(case).standing(at)
    return _any_of(case, holds, rules, case.authorities.in_the_way(at))


def was_let_go(case: Case, since: datetime, at: datetime, *others: Any) -> bool:
    """Whether one of these came to its end after `since` and up to `at`, or any of `others`
    (querysets) has a row: contact is then checked again."""
    holds = case.contact_holds.filter(lifted_at__gt=since, lifted_at__lte=at)
    rules = ContactRule.objects.reaching(case).let_go(since, at)
    return _any_of(case, holds, rules, case.authorities.let_go(since, at), *others)


def _any_of(case: Case, *querysets: Any) -> bool:
    found = Q()
    for each in querysets:
        found |= Q(Exists(each))
    answer: bool = Case.objects.filter(found, pk=case.pk).exists()
    return answer


def rules_of(case: Case, user: Any, at: datetime) -> Any:
    """The rules that reach the case and are not over, as far as this user sees them."""
    rules = ContactRule.objects.visible_to(user).reaching(case).not_over(at)
    return rules.select_related("victim", "placed_by").order_by("starts_at", "pk")
