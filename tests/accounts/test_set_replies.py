"""Where people answer the letters of a team: the action, and the command an administrator types."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.accounts import actions
from casework.accounts.models import Role, Team
from casework.core.errors import NotAllowed, Refused
from tests import makers
from tests.makers import assert_one_event

pytestmark = pytest.mark.django_db
GIVEN: dict[str, Any] = {"address": "2 Weir Street, Northmoor", "phone": "01632 960200"}


@pytest.fixture
def team() -> Team:
    return makers.make_team(name="North")


def test_the_log_keeps_what_it_was_and_what_it_is(team: Team) -> None:
    by = makers.make_user(Role.ADMIN, force=team.force)
    with assert_one_event("team.replies_set") as events:
        actions.set_replies(team=team, **GIVEN | {"address": " 2  Weir Street,  Northmoor "}, by=by)
    body = events[0].payload.body
    assert body["before"]["phone"] == "01632 960100"
    assert body["after"] == GIVEN | {"email": ""}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"address": " "}, "Enter the address and the telephone"),
        ({"phone": ""}, "Enter the address and the telephone"),
        ({"phone": "ask inside"}, "in figures"),
        ({"email": "unit at northmoor"}, "valid email"),
    ],
)
def test_what_nobody_could_answer_to_is_refused(
    team: Team, wrong: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.set_replies(team=team, **GIVEN | wrong, by=None)


def test_nobody_in_particular_sets_it_once_there_is_an_administrator(team: Team) -> None:
    makers.make_user(Role.ADMIN, force=team.force)
    with pytest.raises(NotAllowed, match="Say which one"):
        actions.set_replies(team=team, **GIVEN, by=None)


def typed(team: Team, **options: str) -> list[str]:
    given = {"force": team.force.code, **GIVEN, **options}
    return [team.name, *(f"--{name}={value}" for name, value in given.items())]


def test_an_administrator_types_it(team: Team, capsys: pytest.CaptureFixture[str]) -> None:
    by = makers.make_user(Role.ADMIN, force=team.force)
    call_command("set_replies", *typed(team, by=by.username, email="north@northmoor.example"))
    team.refresh_from_db()
    assert team.reply_address == "2 Weir Street, Northmoor"
    assert team.reply_email == "north@northmoor.example"
    assert "say where to answer" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(team: Team) -> None:
    officer = makers.make_user(Role.OFFICER, force=team.force)
    with pytest.raises(CommandError, match="administrator"):
        call_command("set_replies", *typed(team, by=officer.username))
    with pytest.raises(CommandError, match="in figures"):
        call_command("set_replies", *typed(team, phone="none"))
    with pytest.raises(CommandError, match="no team South"):
        call_command("set_replies", "South", *typed(team)[1:])
