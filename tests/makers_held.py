"""One of each kind of record that somebody has, with who has it and who might have it next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import time_machine

from casework.accounts.models import Role, User
from casework.cases.models import Case
from tests import makers, makers_warrants
from tests.makers_cases import make_case, people_of
from tests.makers_operations import PLANNED_ON, approved, only_contact
from tests.makers_restricted import restrict
from tests.makers_victims import advocate_of, offer_of, received
from tests.makers_visit_walk import approved as approved_visit
from tests.makers_visit_walk import visit_of
from tests.makers_work import letter_at


@dataclass
class Has:
    """Somebody (`user`) has `thing`; `to` may get it from `by`."""

    thing: Any
    case: Case
    user: User
    to: User
    by: User


def a_task() -> Has:
    task = letter_at("check_contact")
    people = people_of(task.case)
    return Has(task, task.case, people.officer, people.colleague, people.supervisor)


def a_visit() -> Has:
    case = approved_visit()
    people = people_of(case)
    third = makers.make_user(Role.OFFICER, team=case.team)
    return Has(visit_of(case), case, people.colleague, third, people.supervisor)


def a_case() -> Has:
    case = make_case()
    people = people_of(case)
    return Has(case, case, people.officer, people.colleague, people.supervisor)


def a_warrant() -> Has:
    warrant = makers_warrants.start()
    for step in (makers_warrants.grade, makers_warrants.circulate, makers_warrants.allocate):
        warrant = step(warrant)
    people = people_of(warrant.case)
    return Has(warrant, warrant.case, people.officer, people.colleague, people.supervisor)


def a_contact() -> Has:
    with time_machine.travel(PLANNED_ON, tick=False):
        operation = approved(make_case().team)
    thing = only_contact(operation)
    people = people_of(thing.case)
    return Has(thing, thing.case, people.officer, people.colleague, people.supervisor)


def a_client() -> Has:
    case = received()
    has = advocate_of(case)
    desk = offer_of(case).service.team  # type: ignore[union-attr]
    another = makers.make_user(Role.ADVOCATE, team=desk)
    return Has(offer_of(case), case, has, another, people_of(case).manager)


def a_list() -> Has:
    case = make_case()
    people = people_of(case)
    to = makers.make_user(Role.MANAGER, force=case.force)
    by = makers.make_user(Role.MANAGER, force=case.force)
    row = restrict(case, readers=[people.officer, by])
    return Has(row, case, people.manager, to, by)


# By the key in `workflows.held.HELD`.
HAS: dict[str, Callable[[], Has]] = {
    "task": a_task,
    "visit": a_visit,
    "case": a_case,
    "warrant": a_warrant,
    "contact": a_contact,
    "support": a_client,
    "restriction": a_list,
}
