"""An adviser looks a case up and reads nothing of it; an auditor reads the log (domain: 6)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from casework.accounts.models import Role, User
from casework.audit.models import Event
from casework.cases.models import Case, State
from casework.cases.models.queryset import CaseQuerySet
from tests import makers, makers_visits
from tests.makers_cases import make_case, people_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case(state=State.ACTIVE)


@pytest.fixture
def adviser(case: Case) -> User:
    return makers.make_user(Role.ADVISER, force=case.force)


def get(user: User, address: str) -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client.get(address)


def words_of(case: Case) -> list[str]:
    """What people wrote in the case, and what records say of anybody who was harmed."""
    assessment, adoption = case.assessments.get(), case.adoption
    victims = [row.victim for row in case.person.incidents_as_suspect.exclude(victim=None)]
    written = [assessment.static_history, assessment.scenarios, adoption.necessity]
    return [*written, *(victim.full_name for victim in victims if victim)]


def test_an_adviser_sees_that_a_case_is_there_who_has_it_and_what_is_dangerous(
    case: Case, adviser: User
) -> None:
    makers_visits.make_marker(case.person, "FIREARMS")
    answer = get(adviser, case.get_absolute_url())
    assert answer.status_code == 200
    text = answer.text
    assert case.owner is not None
    assert case.person.full_name in text
    for shown in ("Under way", case.owner.display_name, case.team.name, "Firearms"):
        assert shown in text


def test_nothing_that_was_written_and_nobody_who_was_harmed_is_on_it(
    case: Case, adviser: User
) -> None:
    text = get(adviser, case.get_absolute_url()).text
    whole = get(people_of(case).manager, f"{case.get_absolute_url()}risk/").text
    assert words_of(case)
    assert words_of(case)[0] in whole
    for word in words_of(case):
        assert word not in text
    linked = re.findall(r'href="(/(?:cases|people|letters|visits|documents)/[^"]+)"', text)
    assert linked == []


@pytest.mark.parametrize("part", ["timeline/", "risk/", "why/", "do/change/", "do/hold/"])
def test_the_parts_of_a_case_are_not_there_for_an_adviser(
    part: str, case: Case, adviser: User
) -> None:
    assert get(adviser, case.get_absolute_url() + part).status_code == 404


def test_an_adviser_finds_no_person_page_and_no_nomination(case: Case, adviser: User) -> None:
    assert case.flag is not None
    assert get(adviser, f"/people/{case.person.ref.lower()}/").status_code == 404
    assert get(adviser, f"/nominations/{case.flag.pk}/").status_code == 404


def test_the_list_of_an_adviser_holds_the_cases_of_their_force_alone(
    case: Case, adviser: User
) -> None:
    other = make_case(state=State.ACTIVE)
    text = get(adviser, "/cases/").text
    assert case.ref in text
    assert other.get_absolute_url() not in text
    assert get(adviser, other.get_absolute_url()).status_code == 404


def test_looking_a_case_up_is_logged(case: Case, adviser: User) -> None:
    get(adviser, case.get_absolute_url())
    look = Event.objects.filter(verb="looked").latest("pk")
    assert look.actor == adviser
    assert f"cases.case:{case.pk}" in look.payload.body["objects"]
    assert look.payload.body["page"] == "cases:lookup"


def test_whoever_reads_the_case_by_another_role_reads_it_whole(case: Case) -> None:
    both = makers.make_user(Role.ADVISER, Role.MANAGER, force=case.force)
    text = get(both, case.get_absolute_url()).text
    assert "What happens next" in text


def test_an_adviser_of_one_team_looks_up_its_cases_only(case: Case) -> None:
    adviser = makers.make_user(Role.ADVISER, team=makers.make_team(force=case.force))
    assert get(adviser, case.get_absolute_url()).status_code == 404


def test_an_auditor_finds_the_log_and_no_case(case: Case) -> None:
    auditor = makers.make_user(Role.AUDITOR, force=case.force)
    assert get(auditor, "/audit/").status_code == 200
    assert get(auditor, case.get_absolute_url()).status_code == 404
    assert case.ref not in get(auditor, "/cases/").text
    assert not Case.objects.visible_to(auditor).exists()


def test_if_advisers_saw_cases_they_would_read_them_whole(
    case: Case, adviser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: one condition keeps the narrative from whoever only looks up."""
    monkeypatch.setattr(CaseQuerySet, "visible_to", CaseQuerySet.looked_up_by)
    text = get(adviser, f"{case.get_absolute_url()}risk/").text
    assert words_of(case)[0] in text
