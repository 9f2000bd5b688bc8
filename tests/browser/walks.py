"""How an intervention comes to each of its steps, through the forms and actions of the flow."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from unittest import mock

import time_machine
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.core.queue import work_off
from casework.people.models import ProtectedContact
from casework.visits import rules
from casework.visits.models import Visit
from tests import makers_visits
from tests.browser import (
    samples_flags,
    samples_letters,
    samples_referrals,
    samples_warrants,
    walks_victims,
)
from tests.browser.timers import fire_those_of
from tests.browser.walks_orders import ORDER
from tests.makers_cases import make_case, people_of
from tests.makers_reassessment import REASSESSMENT, something_changes
from tests.makers_victims import advocate_of
from tests.makers_work import checks_made, do, open_task, safe_contact
from workflows import actions, sweep
from workflows.models import Intervention, Task

Move = Callable[[Case], object]


def latest(case: Case) -> Intervention:
    return Intervention.objects.filter(case=case).latest("pk")


def doer_of(task: Task) -> User:
    """Who does a task: its owner, else whoever of the unit has its role."""
    people = people_of(task.case)
    by_role = {
        Role.SUPERVISOR: people.supervisor,
        Role.MANAGER: people.manager,
        Role.AUTHORISER: people.authoriser,
    }
    if task.role == Role.ADVOCATE:
        return advocate_of(task.case)
    at_desk = samples_referrals.doer(task) or samples_flags.doer(task)
    at_desk = at_desk or samples_letters.doer(task)
    return task.owner or at_desk or by_role.get(Role(task.role), people.officer)


def step(name: str, **given: Any) -> Move:
    """Do the open step of that name with these answers."""
    return lambda case: do(case, name, by=doer_of(open_task(case, name)), **given)


def queue(case: Case) -> None:
    work_off()


def broken_queue(case: Case) -> None:
    """The printer fails."""
    broken = mock.Mock(side_effect=RuntimeError("no paper"))
    with (
        mock.patch("letters.correspondence.actions.render_letter", broken),
        mock.patch("workflows.interventions.home_visit.render_visit_record", broken),
        suppress(RuntimeError),
    ):
        work_off()


# --- contact ------------------------------------------------------------------------------------


def safe(case: Case) -> None:
    step("check_contact", **safe_contact(case))(case)


def unsafe(case: Case) -> None:
    stands_in_the_way = {"victim_1": "UNSAFE", "victim_1_unsafe": "She asked us to wait."}
    step("check_contact", **safe_contact(case) | stands_in_the_way)(case)


# --- the letter ---------------------------------------------------------------------------------


def write(case: Case) -> None:
    report = str(case.person.incidents_as_suspect.latest("offence_on").pk)
    step("write", contact="NONE", reports=[report])(case)


def live_together(case: Case) -> None:
    """The person and a victim were last known at the same address."""
    home = makers_visits.make_address(case.person)
    victim = case.person.incidents_as_suspect.exclude(victim=None).earliest("pk").victim
    shared = ("kind", "value", "postcode", "normal", "first_seen_on", "last_seen_on")
    ProtectedContact.objects.create(person=victim, **{each: getattr(home, each) for each in shared})


authorise = step("authorise", decision="AUTHORISE", redaction_checked="on")
issue = step("issue", checks=["identity", "address", "needs"], place="The station")


def not_served(case: Case) -> None:
    """Typed as the page has it, in whole minutes."""
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    step("serve", outcome="UNSAFE", note="A crowd gathered.", at=at)(case)


TO_AUTHORITY: list[Move] = [safe, write, queue]
TO_PRINT: list[Move] = [*TO_AUTHORITY, authorise]
TO_ISSUE: list[Move] = [*TO_PRINT, queue]

# --- the visit ----------------------------------------------------------------------------------


def plan(case: Case, **given: Any) -> None:
    people = people_of(case)
    when = given.pop("planned_for", timezone.localtime() + timedelta(hours=2))
    step(
        "plan",
        purpose="See how things are and offer help",
        place="ELSEWHERE",
        elsewhere="14 Alder Court, Eastbrook",
        planned_for=when.strftime("%Y-%m-%d %H:%M"),
        lead_officer=str(people.officer.pk),
        second_officer=str(people.colleague.pk),
        **checks_made(),
    )(case)


def door(outcome: str, worried: str = "no") -> Move:
    def at_the_door(case: Case) -> None:
        step(
            "visit_home",
            outcome=outcome,
            said="What was seen and said.",
            worried=worried,
            second_officer=str(people_of(case).colleague.pk),
        )(case)

    return at_the_door


def nobody_answers(case: Case) -> None:
    """Tried at the times the rules ask for, until a supervisor has to decide."""
    while not rules.attempts_used_up(visit := Visit.objects.get(case=case)):
        at = timezone.localtime(makers_visits.next_time(visit))
        with time_machine.travel(at - timedelta(hours=2), tick=False):
            makers_visits.clear_contact(visit, until=at)
            plan(case, planned_for=at)
            approve(case)
        with time_machine.travel(at, tick=False):
            door("NO_REPLY")(case)


def checks_run_out(case: Case) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        fire_those_of(case)


approve = step("approve", decision="APPROVE")
record = step(
    "write_record",
    announced="no",
    present="The person, alone",
    facts="He opened and talked for ten minutes.",
    opinion="Calm; seemed willing.",
    risk_trigger="no",
)
TO_DOOR: list[Move] = [safe, plan, approve]
TO_RECORD: list[Move] = [*TO_DOOR, door("COMPLETED")]

WALKS: dict[str, dict[str, list[Move]]] = {
    "warning_letter": {
        "check_contact": [],
        "stopped": [unsafe],
        "write": [safe],
        "authorise": TO_AUTHORITY,
        "mend": [*TO_PRINT, broken_queue],
        "tell_advocate": [live_together, *TO_ISSUE],
        "issue": TO_ISSUE,
        "serve": [*TO_ISSUE, issue],
        "decide_failure": [*TO_ISSUE, issue, not_served],
        "say_whether_served": [*TO_ISSUE, issue, samples_letters.authority_runs_out],
    },
    "order": ORDER,
    "home_visit": {
        "check_contact": [],
        "stopped": [unsafe],
        "plan": [safe],
        "approve": [safe, plan],
        "visit_home": TO_DOOR,
        "say_whether_made": [*TO_DOOR, checks_run_out],
        "review_no_reply": [safe, nobody_answers],
        "safeguard": [*TO_DOOR, door("COMPLETED", worried="yes")],
        "locate": [*TO_DOOR, door("NOT_AT_ADDRESS")],
        "write_record": TO_RECORD,
        "mend": [*TO_RECORD, record, broken_queue],
        "review": [*TO_RECORD, record, queue],
    },
    "victim_support": walks_victims.WALK,
}

WALKS |= samples_warrants.WALKS
WALKS |= {"letter_answer": samples_letters.ANSWER, "reassessment": REASSESSMENT}
WALKS |= {"referral": samples_referrals.REFERRAL}
WALKS |= {"address_flag": samples_flags.FLAG, "briefing": samples_flags.BRIEFING}


def walk(kind: str, name: str, **case: Any) -> Task:
    """A new case whose intervention of `kind` has come to step `name`; its open task."""
    made = make_case(**case)
    people = people_of(made)
    assert people.colleague  # somebody to go with, and to look over a shoulder
    samples_referrals.prepare(made, kind)
    if kind == "letter_answer":
        samples_letters.begin(made)
    elif kind == "reassessment":
        something_changes(made)
    else:
        reason = "Three partners in three years."
        actions.start(case=made, kind=kind, by=people.officer, reason=reason)
    # Whatever passes time on the way passes it for this case alone.
    with mock.patch.object(sweep, "fire_due_timers", partial(fire_those_of, made)):
        for move in WALKS[kind][name]:
            move(made)
    return open_task(made, name)
