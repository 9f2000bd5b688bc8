"""The README is true: what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import get_commands

from workflows.demonstration.people import PASSWORD, UNIT

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


def test_every_sign_in_and_the_password_are_those_of_the_demonstration() -> None:
    assert f"`{PASSWORD}`" in README
    assert [each.username for each in UNIT if f"`{each.username}`" not in README] == []
