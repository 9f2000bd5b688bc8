"""The manager's first page names the cases that wait for a supervisor or a manager."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from casework.accounts.models import User
from casework.cases import actions
from casework.cases.models import State
from tests import makers
from tests.makers_cases import adopt, assessment_of, make_case, people_of, ready_for_adoption
from workflows.caseload import queries

pytestmark = pytest.mark.django_db

NOTHING = "Nothing waits for a decision."


def page(user: User) -> str:
    client = Client()
    client.force_login(user)
    html = client.get(reverse("workflows:reports")).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_case_at_triage_waits_for_a_supervisor() -> None:
    case = make_case(state=State.TRIAGE)
    shown = page(people_of(case).manager)
    assert f"Decide on triage {case.person.full_name} , {case.ref}. For a supervisor" in shown
    assert NOTHING not in shown


def test_a_signed_assessment_waits_for_its_countersignature() -> None:
    case = make_case(state=State.ASSESSMENT)
    actions.sign_assessment(case=case, by=people_of(case).officer, **assessment_of())
    assert "Countersign the risk assessment" in page(people_of(case).manager)


def test_a_case_that_has_all_it_needs_waits_for_adoption_and_then_no_longer() -> None:
    case = ready_for_adoption()
    manager = people_of(case).manager
    assert "Decide on adoption" in page(manager)
    adopt(case)
    assert NOTHING in page(manager)


def test_a_case_in_assessment_waits_for_nobody_until_it_has_what_adoption_needs() -> None:
    case = make_case(state=State.ASSESSMENT)
    assert NOTHING in page(people_of(case).manager)


def test_a_case_of_another_force_is_not_shown() -> None:
    case = make_case(state=State.TRIAGE)
    elsewhere = makers.make_user(makers.Role.MANAGER)
    assert NOTHING in page(elsewhere)
    assert list(queries.cases_to_decide(people_of(case).manager)) == [case]


def test_without_the_list_the_page_would_say_that_nothing_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case(state=State.TRIAGE)
    monkeypatch.setattr(queries, "awaiting_decision", lambda cases: cases.none())
    assert NOTHING in page(people_of(case).manager)
