"""The nomination pages: why this person, what was left out, what somebody said to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from casework.accounts.models import Force, Role, User
from casework.audit.models import Event
from casework.cases.actions import identify
from casework.identification import views
from casework.identification.actions import run_programme, settle_flag
from casework.identification.models import BasisLost, Flag
from tests import makers
from tests.makers_incidents import against, import_rows, three_partners

pytestmark = pytest.mark.django_db

RUN_DATE = date(2026, 11, 22)
LIST = "/nominations/"


@pytest.fixture
def force() -> Force:
    return makers.make_team(name="North").force


@pytest.fixture
def analyst(force: Force) -> User:
    return makers.make_user(Role.ANALYST, force=force)


@pytest.fixture
def flag(force: Force, tmp_path: Path) -> Flag:
    rows = three_partners(oldest="2021-11-22")
    left_out = [
        against("V4", relationship="FAMILY"),
        against("V5", on="2021-11-21"),
        against("V6", outcome_code="CANCELLED"),
    ]
    import_rows(tmp_path / "export.csv", [*rows, *left_out], force=force)
    run_programme(programme="hampshire", force=force, on=RUN_DATE, by=None)
    return Flag.objects.get()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(flag: Flag, part: str = "nomination") -> str:
    return reverse(f"identification:{part}", args=[flag.pk])


def test_the_list_shows_who_was_raised_and_logs_the_look(analyst: User, flag: Flag) -> None:
    answer = signed_in(analyst).get(LIST)
    assert answer.status_code == 200
    assert "Callum Roake" in answer.text
    assert page_of(flag) in answer.text
    look = Event.objects.filter(verb="looked").latest("pk")
    assert look.actor == analyst
    assert look.payload.body["objects"] == [f"people.person:{flag.person_id}"]


def test_the_page_says_the_rule_what_met_it_and_what_was_left_out(
    analyst: User, flag: Flag
) -> None:
    text = signed_in(analyst).get(page_of(flag)).text
    assert "Why this person was nominated" in text
    assert "3 offences against 3 different partners" in text
    assert "22 November 2021 to 22 November 2026" in text
    assert "This is a prompt to look, not a finding." in text
    for why in ("not against a partner", "before the years", "the crime was cancelled"):
        assert why in text
    assert "This is the first run that found this person." in text


def test_victims_are_numbered_on_the_page_and_never_named(analyst: User, flag: Flag) -> None:
    text = signed_in(analyst).get(page_of(flag)).text
    assert "Former partner 1" in text
    assert "Former partner 3" in text
    for victim in ("SurnameV1", "V1 Street", "07700 900002", "SO16 3CC"):
        assert victim not in text


def test_no_name_stands_in_an_address_or_a_title(analyst: User, flag: Flag) -> None:
    text = signed_in(analyst).get(page_of(flag)).text
    title = text[text.index("<title>") : text.index("</title>")]
    assert "Roake" not in title
    assert flag.person.ref in title
    assert "roake" not in page_of(flag).lower()


def test_a_look_at_the_page_names_the_person_and_the_nomination(analyst: User, flag: Flag) -> None:
    signed_in(analyst).get(page_of(flag))
    look = Event.objects.filter(verb="looked").latest("pk")
    assert look.payload.body["objects"] == [
        f"identification.flag:{flag.pk}",
        f"people.person:{flag.person_id}",
    ]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUTHORISER])
def test_roles_that_see_the_whole_force_see_its_nominations(
    role: Role, force: Force, flag: Flag
) -> None:
    client = signed_in(makers.make_user(role, force=force))
    assert client.get(page_of(flag)).status_code == 200
    assert "Callum Roake" in client.get(LIST).text


@pytest.mark.parametrize(
    "role",
    [Role.OFFICER, Role.PARTNER, Role.ADVOCATE, Role.ADMIN, Role.ADVISER, Role.AUDITOR],
)
def test_other_roles_find_no_nominations(role: Role, force: Force, flag: Flag) -> None:
    client = signed_in(makers.make_user(role, force=force))
    assert client.get(page_of(flag)).status_code == 404
    assert client.get(LIST).status_code == 404
    assert client.post(page_of(flag, "settle"), {"reason": "x"}).status_code == 404


def test_an_analyst_of_another_force_finds_nothing(flag: Flag) -> None:
    client = signed_in(makers.make_user(Role.ANALYST))
    assert client.get(page_of(flag)).status_code == 404
    assert "Roake" not in client.get(LIST).text


def test_a_supervisor_sees_the_nominations_of_the_teams_they_lead(force: Force, flag: Flag) -> None:
    mine = makers.make_user(Role.SUPERVISOR, team=force.teams.get(name="North"))
    other = makers.make_user(Role.SUPERVISOR, team=makers.make_team(force=force))
    assert signed_in(mine).get(page_of(flag)).status_code == 404
    identify(programme="hampshire", on=RUN_DATE, by=None, force=force)
    answer = signed_in(mine).get(page_of(flag))
    assert answer.status_code == 200
    assert "It is decided there" in answer.text
    assert signed_in(other).get(page_of(flag)).status_code == 404


def test_if_visibility_were_not_asked_any_analyst_would_read_it(
    flag: Flag, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: `visible_to` is what keeps another force out."""
    monkeypatch.setattr(views, "_visible", lambda request, pk: Flag.objects.get(pk=pk))
    client = signed_in(makers.make_user(Role.ANALYST))
    assert client.get(page_of(flag)).status_code == 200


def test_an_analyst_settles_a_nomination_with_a_reason(analyst: User, flag: Flag) -> None:
    client = signed_in(analyst)
    answer = client.post(page_of(flag, "settle"), {"reason": "Died in custody."})
    assert answer.status_code == 302
    flag.refresh_from_db()
    assert (flag.settled_by, flag.settled_reason) == (analyst, "Died in custody.")
    assert "Died in custody." in client.get(page_of(flag)).text
    assert "Callum Roake" in client.get(f"{LIST}?show=settled").text
    assert "Roake" not in client.get(LIST).text


def test_settling_without_a_reason_answers_422_and_says_so(analyst: User, flag: Flag) -> None:
    answer = signed_in(analyst).post(page_of(flag, "settle"), {"reason": ""})
    assert answer.status_code == 422
    assert "Say why nobody needs to look at this nomination" in answer.text
    flag.refresh_from_db()
    assert flag.settled_at is None


def test_a_manager_sees_no_settling_and_is_refused(force: Force, flag: Flag) -> None:
    client = signed_in(makers.make_user(Role.MANAGER, force=force))
    assert "Settle this nomination" not in client.get(page_of(flag)).text
    answer = client.post(page_of(flag, "settle"), {"reason": "Not for us."})
    assert answer.status_code == 403
    assert "Only an analyst" in answer.text


def test_settling_what_is_settled_answers_409(analyst: User, flag: Flag) -> None:
    settle_flag(flag=flag, by=analyst, reason="Moved abroad.")
    answer = signed_in(analyst).post(page_of(flag, "settle"), {"reason": "Again."})
    assert answer.status_code == 409


def test_an_analyst_concludes_on_a_lost_basis(
    analyst: User, force: Force, flag: Flag, tmp_path: Path
) -> None:
    run_programme(programme="hampshire", force=force, on=date(2026, 11, 23), by=None)
    client = signed_in(analyst)
    assert "Basis lost" in client.get(page_of(flag)).text
    assert "Callum Roake" in client.get(f"{LIST}?show=lost").text
    refused = client.post(page_of(flag, "conclude"), {"conclusion": " "})
    assert refused.status_code == 422
    done = client.post(page_of(flag, "conclude"), {"conclusion": "Only the years have passed."})
    assert done.status_code == 302
    assert BasisLost.objects.get().conclusion == "Only the years have passed."
    again = client.post(page_of(flag, "conclude"), {"conclusion": "Again."})
    assert again.status_code == 409


def test_concluding_where_no_basis_was_lost_finds_nothing(analyst: User, flag: Flag) -> None:
    answer = signed_in(analyst).post(page_of(flag, "conclude"), {"conclusion": "x"})
    assert answer.status_code == 404


def test_what_changed_since_the_run_before_is_told(
    analyst: User, force: Force, flag: Flag, tmp_path: Path
) -> None:
    import_rows(tmp_path / "more.csv", [against("V9", on="2026-11-01")], force=force)
    run_programme(programme="hampshire", force=force, on=RUN_DATE, by=None)
    text = signed_in(analyst).get(page_of(flag)).text
    assert "1 record more than in the run before" in text


def test_runs_are_listed_with_what_they_found(analyst: User, flag: Flag) -> None:
    text = signed_in(analyst).get(f"{LIST}?show=runs").text
    assert "Serial partner abuse (Hampshire), version 1" in text
    assert "22 November 2026" in text


@pytest.mark.parametrize("show", ["open", "in_hand", "lost", "settled", "runs", "nonsense"])
def test_an_empty_list_says_what_would_be_there(show: str, analyst: User) -> None:
    answer = signed_in(analyst).get(f"{LIST}?show={show}")
    assert answer.status_code == 200
    assert "<table" not in answer.text


def test_an_analyst_starts_a_run_in_the_queue_and_it_opens_the_case(
    analyst: User, force: Force, flag: Flag
) -> None:
    client = signed_in(analyst)
    assert "New run" in client.get(f"{LIST}?show=runs").text
    answer = client.post(f"{LIST}run/", {"programme": "hampshire", "force": force.pk})
    assert answer.status_code == 302
    task = OrmQ.objects.latest("pk").task
    assert task["func"] == "casework.cases.jobs.identify_force"
    for _ in range(2):  # a job may run twice
        import_string(task["func"])(**task["kwargs"])
    assert flag.cases.count() == 1
    assert Event.objects.filter(verb="programme.run_asked_for", actor=analyst).count() == 1


def test_nobody_else_starts_a_run(force: Force) -> None:
    client = signed_in(makers.make_user(Role.MANAGER, force=force))
    assert "New run" not in client.get(f"{LIST}?show=runs").text
    answer = client.post(f"{LIST}run/", {"programme": "hampshire", "force": force.pk})
    assert answer.status_code == 403
    assert not OrmQ.objects.exists()
