"""Walking one protective order through its flow, each step by its own form, as who may do it.

The clock is the test's: a walk begins on a Tuesday morning and moves on by hours as people act,
so that nothing is listed, heard or served before its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.gate import gate_status, linked_victims
from casework.cases.models import Case
from casework.clocks import LONDON
from casework.enforcement.orders import actions as orders
from casework.enforcement.orders.models import Breach, Order
from tests.makers_cases import make_case, people_of
from tests.makers_orders import local, make_live
from tests.makers_work import (
    check_contact_again,
    do,
    intervention_of,
    open_steps,
    open_task,
    safe_contact,
    start,
)
from workflows import sweep
from workflows.models import Intervention, Task

TUESDAY = datetime(2027, 3, 9, 9, 0, tzinfo=LONDON)


@dataclass
class Walk:
    """One order on its way, and the clock it is played by."""

    case: Case
    clock: Any

    @property
    def order(self) -> Order:
        return Order.objects.get(case=self.case)

    @property
    def intervention(self) -> Intervention:
        return intervention_of(self.case)

    @property
    def steps(self) -> list[str]:
        """The names of the open steps, in alphabetical order."""
        return sorted(open_steps(self.case))

    def later(self, **by: float) -> None:
        """So much time passes, and the clock's timers fire."""
        self.clock.shift(timedelta(**by))
        sweep.fire_due_timers()

    def at(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        sweep.fire_due_timers()

    def who(self, step: str) -> User:
        """Whoever usually does it: the owner, or the first who holds the role it asks for."""
        task, people = open_task(self.case, step), people_of(self.case)
        by = {"SUPERVISOR": people.supervisor, "AUTHORISER": people.authoriser}
        by |= {"MANAGER": people.manager}
        return by.get(task.role, people.officer)

    def does(self, step: str, by: User | None = None, **typed: Any) -> None:
        """The open step is done, a quarter of an hour later."""
        self.clock.shift(timedelta(minutes=15))
        do(self.case, step, by=by or self.who(step), **(USUAL.get(step, {}) | typed))

    def clear(self) -> None:
        if not gate_status(self.case).open:
            check_contact_again(self.case, by=people_of(self.case).officer)

    # --- the way, piece by piece ---

    def consider(self, regime: str = "DAPN") -> None:
        protected = str(linked_victims(self.case)[0].pk)
        self.does("consider", regime=regime, protected=protected)

    def sought(self, regime: str = "DAPN") -> None:
        """Agreed, contact checked, grounds written."""
        self.consider(regime)
        self.does("agree")
        self.does("check_contact", **safe_contact(self.case))
        self.does("prepare")

    def noticed(self) -> None:
        self.sought()
        self.does("authorise")
        self.does("serve_notice")

    def listed(self, regime: str = "DAPN") -> None:
        if regime in ("DAPN", "DVPN"):
            self.sought(regime)
            self.does("authorise")
            self.does("serve_notice")
        else:
            self.sought(regime)
        self.does("apply")
        self.lists(hours=4)

    def lists(self, **ahead: float) -> None:
        at = timezone.now() + timedelta(**ahead)
        self.does("list_hearing", hearing_at=local(at), court_ref="EB/0417/27")

    def hears(self, outcome: str = "MADE", **typed: Any) -> None:
        self.later(hours=5)
        made = terms(self.case, days=typed.pop("days", 364)) if outcome == "MADE" else {}
        note = {} if outcome == "MADE" else {"note": "As the court said."}
        self.does("hear", outcome=outcome, **made | note | typed)

    def made(self, regime: str = "DAPN", **typed: Any) -> None:
        self.listed(regime)
        self.hears(**typed)

    def serves(self, **typed: Any) -> None:
        self.clear()
        self.does("serve_order", **typed)

    def in_force(self, regime: str = "DAPN", **typed: Any) -> None:
        self.made(regime, **typed)
        self.serves()

    def tells(self) -> None:
        """Everyone who is to be told has been: only what lives on is open."""
        for step in ("tell_victim", "circulate", "cancel_notice"):
            if step in self.steps:
                self.does(step)

    def report(self, by: User | None = None) -> Breach:
        return orders.report_breach(
            order=self.order,
            by=by or people_of(self.case).officer,
            happened_at=timezone.now(),
            what="He stood at her gate.",
        )

    def changed(self, what: str, **typed: Any) -> None:
        self.does("watch", what=what, **terms(self.case) | typed)

    def ended(self) -> tuple[str, str]:
        """The outcome of the intervention, and the state its order was left in."""
        assert open_steps(self.case) == []
        row = self.intervention
        assert row.finished is not None
        assert not Task.objects.filter(process=row, finished=None).exists()
        return row.outcome, str(self.order.state)


def terms(case: Case, *, days: int = 364) -> dict[str, Any]:
    """What is typed of an order's terms and end."""
    return {
        "lasts": "DATED",
        "ends_on": (timezone.localdate() + timedelta(days=days)).isoformat(),
        "full_text": "You must not contact her.",
        "kinds": ["NO_CONTACT"],
        "people": [str(linked_victims(case)[0].pk)],
    }


USUAL: dict[str, dict[str, Any]] = {
    "consider": {
        "reason": "Three partners were harmed.",
        "victim_view": "SUPPORTS",
        "article_8": "Nothing less keeps him away.",
    },
    "agree": {"decision": "PREPARE", "reason": "It is needed."},
    "prepare": {
        "grounds": "On Friday he came to the house.",
        "terms_sought": "No contact.",
        "child_welfare": "One child.",
        "representations": "He said nothing.",
        "service_accommodation": "no",
    },
    "authorise": {"decision": "AUTHORISE"},
    "serve_notice": {
        "outcome": "SERVED",
        "place": "The custody suite",
        "identity_check": "Fingerprints",
        "explained": "on",
        "address_for_notice": "None given",
    },
    "apply": {"court": "Eastbrook Magistrates' Court"},
    "serve_order": {
        "outcome": "SERVED",
        "method": "PERSONAL",
        "place": "At home",
        "identity_check": "Known to me",
    },
    "circulate": {"leds_reference": "L/417"},
    "cancel_circulation": {"leds_reference": "L/417"},
    "cancel_notice": {"leds_reference": "L/417"},
    "tell_victim": {
        "told": "yes",
        "told_by": "Her advocate",
        "note": "She understands.",
        "safety_plan": "She stays with her sister.",
    },
    "watch": {"note": "By the court's letter."},
    "renew": {"decision": "LET_END", "note": "She has moved away."},
    "after_lapse": {"decision": "END", "reason": "Bail protects her."},
    "get_listed": {"note": "The court was called."},
    "get_listed_now": {"note": "The duty judge was called."},
    "breach": {"crime_ref": "44270000417", "arrest": "ORDERED"},
    "arrest": {"arrest": "MADE", "custody_ref": "CU/0417/27"},
    "no_arrest": {"decision": "AGREE", "reason": "He is in prison."},
    "breach_outcome": {"outcome": "CHARGED", "note": "Remanded."},
    "stopped": {"decision": "STOP", "reason": "She does not want it."},
}


@contextmanager
def walking(*regimes: str, case: Case | None = None, at: datetime = TUESDAY) -> Iterator[Walk]:
    """An order just started on a case, on a Tuesday at nine unless told."""
    with time_machine.travel(at, tick=True) as clock:
        case = case or make_case()
        people = people_of(case)
        assert people.colleague
        make_live(case.force, *regimes)
        start("order", case)
        yield Walk(case, clock)
