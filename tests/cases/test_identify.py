"""From a run to cases: `manage.py identify`, and waking what sleeps."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework.accounts.models import Force
from casework.audit.models import Event
from casework.cases import actions, jobs
from casework.cases.actions import identifying
from casework.cases.models import Case, State
from casework.core import schedules
from casework.core.errors import Refused
from casework.identification.models import Flag, Run
from casework.people.models import Person
from tests import makers, makers_records
from tests.makers_cases import make_case, people_of

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


def recorded(force: Force, *, oldest: date = date(2021, 11, 22), third: str = "EX") -> Person:
    """Someone with three offences against three partners, the oldest on a given day."""
    person = makers_records.make_person(force=force)
    for on, relationship in ((oldest, third), (date(2023, 5, 1), "EX"), (date(2026, 11, 22), "EX")):
        makers_records.make_incident(
            suspect=person,
            victim=makers_records.make_person(force=force),
            on=on,
            relationship=relationship,
        )
    return person


@pytest.fixture
def force() -> Force:
    return makers.make_team().force


def identify(*words: str) -> str:
    said = StringIO()
    call_command("identify", "hampshire", "--on", ON.isoformat(), *words, stdout=said)
    return said.getvalue()


def test_each_new_flag_opens_a_case_and_a_second_run_opens_none(force: Force) -> None:
    person = recorded(force)
    recorded(force, third="FAMILY")
    assert "1 meet the rule, 1 cases opened" in identify("--force", force.code)
    case = Case.objects.get()
    assert (case.person, case.state, case.flag) == (person, State.FLAGGED, Flag.objects.get())
    assert "1 meet the rule, 0 cases opened" in identify("--force", force.code)
    assert (Case.objects.count(), Flag.objects.count(), Run.objects.count()) == (1, 1, 2)


def test_the_json_is_one_line_in_a_stable_order(force: Force) -> None:
    people = sorted((recorded(force) for _ in range(3)), key=lambda person: person.nominal_id)
    first = json.loads(identify("--force", force.code, "--json"))
    again = json.loads(identify("--force", force.code, "--json"))
    assert set(first) == {"run", "considered", "flagged"}
    assert [each["nominal"] for each in first["flagged"]] == [each.nominal_id for each in people]
    assert first["flagged"] == again["flagged"]
    records = people[0].incidents_as_suspect.order_by("offence_on")
    expected = [each.occurrence_no for each in records]
    assert first["flagged"][0]["incidents"] == expected


def test_a_run_whose_flags_cannot_become_cases_has_not_taken_place(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(force)

    def refuse(**_: object) -> None:
        raise Refused("No team.")

    monkeypatch.setattr(identifying, "open_case", refuse)
    with pytest.raises(CommandError, match="No team"):
        identify("--force", force.code)
    assert (Run.objects.count(), Flag.objects.count(), Case.objects.count()) == (0, 0, 0)
    assert not Event.objects.filter(verb__in=["programme.ran", "flag.raised"]).exists()


def test_a_force_without_a_team_is_told_so() -> None:
    force = makers.make_force()
    recorded(force)
    with pytest.raises(CommandError, match="no team"):
        identify("--force", force.code)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--force", "none"), "no force with the code"),
        (("--by", "nobody"), "no user nobody"),
    ],
)
def test_who_and_where_must_be_known(words: tuple[str, ...], sentence: str, force: Force) -> None:
    with pytest.raises(CommandError, match=sentence):
        identify(*words)


def test_only_an_analyst_runs_it_by_name(force: Force) -> None:
    officer = makers.make_user(makers.Role.OFFICER, force=force)
    with pytest.raises(CommandError, match="analyst"):
        identify("--force", force.code, "--by", officer.username)


# --- waking ---------------------------------------------------------------------------------------


def test_a_suspended_case_wakes_on_its_day_and_not_before() -> None:
    case = make_case(state=State.SUSPENDED)
    assert case.wake_on is not None
    assert jobs.wake_suspended() == 0
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=True):
        assert jobs.wake_suspended() == 1
        assert jobs.wake_suspended() == 0
    woken = Case.objects.get(pk=case.pk)
    assert woken.state == State.ACTIVE
    assert woken.assess_by is not None
    last = woken.moves.latest("pk")
    assert (last.name, last.by) == ("resume", None)


def test_a_day_that_was_missed_is_made_up_for() -> None:
    make_case(state=State.SUSPENDED)
    with time_machine.travel(timezone.now() + timedelta(days=45), tick=True):
        assert jobs.wake_suspended() == 1


def test_one_case_that_cannot_wake_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cases = [make_case(state=State.SUSPENDED) for _ in range(3)]
    wake = actions.wake_case

    def stubborn(*, case: Case) -> bool:
        if case == cases[1]:
            raise Refused("It does not wake.")
        return wake(case=case)

    monkeypatch.setattr(jobs, "wake_case", stubborn)
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=True):
        assert jobs.wake_suspended() == 2
    assert f"case {cases[1].pk} did not wake" in caplog.text
    assert cases[1].person.surname not in caplog.text


def test_waking_is_declared_to_the_clock() -> None:
    declared = {each.name: each.job for each in schedules.declared()}
    assert declared["wake_cases"] == "casework.cases.jobs.wake_suspended"


def test_the_doctor_names_a_case_that_nobody_owns_and_one_that_overslept() -> None:
    from casework.cases import checkup

    case, asleep = make_case(), make_case(state=State.SUSPENDED)
    assert list(checkup.open_cases_have_owners()) == []
    people_of(case).officer.is_active = False
    people_of(case).officer.save()
    assert case.ref in next(iter(checkup.open_cases_have_owners()))
    assert list(checkup.suspended_cases_wake()) == []
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=True):
        assert asleep.ref in next(iter(checkup.suspended_cases_wake()))
