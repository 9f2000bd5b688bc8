"""What the browser tests look at behind the victim wall."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import Team
from casework.victims.models import SupportOffer
from tests import makers_victims
from tests.makers_cases import make_case, people_of


def build(team: Team) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """Samples by route, each as the arguments of a Sample, and the offers to try."""
    case = makers_victims.engaged(make_case(team=team))
    pk = makers_victims.offer_of(case).pk
    people, advocate = people_of(case), makers_victims.advocate_of(case)

    def seen(user: Any, about: str) -> dict[str, Any]:
        return {"arguments": {"pk": pk}, "about": about, "user": user}

    offers = [
        {"arguments": {"pk": each.pk}, "about": each.state, "user": people.supervisor}
        for each in SupportOffer.objects.filter(case__team=team)
    ]
    samples = {
        "victims:offer": [*offers, seen(advocate, "advocate"), seen(people.officer, "owner")],
        "victims:safe_contact": [seen(people.supervisor, "reason"), seen(advocate, "advocate")],
        "victims:write_down": [seen(people.officer, "owner"), seen(advocate, "advocate")],
        "victims:clear": [seen(people.supervisor, "supervisor")],
    }
    return samples, [{"pk": pk}]
