"""The pages on which a case is restricted, its list is kept, and somebody says they know him."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.accounts.models import User
from casework.cases.models import Case, Interest, NamedReader
from casework.cases.restricted_views import PAGES
from casework.cases.restricting import DEEDS, restriction_of
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import knows, restrict

pytestmark = pytest.mark.django_db


def send(user: User, case: Case, name: str, **given: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse("cases:who_do", args=[case.slug, name]), given, follow=True)


def page(user: User, case: Case, part: str = "who") -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"cases:{part}", args=[case.slug])).content.decode()


def test_every_deed_has_its_page() -> None:
    assert set(PAGES) == set(DEEDS)


def test_a_manager_restricts_a_case_and_keeps_its_list() -> None:
    case = make_case()
    people = people_of(case)
    manager = people.manager
    given = {"ground": "POLICE", "reason": "A special constable.", "manager": manager.pk}
    answer = send(manager, case, "restrict", **given, readers=[people.officer.pk])
    assert "Only the people on its list see it" in answer.content.decode()
    assert ">\n  Restricted" in page(manager, case, "case") or "Restricted" in page(manager, case)
    send(manager, case, "name", who=people.analyst.pk, reason="Ranks the people.")
    assert "Ranks the people." in page(manager, case)
    reader = NamedReader.objects.get(user=people.analyst)
    send(manager, case, "remove", reader=reader.pk, reason="Done.")
    assert "Ranks the people." not in page(manager, case)
    send(manager, case, "lift", reason="He resigned.")
    assert restriction_of(case) is None


def test_a_supervisor_who_restricts_is_led_to_the_cases_they_still_see() -> None:
    case = make_case()
    people = people_of(case)
    given = {"ground": "OTHER", "reason": "Known at the station.", "manager": people.manager.pk}
    answer = send(people.supervisor, case, "restrict", **given, readers=[people.officer.pk])
    assert answer.redirect_chain[-1][0] == reverse("cases:list")
    assert "Only the people on its list see it" in answer.content.decode()


def test_what_is_refused_is_said_in_words_and_nothing_typed_is_lost() -> None:
    case = make_case()
    manager = people_of(case).manager
    given = {"ground": "POLICE", "reason": "A special constable.", "manager": manager.pk}
    answer = send(manager, case, "restrict", **given)
    assert answer.status_code == 422
    assert "owns" in answer.content.decode()
    assert "A special constable." in answer.content.decode()


def test_an_officer_says_that_they_know_the_person_and_the_supervisor_is_told() -> None:
    case = make_case()
    people = people_of(case)
    answer = send(people.officer, case, "know", how="My brother-in-law.")
    assert answer.redirect_chain[-1][0] == reverse("cases:list")
    told = page(people.supervisor, case, "case")
    assert "The case needs another owner" in told
    assert "My brother-in-law." in told


def test_how_somebody_knows_the_person_is_read_by_who_leads_the_case_alone() -> None:
    case = make_case()
    knows(case, people_of(case).colleague)
    assert "They are cousins." in page(people_of(case).supervisor, case)
    for part in ("who", "case", "timeline"):
        assert "They are cousins." not in page(people_of(case).officer, case, part)
    interest = Interest.objects.get()
    send(people_of(case).supervisor, case, "withdraw", interest=interest.pk, reason="Namesake.")
    assert "They are cousins." not in page(people_of(case).supervisor, case)


def test_an_officer_on_the_list_reads_who_answers_for_it() -> None:
    case = make_case()
    restrict(case)
    read = page(people_of(case).officer, case)
    assert f"{people_of(case).manager.display_name} answers for the list" in read
    assert "He works at the front desk." not in read
