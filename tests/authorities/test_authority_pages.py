"""The pages of the register: for those who may know of it, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.enforcement.authorities.doing import DOINGS
from casework.enforcement.authorities.models import Authority, UnitMember
from tests import makers
from tests.makers_authorities import (
    cancel,
    log_application,
    make_authority,
    superintendent_of,
)
from tests.makers_cases import make_case, people_of

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(user: User, where: str, /, **given: Any) -> Any:
    return client_of(user).post(where, given, follow=True)


def page(user: User, where: str) -> str:
    answer = client_of(user).get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def soon(days: int = 7) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_manager_logs_an_application_and_a_superintendent_grants_it() -> None:
    case = make_case()
    manager, officer = people_of(case).manager, superintendent_of(case)
    given = {"ref": case.ref, "urn": "ds/77", "scope_label": "Scope 1", "speed": "WRITTEN"}
    assert "The application is logged." in send(manager, "/register/new/", **given).content.decode()
    authority = Authority.objects.get()
    now = timezone.localtime()
    where = f"/register/{authority.pk}/grant/"
    answer = send(
        officer,
        where,
        officer=officer.pk,
        granted_at=f"{now:%Y-%m-%dT%H:%M}",
        effective_at=f"{now:%Y-%m-%dT%H:%M}",
        review_on=soon(),
    )
    html = answer.content.decode()
    assert "Granted in writing" in html
    assert "DS/77" in html
    assert "3 months, beginning with the first day" in html


def test_a_case_one_may_not_log_on_is_answered_like_one_that_is_not_there() -> None:
    manager = people_of(make_case()).manager
    other = make_case()
    given = {"urn": "A/1", "scope_label": "Scope 1", "speed": "URGENT"}
    for ref in (other.ref, "IC-9999/26"):
        answer = send(manager, "/register/new/", ref=ref, **given)
        assert answer.status_code == 422
        assert "There is no such case." in answer.content.decode()
    assert not Authority.objects.exists()


def test_what_the_page_offers_is_what_this_reader_can_do() -> None:
    authority = make_authority()
    case = authority.case
    of_officer = page(superintendent_of(case), authority.get_absolute_url())
    for words in ("Review it", "Renew it", "Cancel it"):
        assert words in of_officer
    for words in ("Give it in writing", "End it", "Record that it was granted"):
        assert words not in of_officer
    for reader in (people_of(case).manager, people_of(case).auditor):
        html = page(reader, authority.get_absolute_url())
        assert not [each.title for each in DOINGS.values() if each.title in html]


def test_each_move_has_its_page_and_saves() -> None:
    authority = make_authority()
    officer = superintendent_of(authority.case)
    where = authority.get_absolute_url()
    assert send(officer, f"{where}review/", reason="Needed.", review_on=soon()).status_code == 200
    assert send(officer, f"{where}renew/", reason="Needed.", review_on=soon()).status_code == 200
    assert send(officer, f"{where}cancel/", reason="Over.", told="").status_code == 422
    answer = send(officer, f"{where}cancel/", reason="The grounds ceased.", told="The team.")
    html = answer.content.decode()
    assert Authority.objects.get().state == "CANCELLED"
    assert "The grounds ceased." in html
    assert send(officer, f"{where}renew/").status_code == 422
    assert client_of(officer).get(f"{where}abolish/").status_code == 404


def test_the_register_shows_alerts_and_what_is_over_apart() -> None:
    authority = make_authority()
    log_application(make_case(team=authority.case.team))
    html = page(people_of(authority.case).manager, "/register/")
    assert "Begun: look at what is planned on the case" in html
    assert "Applied for or live" in html


def test_nobody_else_finds_any_of_these_pages() -> None:
    authority = make_authority()
    people = people_of(authority.case)
    entry = authority.get_absolute_url()
    others = [makers.make_user(role, force=authority.case.force) for role in Role]
    allowed = {Role.MANAGER, Role.AUTHORISER, Role.AUDITOR}
    outsiders = [user for user, role in zip(others, Role, strict=True) if role not in allowed]
    for user in (people.officer, people.supervisor, people.analyst, *outsiders):
        client = client_of(user)
        for where in ("/register/", "/register/new/", "/register/names/", entry, f"{entry}cancel/"):
            assert client.get(where).status_code == 404
            assert client.post(where).status_code in (404, 405)
        assert "/register/" not in client.get("/account/").content.decode()


def test_no_address_and_no_title_says_what_is_there() -> None:
    authority = make_authority()
    html = page(superintendent_of(authority.case), authority.get_absolute_url())
    title = html.partition("<title>")[2].partition("</title>")[0]
    assert authority.urn not in title
    assert authority.case.ref not in title
    assert "surveillance" not in title.lower()


def test_a_superintendent_keeps_the_list_of_the_covert_unit() -> None:
    authority = make_authority()
    officer, member = superintendent_of(authority.case), people_of(authority.case).colleague
    assert client_of(member).get("/register/").status_code == 404
    send(officer, "/register/names/", user=member.pk, reason="Keeps the central record")
    assert authority.urn in page(member, "/register/")
    name = UnitMember.objects.get()
    assert member.display_name in page(officer, "/register/names/")
    assert client_of(member).get(f"/register/names/{name.pk}/").status_code == 404
    send(officer, f"/register/names/{name.pk}/", reason="Moved on")
    assert client_of(member).get("/register/").status_code == 404


def test_the_case_is_a_link_only_for_who_sees_the_case() -> None:
    authority = make_authority()
    case = authority.case
    link = f'href="{case.get_absolute_url()}"'
    assert link in page(people_of(case).manager, authority.get_absolute_url())
    assert link not in page(people_of(case).auditor, authority.get_absolute_url())


def test_what_an_alert_asked_for_is_no_longer_asked_once_the_authority_is_over() -> None:
    authority = make_authority()
    manager = people_of(authority.case).manager
    assert "Begun: look at what is planned" in page(manager, "/register/")
    cancel(authority)
    html = page(manager, "/register/")
    assert "Begun: look at what is planned" not in html
    assert "Over: contact can be checked again" in html
    assert "Over since" in html
    assert "Begun: look at what is planned" in page(manager, authority.get_absolute_url())
