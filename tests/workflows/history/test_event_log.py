"""The event log: complete, in turn, in UTC, without anybody's data, and never held whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.accounts.models import User
from casework.people.models import Person
from tests.makers_cases import people_of
from tests.makers_work import letter_at, safe_contact, start
from workflows import actions
from workflows.history import event_log, writing
from workflows.history.event_log import Happening, Story, stories
from workflows.models import Intervention, Task

pytestmark = pytest.mark.django_db
SPACE = "{http://www.xes-standard.org/}"


def told(story: Story) -> list[tuple[str, str]]:
    return [(each.step, each.lifecycle) for each in story.happenings]


def test_what_people_did_and_what_the_record_decided_is_told_in_turn() -> None:
    case = letter_at("write").case
    (story,) = stories()
    assert (story.kind, story.outcome, story.finished) == ("warning_letter", "", False)
    assert told(story) == [
        ("start", "complete"),
        ("check_contact", "schedule"),
        ("check_contact", "complete"),
        ("contact_checked", "complete"),
        ("write", "schedule"),
    ]
    times = [each.at for each in story.happenings]
    assert times == sorted(times)
    assert {each.at.tzinfo for each in story.happenings} == {UTC}
    assert story.number == Intervention.objects.get(case=case).pk


def test_a_step_tells_whose_role_it_asks_for_and_what_is_no_step_tells_none() -> None:
    letter_at("authorise")
    (story,) = stories()
    roles = {each.step: each.role for each in story.happenings}
    assert roles["authorise"] == "AUTHORISER"
    assert roles["write"] == "OFFICER"
    assert roles["contact_checked"] == roles["start"] == ""


def test_what_was_dropped_is_told_as_withdrawn() -> None:
    task = letter_at("write")
    people = people_of(task.case)
    row = Intervention.objects.get(case=task.case)
    actions.cancel(intervention=row, by=people.supervisor, reason="Not needed any more.")
    (story,) = stories()
    assert told(story)[-1] == ("write", "withdraw")
    assert (story.outcome, story.finished) == ("Withdrawn", True)


def test_a_timer_on_a_step_is_told_only_where_it_went_off() -> None:
    letter_at("serve")
    (story,) = stories()
    assert Task.objects.filter(flow_task_type="TIMER").exists()
    assert [each for each in told(story) if "timeout" in each[0]] == []


def test_every_intervention_is_a_story_of_its_own() -> None:
    case = letter_at("check_contact").case
    start("home_visit", case)
    assert [story.kind for story in stories()] == ["warning_letter", "home_visit"]


def test_nothing_anybody_typed_and_nobodys_name_is_in_it() -> None:
    case = letter_at("write").case
    text = "".join(writing.xes(stories())) + "".join(writing.as_csv(stories()))
    names = {user.last_name for user in User.objects.all()}
    names |= {person.surname for person in Person.objects.all()}
    typed = {each for each in safe_contact(case).values() if " " in each}
    secret = {case.ref, case.person.full_name, "Nothing less was heeded.", case.team.name}
    assert {each for each in names | typed | secret if each and each in text} == set()


def test_it_costs_one_statement_however_many_there_are() -> None:
    case = letter_at("write").case
    start("home_visit", case)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(stories())) == 2
    assert len(asked) == 1


def one() -> Story:
    at = datetime(2026, 11, 22, 14, 5, 0, 7, tzinfo=UTC)
    about = {"step": "write", "role": "OFFICER", "node": "Step", "task": 3}
    happening = Happening(lifecycle="schedule", at=at, **about)
    return Story(number=417, kind="a<b", outcome="Served", finished=True, happenings=[happening])


def test_it_is_written_as_it_is_read_and_never_held_whole() -> None:
    def only_one() -> Iterator[Story]:
        yield one()
        raise AssertionError("asked for the next before the first was written")

    for pieces, head in ((writing.xes(only_one()), "<?xml"), (writing.as_csv(only_one()), "inter")):
        assert next(pieces).startswith(head)
        assert "write" in next(pieces)


def test_xes_says_case_step_lifecycle_time_and_role() -> None:
    log = ElementTree.fromstring("".join(writing.xes([one()])))
    trace = log.find(f"{SPACE}trace")
    assert trace is not None
    about = {each.get("key"): each.get("value") for each in trace if each.get("key")}
    assert about == {
        "concept:name": "417",
        "kind": "a<b",
        "outcome": "Served",
        "finished": "true",
    }
    event = trace.find(f"{SPACE}event")
    assert event is not None
    assert {each.get("key"): each.get("value") for each in event} == {
        "concept:name": "write",
        "lifecycle:transition": "schedule",
        "time:timestamp": "2026-11-22T14:05:00.000007+00:00",
        "org:role": "OFFICER",
        "node": "Step",
        "task": "3",
    }


def test_csv_has_a_heading_and_a_line_for_each_event() -> None:
    lines = list(csv.DictReader(StringIO("".join(writing.as_csv([one()])))))
    assert lines == [
        {
            "intervention": "417",
            "kind": "a<b",
            "step": "write",
            "lifecycle": "schedule",
            "at": "2026-11-22T14:05:00.000007+00:00",
            "role": "OFFICER",
            "node": "Step",
            "task": "3",
        }
    ]


@pytest.mark.parametrize("form", ["xes", "csv"])
def test_the_command_writes_to_the_screen_or_to_a_file(tmp_path: Path, form: str) -> None:
    letter_at("write")
    out, file = StringIO(), tmp_path / "log"
    call_command("event_log", format=form, stdout=out)
    call_command("event_log", format=form, output=str(file))
    with file.open(encoding="utf-8", newline="") as written:
        assert written.read() == out.getvalue()
    assert "check_contact" in out.getvalue()


def test_a_format_there_is_not_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("event_log", "--format", "pdf")


def test_what_happened_at_the_same_moment_begins_before_it_ends() -> None:
    happening = one().happenings[0]
    begun = event_log.in_order(happening)
    over = event_log.in_order(Happening(**vars(happening) | {"lifecycle": "complete"}))
    assert begun < over
