"""manage.py create_user and set_password."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.accounts.models import Force, Role, User
from tests import makers

pytestmark = pytest.mark.django_db


def create(monkeypatch: pytest.MonkeyPatch, *words: str, password: str = makers.PASSWORD) -> str:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    names = ["--first-name", "Amina", "--last-name", "Khan"]
    call_command("create_user", *words, *names, stdout=out)
    return out.getvalue()


FIRST = ["admin", "--force", "44", "--force-name", "Hampshire", "--role", "ADMIN"]


def test_the_first_user_brings_the_force_and_is_its_administrator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = create(monkeypatch, *FIRST)
    assert told == "admin can sign in: System administrator.\n"
    user = User.objects.get(username="admin")
    assert user.check_password(makers.PASSWORD)
    assert user.force == Force.objects.get(code="44", name="Hampshire")
    assert user.forces_served(Role.ADMIN) == {user.force_id}


def test_the_next_user_is_made_by_the_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch, *FIRST)
    with pytest.raises(CommandError, match="Say which one"):
        create(monkeypatch, "second", "--force", "44")
    team = makers.make_team(force=Force.objects.get(), name="North")
    roles = ["--role", "OFFICER", "--role", "SUPERVISOR", "--team", "North", "--by", "admin"]
    create(monkeypatch, "second", "--force", "44", "--rank", "SERGEANT", *roles)
    grants = User.objects.get(username="second").grants.all()
    assert {(grant.role, grant.team) for grant in grants} == {
        (Role.OFFICER, team),
        (Role.SUPERVISOR, team),
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x", "--force", "99"], "no force 99"),
        (["x", "--force", "44", "--by", "nobody"], "no user nobody"),
        (["x", "--force", "44", "--by", "admin", "--team", "East"], "no team East"),
        (["Not A Name", "--force", "44", "--by", "admin"], "small letters"),
    ],
    ids=str,
)
def test_what_does_not_hold_is_said_and_changes_nothing(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(monkeypatch, *FIRST)
    with pytest.raises(CommandError, match=said):
        create(monkeypatch, *words)
    assert User.objects.count() == 1


def test_a_bad_password_leaves_no_half_made_force(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="12 characters"):
        create(monkeypatch, *FIRST, password="short")
    assert not Force.objects.exists()


def test_a_password_can_be_typed_unseen_and_is_asked_for_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = iter([makers.PASSWORD, makers.PASSWORD, makers.PASSWORD, "something else"])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    names: Any = ["--first-name", "Amina", "--last-name", "Khan"]
    call_command("create_user", *FIRST, *names, stdout=io.StringIO())
    with pytest.raises(CommandError, match="differ"):
        call_command("create_user", "b", "--force", "44", "--by", "admin", *names)


def test_an_administrator_gives_a_new_password(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch, *FIRST)
    create(monkeypatch, "second", "--force", "44", "--by", "admin")
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("quite another one\n"))
    call_command("set_password", "second", "--by", "admin", "--reason", "Forgot it", stdout=out)
    assert out.getvalue() == "second has a new password.\n"
    assert User.objects.get(username="second").check_password("quite another one")
