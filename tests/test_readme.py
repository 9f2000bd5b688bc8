"""The README is true: what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from casework.accounts.models import User
from workflows.demonstration import kinds
from workflows.demonstration.people import PASSWORD, make_unit

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([^`\n]+)`", README)
TOPS = {path.name for path in ROOT.iterdir()}


def paths() -> list[str]:
    """Everything in backticks that is written as a place in this repository."""
    return [
        name for name in NAMED if name.split("/")[0] in TOPS and " " not in name and "<" not in name
    ]


def test_every_place_the_readme_names_is_there() -> None:
    assert len(paths()) > 25
    assert [name for name in paths() if not (ROOT / name).exists()] == []


def test_a_place_that_is_gone_is_found() -> None:
    """The red twin."""
    assert not (ROOT / "workflows/interventions/nothing.py").exists()
    assert "workflows/interventions/warning_letter.py" in paths()


def test_every_command_the_readme_names_is_there() -> None:
    named = {match for name in NAMED for match in re.findall(r"manage\.py (\w+)", name)}
    assert named
    assert named <= set(get_commands())


def rows_of_sign_ins() -> set[str]:
    """Every name in the first column of the table under "Who signs in"."""
    table = README.partition("### Who signs in")[2].partition("\n## ")[0]
    firsts = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for first in firsts for name in re.findall(r"`([^`]+)`", first)}


@pytest.mark.django_db
def test_every_sign_in_and_the_password_are_those_of_the_demonstration() -> None:
    kinds.set_up(make_unit())
    assert f"`{PASSWORD}`" in README
    assert set(User.objects.values_list("username", flat=True)) == rows_of_sign_ins()


@pytest.mark.django_db
def test_no_two_people_of_the_demonstration_have_one_name() -> None:
    kinds.set_up(make_unit())
    names = [user.full_name for user in User.objects.all()]
    assert sorted(names) == sorted(set(names))
