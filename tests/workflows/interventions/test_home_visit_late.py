"""A visit that nobody wrote down while the checks held: was it made? Every way on from there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.core.errors import NotAllowed, Refused
from casework.visits import rules
from casework.visits.models import Outcome, VisitState
from letters import records
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_visit_walk import (
    approved,
    ended,
    officer_does,
    plan,
    supervisor_does,
    visit_of,
    write_and_close,
)
from tests.makers_visits import local, make_address
from tests.makers_work import (
    check_contact_again,
    do,
    intervention_of,
    open_steps,
    open_task,
    visit_at,
)
from workflows import actions, sweep
from workflows.interventions import home_visit
from workflows.models import Completion, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_paper")]


@pytest.fixture
def case() -> Iterator[Case]:
    """A visit that was approved; its checks ran out, and nothing was written down."""
    found = approved()
    until = visit_of(found).checks_valid_until
    assert until is not None
    with time_machine.travel(until - timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 0
        assert open_steps(found) == ["visit_home"]
    with time_machine.travel(until + timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 1
        yield found


def in_time(case: Case) -> datetime:
    until = visit_of(case).checks_valid_until
    assert until is not None
    return until - timedelta(hours=2)


def say_made(case: Case, *, by: User | None = None, **typed: str) -> None:
    given = {
        "made": "yes",
        "at": local(in_time(case)),
        "outcome": str(Outcome.COMPLETED),
        "said": "He was in.",
        "worried": "no",
    }
    do(case, "say_whether_made", by=by or people_of(case).officer, **given | typed)


def test_the_lead_officer_is_asked_within_a_working_day(case: Case) -> None:
    assert open_steps(case) == ["say_whether_made"]
    task = open_task(case, "say_whether_made")
    assert task.owner == people_of(case).officer
    assert "home_visit.say_within_working_days" in str(task.due_proof)
    assert visit_of(case).state == VisitState.CHECKS_EXPIRED


@pytest.mark.parametrize("outcome", home_visit.SEEN)
def test_a_visit_that_was_made_goes_on_as_one_written_down_in_time(
    case: Case, outcome: str
) -> None:
    custody = "CU/0417/26" if outcome == Outcome.ARREST_MADE else ""
    say_made(case, outcome=outcome, custody_reference=custody)
    assert open_steps(case) == ["write_record"]
    write_and_close(case)
    assert ended(case) == ("Visited and recorded", "CLOSED")


def test_it_is_marked_as_written_down_late(case: Case) -> None:
    say_made(case)
    kept = visit_of(case).attempts.get()
    assert kept.written_late
    assert timezone.localtime(kept.at).hour == timezone.localtime(in_time(case)).hour
    client = Client()
    client.force_login(people_of(case).officer)
    page = client.get(open_task(case, "write_record").get_absolute_url()).content.decode()
    assert "Written down late, on" in page
    assert "Written down late, on" in records._attempt(kept)[-1]


def test_nobody_at_home_leads_to_another_attempt(case: Case) -> None:
    say_made(case, outcome=Outcome.NO_REPLY)
    assert open_steps(case) == ["plan"]
    assert rules.next_attempt_rule(visit_of(case)) is not None


def test_a_visit_that_was_not_made_is_planned_again(case: Case) -> None:
    officer_does(case, "say_whether_made", made="no", reason="The car broke down.")
    assert open_steps(case) == ["plan"]
    visit = visit_of(case)
    assert (visit.state, visit.return_reason) == ("PLANNED", "The car broke down.")
    assert not visit.attempts.exists()
    check_contact_again(case, by=people_of(case).officer)
    plan(case)
    supervisor_does(case, "approve", decision="APPROVE")
    assert open_steps(case) == ["visit_home"]


def test_no_reason_no_new_plan(case: Case) -> None:
    with pytest.raises(ValueError, match="Say why the visit was not made"):
        officer_does(case, "say_whether_made", made="no", reason="")


def test_a_time_after_the_checks_ran_out_is_refused_in_the_form(case: Case) -> None:
    until = visit_of(case).checks_valid_until
    assert until is not None
    with time_machine.travel(until + timedelta(hours=3), tick=True):
        late = timezone.now() - timedelta(hours=1)
        with pytest.raises(ValueError, match="checks ran out"):
            say_made(case, at=local(late))


def test_the_page_asks_both_and_says_not_to_go_now(case: Case) -> None:
    client = Client()
    client.force_login(people_of(case).officer)
    address = open_task(case, "say_whether_made").get_absolute_url()
    page = client.get(address).content.decode()
    assert "Did you go to the address while the checks held?" in page
    assert "Do not go now" in page
    sent = client.post(address, {"made": "yes"})
    assert sent.status_code == 422
    said = sent.content.decode()
    for missing in ("Enter the date and time you arrived", "Enter what you saw, heard and said"):
        assert missing in said
    assert client.post(address, {"made": "no", "reason": "Ill.", "at": "x"}).status_code == 302


@pytest.mark.parametrize("made", [True, False])
def test_the_second_officer_may_say_it(case: Case, made: bool) -> None:
    colleague = people_of(case).colleague
    task = open_task(case, "say_whether_made")
    if made:
        say_made(case, by=colleague)
        assert visit_of(case).attempts.get().logged_by == colleague
    else:
        do(case, "say_whether_made", by=colleague, made="no", reason="Called away.")
    assert Completion.objects.get(task=task).by == colleague


def test_somebody_else_does_not_say_it_while_one_of_the_two_is_there(case: Case) -> None:
    other = makers.make_user(Role.OFFICER, team=case.team)
    task = open_task(case, "say_whether_made")
    actions.assign(task=task, to=other, by=people_of(case).supervisor)
    with pytest.raises(NotAllowed, match="one of the two officers"):
        do(case, "say_whether_made", by=other, made="no", reason="They left.")
    for gone in (people_of(case).officer, people_of(case).colleague):
        gone.grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    do(case, "say_whether_made", by=other, made="no", reason="They left.")
    assert open_steps(case) == ["plan"]


def test_it_can_be_stopped_there(case: Case) -> None:
    row = intervention_of(case)
    actions.cancel(intervention=row, by=people_of(case).supervisor, reason="Arrested meanwhile.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def test_a_person_found_to_have_moved_is_looked_for() -> None:
    case = make_case()
    address = make_address(case.person)
    visit_at("plan", case)
    check_contact_again(case, by=people_of(case).officer)
    plan(case, place=str(address.pk), elsewhere="")
    supervisor_does(case, "approve", decision="APPROVE")
    until = visit_of(case).checks_valid_until
    assert until is not None
    with time_machine.travel(until + timedelta(minutes=1), tick=True):
        sweep.fire_due_timers()
        say_made(case, outcome=Outcome.NOT_AT_ADDRESS)
        assert sorted(open_steps(case)) == ["locate", "write_record"]


def test_a_timer_of_the_step_that_was_set_before_leads_to_the_question(case: Case) -> None:
    """Its name is the one recorded in open rows, so a visit approved earlier is asked too."""
    fired = Task.objects.get(process__case=case, flow_task__endswith=".visit_home__timeout")
    assert fired.finished is not None


def test_without_the_guard_a_visit_on_stale_checks_is_logged(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin of the edge from checks expired to the door."""
    now = timezone.now()
    with time_machine.travel(now + timedelta(hours=3), tick=True):
        task = open_task(case, "say_whether_made")
        answers = {
            "made": True,
            "at": timezone.now() - timedelta(hours=1),
            "outcome": Outcome.COMPLETED,
            "said": "He was in.",
            "worried": False,
            "second_officer": people_of(case).colleague,
        }
        officer = people_of(case).officer
        with pytest.raises(Refused, match="checks ran out"):
            actions.complete(task=task, by=officer, answers=answers)
        monkeypatch.setattr(rules, "why_not_made_at", lambda *_: "")
        actions.complete(task=task, by=officer, answers=answers)
        assert visit_of(case).state == VisitState.COMPLETED
