"""manage.py verify_audit, the nightly check and what the doctor says of it."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection

from casework.audit import checkup, jobs, status
from casework.audit.models import Event
from casework.audit.triggers import GUARDS
from casework.core import append_only, schedules
from tests import makers_audit
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


def alter_row_2() -> None:
    with guards_off():
        Event.objects.filter(stream="case:1", seq=2).update(verb="looked")


def test_the_command_says_that_the_log_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    makers_audit.make_log()
    call_command("verify_audit")
    assert capsys.readouterr().out == "Complete: 15 events in 3 chains.\n"
    outcome = Event.objects.get(verb="audit.verified").payload.body["after"]
    assert outcome == {"streams": 3, "events": 15, "problems": []}


def test_the_command_names_the_row_and_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    makers_audit.make_log()
    alter_row_2()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 1
    out = capsys.readouterr().out.splitlines()
    assert out == ["case:1: row 2 was altered", "Wrong: 12 events in 3 chains."]


def test_the_command_prints_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    makers_audit.make_log()
    alter_row_2()
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--json", "--no-record")
    told = json.loads(capsys.readouterr().out)
    assert told["problems"] == ["case:1: row 2 was altered"]
    assert (told["streams"], told["events"]) == (3, 12)
    assert not Event.objects.filter(verb="audit.verified").exists()


def test_one_chain_can_be_checked_alone(capsys: pytest.CaptureFixture[str]) -> None:
    makers_audit.make_log()
    call_command("verify_audit", "--stream", "case:1")
    assert capsys.readouterr().out == "Complete: 5 events in 1 chains.\n"


def test_a_database_that_no_longer_guards_the_log_is_found_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    makers_audit.make_log()
    append_only.remove(connection, GUARDS)
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--no-record")
    assert "no longer protects the log: audit_event_no_delete" in capsys.readouterr().out
    append_only.install(connection, GUARDS)


def test_the_nightly_check_is_declared_and_leaves_its_outcome() -> None:
    assert "casework.audit.jobs.verify" in {each.job for each in schedules.declared()}
    makers_audit.make_log()
    jobs.verify()
    assert status.last_check().events == 15
    assert not list(checkup.log_was_whole())


def test_the_doctor_reports_what_the_last_check_found() -> None:
    makers_audit.make_log()
    alter_row_2()
    jobs.verify()
    told = list(checkup.log_was_whole())
    assert len(told) == 1
    assert "case:1: row 2 was altered" in told[0]


def test_an_outcome_that_was_tampered_with_is_itself_a_problem() -> None:
    makers_audit.make_log()
    jobs.verify()
    event = Event.objects.get(verb="audit.verified")
    with guards_off(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_payload SET body = 'not JSON' WHERE event_id = %s", [event.pk])
    assert status.last_check().problems == [status.UNREADABLE]
    assert list(checkup.log_was_whole())
