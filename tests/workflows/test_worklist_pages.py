"""My work, team work and the manager's figures, as the people they are for read them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.accounts.models import Role, User
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_partners import at_desk_of, make_agency
from tests.makers_work import do, letter_at, open_task, safe_contact, start
from workflows import actions
from workflows.caseload import queries as figures
from workflows.models import Task
from workflows.worklist import queries
from workflows.worklist.presenters import line_of

pytestmark = pytest.mark.django_db
TAGS = re.compile(r"<[^>]+>")


def words(user: User, address: str, **query: str) -> str:
    """What the page says, without markup."""
    client = Client()
    client.force_login(user)
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return " ".join(TAGS.sub(" ", answer.content.decode()).split())


# --- my work --------------------------------------------------------------------------------------


def test_my_work_shows_my_tasks_under_when_they_are_due() -> None:
    task = letter_at("check_contact")
    officer = people_of(task.case).officer
    assert "Next 7 days (1)" in words(officer, "/my-work/")
    assert task.due_at is not None
    with time_machine.travel(task.due_at - timedelta(hours=1), tick=True):
        assert "Due today (1)" in words(officer, "/my-work/")
    with time_machine.travel(task.due_at + timedelta(days=2), tick=True):
        said = words(officer, "/my-work/")
    assert "Overdue (1)" in said
    assert "Overdue by" in said


def test_an_empty_list_says_what_will_be_there() -> None:
    said = words(makers.make_user(Role.OFFICER), "/my-work/")
    assert "You have no tasks. Tasks given to you appear here." in said


def test_what_i_wait_for_and_what_i_did_have_lists_of_their_own() -> None:
    task = letter_at("authorise")
    officer = people_of(task.case).officer
    waiting = words(officer, "/my-work/", show="waiting")
    assert "Decide whether the letter may go out" in waiting
    done = words(officer, "/my-work/", show="done")
    assert "Write the warning letter" in done
    assert "Done" in done
    assert task.case.ref in words(officer, "/my-work/", show="cases")


@pytest.mark.parametrize("show", ["tasks", "waiting", "done", "cases", "take"])
def test_no_list_names_anybody_to_a_user_whose_role_ended(show: str) -> None:
    """A list shows nothing that the page behind it would refuse."""
    case = letter_at("authorise").case
    start("home_visit", case)
    people = people_of(case)
    named = case.person.full_name
    assert (named in words(people.officer, "/my-work/", show=show)) is (show != "take")
    people.officer.grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert named not in words(people.officer, "/my-work/", show=show)


def test_only_what_i_may_take_is_offered_to_take() -> None:
    task = letter_at("authorise")
    people = people_of(task.case)
    assert "Decide whether the letter" in words(people.authoriser, "/my-work/", show="take")
    assert "Decide whether the letter" not in words(people.officer, "/my-work/", show="take")


def test_a_list_costs_the_same_number_of_queries_however_long_it_is() -> None:
    case = make_case()
    officer = people_of(case).officer
    start("warning_letter", case)

    def another_task() -> None:
        other = make_case(team=case.team, owner=officer)
        start("warning_letter", other, by=officer)

    def cost() -> int:
        client = Client()
        client.force_login(officer)
        client.get("/my-work/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/my-work/")
        return len(asked)

    another_task()
    two = cost()
    another_task()
    another_task()
    assert cost() == two


# --- team work ------------------------------------------------------------------------------------


def put_back(task: Task) -> None:
    actions.put_back(task=task, by=people_of(task.case).officer, reason="On leave.")


def test_a_supervisor_gives_out_what_nobody_has() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    put_back(task)
    assert "Check that contact is safe" in words(people.supervisor, "/team/")
    client = Client()
    client.force_login(people.supervisor)
    colleague = people.colleague
    answer = client.post("/team/assign/", {"task": [task.pk], "officer": colleague.pk}, follow=True)
    assert f"1 task given to {colleague.display_name}" in answer.content.decode()
    assert Task.objects.get(pk=task.pk).owner == colleague


def test_giving_out_without_a_choice_says_what_to_choose() -> None:
    task = letter_at("check_contact")
    put_back(task)
    client = Client()
    client.force_login(people_of(task.case).supervisor)
    answer = client.post("/team/assign/", {})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Choose at least one task" in said
    assert "Choose an officer" in said


def test_a_task_done_meanwhile_is_named_and_the_others_are_given() -> None:
    one = letter_at("check_contact")
    people = people_of(one.case)
    start("home_visit", one.case)
    other = Task.objects.open().get(case=one.case, kind="home_visit")
    put_back(one)
    put_back(other)
    actions.cancel(intervention=one.process, by=people.supervisor, reason="Arrested.")
    client = Client()
    client.force_login(people.supervisor)
    given = {"task": [one.pk, other.pk], "officer": people.colleague.pk}
    said = client.post("/team/assign/", given, follow=True).content.decode()
    assert "1 task given to" in said
    assert Task.objects.get(pk=other.pk).owner == people.colleague


def test_tasks_of_another_team_are_neither_shown_nor_given() -> None:
    task = letter_at("check_contact")
    put_back(task)
    stranger = makers.make_user(Role.SUPERVISOR, team=makers.make_team())
    assert task.case.ref not in words(stranger, "/team/tasks/")
    client = Client()
    client.force_login(stranger)
    client.post("/team/assign/", {"task": [task.pk], "officer": stranger.pk})
    assert Task.objects.get(pk=task.pk).owner is None


def test_without_the_scope_another_teams_task_would_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    task = letter_at("check_contact")
    stranger = makers.make_user(Role.SUPERVISOR, team=makers.make_team())
    monkeypatch.setattr(queries, "of_teams", lambda user: Task.objects.open().order_by("due_at"))
    assert task.case.ref in words(stranger, "/team/tasks/")


def test_an_officer_finds_no_team_page() -> None:
    client = Client()
    client.force_login(makers.make_user(Role.OFFICER))
    assert client.get("/team/").status_code == 404


def test_what_waits_for_a_decision_is_listed_for_those_who_decide() -> None:
    task = letter_at("authorise")
    inspector = people_of(task.case).authoriser
    said = words(inspector, "/team/approvals/")
    assert "Decide whether the letter may go out" in said
    assert "To approve (1)" in said


# --- the manager's figures ------------------------------------------------------------------------


def test_the_figures_count_open_cases_and_work_by_kind_and_lateness() -> None:
    task = letter_at("check_contact")
    manager = people_of(task.case).manager
    assert figures.by_state(manager) == {"ACTIVE": 1}
    assert task.due_at is not None
    late = task.due_at + timedelta(days=2)
    (row,) = figures.by_kind(manager, late)
    assert (row.kind, row.overdue, row.week, row.later) == ("warning_letter", 1, 0, 0)
    assert row.ages == (0, 1, 0, 0)
    (load,) = figures.by_officer(manager, late)
    assert (load.officer, load.cases, load.tasks, load.overdue) == (task.owner, 1, 1, 1)


@pytest.mark.parametrize(
    ("late_by", "place"),
    [
        (timedelta(hours=1), 0),
        (timedelta(hours=24), 1),
        (timedelta(days=3), 2),
        (timedelta(days=7), 3),
    ],
)
def test_every_late_task_is_counted_in_exactly_one_age(late_by: timedelta, place: int) -> None:
    task = letter_at("check_contact")
    assert task.due_at is not None
    (row,) = figures.by_kind(people_of(task.case).manager, task.due_at + late_by)
    assert [number for number, count in enumerate(row.ages) if count] == [place]
    assert sum(row.ages) == row.overdue == 1


def test_the_page_states_its_findings_in_words() -> None:
    task = letter_at("authorise")
    said = words(people_of(task.case).manager, "/reports/")
    assert "1 of 1 open case under way" in said
    assert "Decide whether the letter may go out" in said
    assert "No work is late" in said


def test_a_manager_of_another_force_counts_nothing_of_ours() -> None:
    letter_at("check_contact")
    stranger = makers.make_user(Role.MANAGER)
    assert figures.by_state(stranger) == {}
    assert figures.by_kind(stranger, timezone.now()) == []


# --- contact --------------------------------------------------------------------------------------


def test_a_task_that_needs_contact_says_when_it_is_no_longer_cleared() -> None:
    task = letter_at("issue")
    officer = people_of(task.case).officer
    assert "No contact now" not in words(officer, task.get_absolute_url())
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        said = words(officer, task.get_absolute_url())
    assert "No contact now" in said
    assert "Check that contact is safe" in said


def test_contact_checked_again_on_the_case_page_lets_the_task_go_on() -> None:
    task = letter_at("issue")
    officer = people_of(task.case).officer
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        client = Client()
        client.force_login(officer)
        address = f"/cases/{task.case.slug}/do/contact/"
        answer = client.post(address, safe_contact(task.case))
        assert answer.status_code == 302
        checks = ["identity", "address", "needs"]
        do(task.case, "issue", by=officer, place="The station", checks=checks)
    assert open_task(task.case, "serve").owner == officer


# --- where somebody works, and what is theirs to do -----------------------------------------------


def test_who_works_for_the_whole_force_is_told_its_name_and_not_every_team() -> None:
    team = make_case().team
    manager = makers.make_user(Role.MANAGER, force=team.force)
    said = words(manager, "/my-work/")
    assert team.force.name in said
    assert team.name not in said
    assert team.name in words(makers.make_user(Role.OFFICER, team=team), "/my-work/")


def test_an_agency_is_told_its_own_name_and_of_no_team_of_the_police() -> None:
    case = make_case()
    partner = at_desk_of(make_agency(case))
    makers.give_role(partner, Role.PARTNER, force=case.force)
    assert case.team.name not in words(partner, "/my-work/")


def test_an_agency_is_offered_no_absence_which_it_cannot_record() -> None:
    case = make_case()
    offer = "Say when you are away"
    assert offer in words(people_of(case).officer, "/account/")
    assert offer not in words(at_desk_of(make_agency(case)), "/account/")


def test_whoever_did_a_task_reads_that_they_did_it_and_others_that_somebody_did() -> None:
    task = letter_at("authorise")
    people = people_of(task.case)
    wrote = Task.objects.get(process=task.process, flow_task=task.flow_task.flow_class.write)
    assert "You have done this task." in words(people.officer, wrote.get_absolute_url())
    said = words(people.supervisor, wrote.get_absolute_url())
    assert "Someone has already done this task." in said
    assert f"Done by {people.officer.display_name}" in said


def test_who_only_decides_begins_with_the_decisions_and_hands_nothing_over() -> None:
    task = letter_at("authorise")
    people = people_of(task.case)
    said = words(people.authoriser, "/team/")
    assert "Tasks that need a decision" in said
    assert str(task.title) in said
    assert "Hand over somebody" not in said
    assert "Hand over somebody" in words(people.supervisor, "/team/")


def test_a_task_for_another_team_says_for_whom_it_waits() -> None:
    task = letter_at("authorise")
    other = makers.make_team(force=task.case.force, name="Eastbrook")
    Task.objects.filter(pk=task.pk).update(team=other, owner=None)
    found = queries.shown(Task.objects.filter(pk=task.pk)).get()
    assert line_of(found, timezone.now())["note"].endswith("For Eastbrook")
    found.data = {"team": other.pk, "shift": "NIGHT"}
    assert line_of(found, timezone.now())["note"].endswith("For Eastbrook, night shift")
