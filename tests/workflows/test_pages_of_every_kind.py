"""What a page asks the database does not grow with the kinds there are, nor with closed work.

The kinds are those of the running code. Statements are counted to the last one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from tests import makers, makers_partners
from tests.makers_cases import make_case, open_gate, people_of
from tests.makers_kinds import begin, end, every_kind
from workflows import actions
from workflows.models import Intervention
from workflows.models.work import InterventionQuerySet
from workflows.registry import kinds
from workflows.worklist import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]

# Whose page, and where; of each some line is there for an intervention of any kind.
OF_THE_CASE = {
    "the case": ("officer", "{case}"),
    "the case to a supervisor": ("supervisor", "{case}"),
    "its timeline": ("officer", "{case}timeline/"),
    "the person": ("officer", "/people/{person}/"),
}
LISTS = {
    "my work": ("officer", "/my-work/"),
    "my cases": ("officer", "/my-work/?show=cases"),
    "waiting on others": ("officer", "/my-work/?show=waiting"),
    "to approve": ("supervisor", "/team/approvals/"),
    "team work": ("supervisor", "/team/tasks/"),
    "reports": ("manager", "/reports/"),
}


def case_under_way(team: Team | None = None) -> Case:
    case = make_case(team=team)
    open_gate(case)
    return case


def sent_for(user: User, address: str) -> list[str]:
    """The statements of a page to somebody whose session is warm."""
    client = Client()
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return [query["sql"] for query in captured.captured_queries]


def costs(case: Case, *pages: dict[str, tuple[str, str]]) -> dict[str, int]:
    """How many statements each page sends."""
    places = {"case": case.get_absolute_url(), "person": case.person.ref}
    return {
        name: len(sent_for(getattr(people_of(case), who), address.format(**places)))
        for each in pages
        for name, (who, address) in each.items()
    }


@pytest.mark.parametrize("kind", kinds())
def test_the_case_page_of_one_kind_costs_what_that_of_another_does(kind: str) -> None:
    plain, case = case_under_way(), case_under_way()
    every_kind(plain, named=["home_visit"])
    every_kind(case, named=[kind])
    assert costs(case, OF_THE_CASE) == costs(plain, OF_THE_CASE)


@pytest.fixture
def with_every_kind() -> Case:
    case = case_under_way()
    every_kind(case)
    return case


def test_a_page_with_every_kind_costs_what_it_does_with_two_of_every_kind(
    with_every_kind: Case,
) -> None:
    one = costs(with_every_kind, OF_THE_CASE, LISTS)
    alone = case_under_way()
    every_kind(alone, named=["home_visit"])
    assert costs(alone, OF_THE_CASE) == {name: one[name] for name in OF_THE_CASE}
    two = case_under_way()
    rows = every_kind(two, ended=1)
    assert Intervention.objects.filter(case=two).count() == 2 * len(kinds())
    add_a_task(rows[0])
    add_a_task(rows[1])
    assert costs(two, OF_THE_CASE, LISTS) == one


def test_without_the_records_in_one_statement_the_case_page_costs_more_with_each_kind(
    with_every_kind: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    one = costs(with_every_kind, OF_THE_CASE)
    monkeypatch.setattr(InterventionQuerySet, "with_records", lambda rows: rows)
    many = costs(with_every_kind, OF_THE_CASE)
    assert many["the case"] >= one["the case"] + len(kinds())
    assert many["the person"] == one["the person"]


def add_a_task(row: Intervention) -> None:
    actions.add_task(
        intervention=row,
        by=people_of(row.case).supervisor,
        title="Ask the landlord",
        asked="Who has a key?",
        role=Role.OFFICER,
        days=3,
        reason="Nobody knows.",
        owner=people_of(row.case).officer,
    )


def test_closed_work_costs_a_page_nothing() -> None:
    """Twelve interventions that have ended, on the case and on another of the same officer."""
    team = makers.make_team()
    case, other = case_under_way(team), case_under_way(team)
    begin("warrant", case)
    before = costs(case, OF_THE_CASE, LISTS)
    for each in (case, other) * 6:
        end(begin("home_visit", each))
    assert costs(case, OF_THE_CASE, LISTS) == before


def history_read(case: Case) -> Iterator[str]:
    """The statements of the case page that read what was done and what was reported."""
    for sql in sent_for(people_of(case).officer, case.get_absolute_url()):
        if sql.startswith("SELECT") and "COUNT(" not in sql:
            if 'ORDER BY "audit_event"."seq" DESC' in sql:
                yield sql
            if 'ORDER BY "incidents_incident"."offence_from" DESC' in sql:
                yield sql


def test_the_case_page_reads_the_newest_of_its_history_and_no_more() -> None:
    read = list(history_read(case_under_way()))
    assert len(read) == 2
    assert all(sql.endswith("LIMIT 8") for sql in read)


# --- what waits for other agencies ---------------------------------------------------------------


def sent_to_agencies(times: int) -> Case:
    """As many referrals of one officer's cases, each waiting at the desk of an agency."""
    team = makers.make_team()
    for _ in range(times):
        case = makers_partners.referral_at("acknowledge", make_case(team=team))
    return case


def test_a_list_names_the_records_of_agencies_in_as_many_statements_however_many() -> None:
    shows = {name: LISTS[name] for name in ("waiting on others", "team work")}
    assert costs(sent_to_agencies(2), shows) == costs(sent_to_agencies(3), shows)


def test_without_the_records_of_agencies_read_along_a_list_costs_more_with_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    for ways in ("told_outside", "told_apart"):
        monkeypatch.setattr(queries, ways, set)
    shows = {"waiting on others": LISTS["waiting on others"]}
    two, three = costs(sent_to_agencies(2), shows), costs(sent_to_agencies(3), shows)
    assert three["waiting on others"] == two["waiting on others"] + 1
