"""Referrals for the browser: how each step is come to, who does it, and the agency's own pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.partners import actions
from casework.partners.models import Referral, Rung, Service
from tests import makers_partners as makers
from tests.makers_cases import people_of
from tests.makers_work import intervention_of
from workflows import actions as workflows
from workflows import jobs
from workflows.models import Task

Move = Callable[[Case], object]


def doer(task: Task) -> User | None:
    """Who does a task of a referral that is not its owner's or its supervisor's."""
    if task.kind != "referral":
        return None
    if task.role == Role.PARTNER:
        return makers.partner_of(task.process.referral)
    return people_of(task.case).manager if task.role == Role.MANAGER else None


def step(name: str, **typed: Any) -> Move:
    return lambda case: makers.take_step(case, name, **typed)


def prepare(case: Case, kind: str) -> None:
    """A referral can be started only where an agency offers something."""
    if kind == "referral" and not Service.objects.filter(agency__force=case.force).exists():
        makers.make_service(case)


def late(case: Case) -> None:
    """The first rung is reached; the timers of this case alone are looked at."""
    running = intervention_of(case)
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=True):
        jobs.look_again(intervention=running.pk)


def recall(case: Case) -> None:
    running = intervention_of(case)
    workflows.cancel(intervention=running, by=people_of(case).manager, reason="The wrong agency.")


unsafe = step("check_contact", deconfliction="NOT_DONE")
WRITTEN = [step("check_contact"), step("write"), step("choose")]
SENT = [*WRITTEN, step("approve"), step("send")]
TAKEN: list[Move] = [*SENT, step("acknowledge"), step("decide")]
ORDERED: list[Move] = [step("check_contact"), step("write", takes_part="ORDERED")]
ORDERED += [*SENT[2:], *TAKEN[5:], step("begin_service"), step("report", progress="DISENGAGED")]
ASKED = step("decide", decision="MORE_INFO", note="Does he need an interpreter?")
DECLINED = step("decide", decision="DECLINE", decline_code="NO_CAPACITY")

REFERRAL: dict[str, list[Move]] = {
    "check_contact": [],
    "stopped": [unsafe],
    "write": WRITTEN[:1],
    "choose": WRITTEN[:2],
    "approve": [*WRITTEN],
    "send": SENT[:4],
    "acknowledge": [*SENT],
    "decide": TAKEN[:6],
    "answer": [*TAKEN[:6], ASKED],
    "begin_service": TAKEN,
    "report": [*TAKEN, step("begin_service")],
    "tell_order": ORDERED,
    "close": [*TAKEN[:6], DECLINED],
    "ask_them": [*SENT, late],
    "confirm_deletion": [*SENT, recall],
    "assess_breach": [*SENT, recall],
}


def pages(sample: Callable[..., Any]) -> dict[str, list[Any]]:
    """The record for the police, the slice for the agency, and what stands behind the wall."""
    sent = Referral.objects.exclude(sent_at=None).order_by("pk")[0]
    actions.run_late(referral=sent, rung=Rung.SPOC)
    at, people, partner = {"pk": sent.pk}, people_of(sent.case), makers.partner_of(sent)
    return {
        "partners:referrals": [sample(user=partner)],
        "partners:referral": [
            sample(arguments=at, about="whole", user=people.manager),
            sample(arguments=at, about="the slice", user=partner),
        ],
        "partners:behind_wall": [sample(arguments=at, user=people.supervisor)],
    }
