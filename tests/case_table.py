"""The table of a case's moves as the domain writes it, and a way to try any of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.cases.doing import PAGES
from casework.cases.models import Case, ContactHold, ContactRule
from casework.core.errors import CaseworkError
from tests import makers, makers_cases
from tests.makers_cases import people_of

# The table of the domain, written out by hand: who, and from where.
OPEN = {"FLAGGED", "TRIAGE", "ASSESSMENT", "ACTIVE", "STEP_DOWN", "SUSPENDED", "LED_BY_MAPPA"}
OWNED = {"ASSESSMENT", "ACTIVE", "STEP_DOWN", "LED_BY_MAPPA"}
SUSPENDABLE = {"FLAGGED", "TRIAGE", "ASSESSMENT", "ACTIVE", "STEP_DOWN"}
OWNER = {"owner", "supervisor"}
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "triage": ({"analyst"}, {"FLAGGED"}),
    "assess": ({"supervisor"}, {"TRIAGE"}),
    "decline": ({"supervisor"}, {"TRIAGE"}),
    "sign-assessment": (OWNER, OWNED),
    "countersign": ({"supervisor", "manager"}, OWNED),
    "adoption-checks": (OWNER, {"ASSESSMENT"}),
    "adopt": ({"manager"}, {"ASSESSMENT"}),
    "propose-step-down": ({"supervisor"}, {"ACTIVE"}),
    "step-down": ({"manager"}, {"ACTIVE"}),
    "step-up": ({"supervisor"}, {"STEP_DOWN"}),
    "close": ({"manager"}, {"STEP_DOWN"}),
    "suspend": ({"supervisor"}, SUSPENDABLE),
    "resume": (OWNER, {"SUSPENDED"}),
    "mappa-leads": ({"manager"}, {"ASSESSMENT", "ACTIVE"}),
    "mappa-ends": ({"manager"}, {"LED_BY_MAPPA"}),
    "transfer": ({"manager"}, OPEN),
    "reopen": ({"manager"}, {"CLOSED"}),
    "owner": ({"supervisor", "manager"}, OWNED | {"SUSPENDED"}),
    "change": ({"owner", "supervisor", "manager"}, OPEN),
    "contact": (OWNER, {"ACTIVE", "STEP_DOWN"}),
    "hold": ({"manager", "authoriser"}, OPEN),
    "lift-hold": ({"manager", "authoriser"}, OPEN),
    "no-contact": ({"supervisor", "manager"}, OPEN),
    "lift-no-contact": ({"supervisor", "manager"}, OPEN),
}
# Who sees an open case at all (domain: section 6), the owner from assessment on.
BLIND = {
    "adviser",
    "auditor",
    "colleague",
    "partner",
    "advocate",
    "admin",
    "other supervisor",
    "other manager",
}


def cast(case: Case) -> dict[str, User]:
    """Every role there is, in the case's team or force; and two from elsewhere."""
    people = people_of(case)
    elsewhere = makers.make_team()
    return {
        "owner": people.officer,
        "colleague": people.colleague,
        "supervisor": people.supervisor,
        "manager": people.manager,
        "analyst": people.analyst,
        "authoriser": people.authoriser,
        "auditor": people.auditor,
        "adviser": makers.make_user(Role.ADVISER, force=case.force),
        "partner": makers.make_user(Role.PARTNER, force=case.force),
        "advocate": people.advocate,
        "admin": makers.make_user(Role.ADMIN, force=case.force),
        "other supervisor": makers.make_user(
            Role.SUPERVISOR, team=makers.make_team(force=case.force)
        ),
        "other manager": makers.make_user(Role.MANAGER, force=elsewhere.force),
    }


def answers(name: str, case: Case) -> dict[str, Any]:
    """Good answers for a move, whatever the state."""
    soon = timezone.localdate() + timedelta(days=30)
    reason = {"reason": "For a good reason."}
    hold = case.contact_holds.filter(lifted_at=None).first()
    given: dict[str, dict[str, Any]] = {
        "triage": reason | {"no_duplicate": True, "events_verified": True},
        "assess": reason | {"owner": people_of(case).officer},
        "decline": reason | {"reason_code": "NOT_PROPORTIONATE"},
        "sign-assessment": makers_cases.assessment_of(),
        "countersign": reason,
        "adoption-checks": {
            "safety_plan": "IN_PLACE",
            "mappa_check": "None.",
            "marac_check": "None.",
            "live_investigation_check": "None.",
        },
        "adopt": makers_cases.reasons(),
        "propose-step-down": reason | {"victim_view": "Agrees."},
        "step-down": reason | {"decision": "AGREED"},
        "step-up": reason,
        "close": reason
        | {"reason_code": "RISK_REDUCED", "retention_group": "2", "partners_told": True},
        "suspend": reason | {"reason_code": "IN_CUSTODY", "wake_on": soon},
        "resume": reason,
        "mappa-leads": reason | {"level": "2", "lead_contact": "The coordinator"},
        "mappa-ends": reason,
        "transfer": reason
        | {"receiving_force": "Next door", "accepted_by": "DI Example", "minutes": "Item 4"},
        "reopen": makers_cases.reasons() | {"owner": people_of(case).officer},
        "owner": reason | {"owner": people_of(case).colleague},
        "change": {"kind": "COURT", "note": "A hearing."},
        "contact": makers_cases.all_safe(case),
        "hold": {"kind": "COMPLAINT", "note": "A complaint."},
        "lift-hold": reason | {"hold": hold or ContactHold(pk=0)},
        "no-contact": makers_cases.a_rule(),
        "lift-no-contact": reason | {"rule": _rule_of(case)},
    }
    return given[name]


def _rule_of(case: Case) -> ContactRule:
    """A rule in place on the case, or one there is not."""
    rules = ContactRule.objects.reaching(case).filter(lifted_at=None)
    return rules.order_by("pk").last() or ContactRule(pk=0)


def tried(name: str, case: Case, by: User) -> type[CaseworkError] | str:
    """What the real action does for this user: an error's class, or the state it led to."""
    try:
        with transaction.atomic():
            PAGES[name].act(case=case, by=by, **answers(name, case))
            state = str(Case.objects.get(pk=case.pk).state)
            transaction.set_rollback(True)
            return state
    except CaseworkError as error:
        return type(error)
