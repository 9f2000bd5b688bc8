"""bin/_checks.py counts what passed, and its last line and exit code tell the truth."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from django.conf import settings

RECORD = """<testsuites><testsuite tests="{tests}" failures="{failures}" errors="{errors}"
skipped="{skipped}"></testsuite></testsuites>"""


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch):
    """The script as a module; nothing of it has run."""
    path = Path(settings.ROOT) / "bin" / "_checks.py"
    spec = importlib.util.spec_from_file_location("_checks", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "_checks", module)
    spec.loader.exec_module(module)
    return module


def record(folder: Path, **counts: int) -> Path:
    file = folder / "record.xml"
    file.write_text(RECORD.format(**{"failures": 0, "errors": 0, "skipped": 0} | counts))
    return file


def test_what_failed_broke_or_was_left_out_did_not_pass(checks, tmp_path: Path) -> None:
    file = record(tmp_path, tests=10, failures=1, errors=2, skipped=3)
    assert checks.read_record(file) == checks.Count(passed=4, failed=6)


def test_a_run_that_left_no_record_counts_nothing(checks, tmp_path: Path) -> None:
    assert checks.read_record(tmp_path / "none.xml") == checks.Count()


def python(checks, code: str, title: str = "one"):
    return checks.Check(title, (sys.executable, "-c", code))


def test_a_check_is_told_by_its_exit_code_and_only_a_failed_one_speaks(checks, capfd) -> None:
    assert checks.run_check(python(checks, "print('chatter')")) == checks.Count(passed=1)
    assert "chatter" not in capfd.readouterr().out
    wrong = checks.run_check(python(checks, "print('why'); raise SystemExit(3)"))
    assert wrong == checks.Count(failed=1)
    out = capfd.readouterr().out
    assert "why" in out
    assert "FAILED  one" in out


@pytest.mark.parametrize(("code", "failed"), [(0, 0), (5, 0), (1, 1), (2, 1), (3, 1), (-9, 1)])
def test_a_test_run_that_broke_off_is_never_a_pass(
    checks, code: int, failed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Done:
        returncode = code

    monkeypatch.setattr(checks.subprocess, "run", lambda *args, **kwargs: Done())
    assert checks.run_pass("sqlite", [], "sqlite", tmp_path).failed == failed


def ended(checks, monkeypatch: pytest.MonkeyPatch, capsys, *, arguments: list[str]) -> tuple:
    monkeypatch.setattr(sys, "argv", ["bin/test", *arguments])
    code = checks.main()
    return code, capsys.readouterr().out.splitlines()[-1]


def test_the_last_line_says_how_many_passed(checks, monkeypatch, capsys) -> None:
    monkeypatch.setattr(checks, "checks", lambda: [python(checks, ""), python(checks, "1/0")])
    monkeypatch.setattr(checks, "run_pass", lambda *args: checks.Count(passed=20))
    assert ended(checks, monkeypatch, capsys, arguments=[]) == (1, "61 passed, 1 failed")


def test_a_part_is_tested_without_the_checks_of_the_whole(checks, monkeypatch, capsys) -> None:
    monkeypatch.setattr(checks, "checks", lambda: pytest.fail("not asked for"))
    monkeypatch.setattr(checks, "run_pass", lambda *args: checks.Count(passed=3))
    assert ended(checks, monkeypatch, capsys, arguments=["tests/cases"]) == (
        0,
        "6 passed, 0 failed",
    )


def test_nothing_tested_is_not_a_success(checks, monkeypatch, capsys) -> None:
    monkeypatch.setattr(checks, "run_pass", lambda *args: checks.Count())
    assert ended(checks, monkeypatch, capsys, arguments=["tests/x"]) == (1, "0 passed, 0 failed")


def test_everything_is_run_on_both_databases_and_in_the_browser(checks) -> None:
    assert [title for title, _, _ in checks.passes([], full=False)] == [
        "browser",
        "sqlite",
        "postgres",
    ]
    titles = {check.title for check in checks.checks()}
    assert titles >= {"types", "format", "lint", "imports", "migrations", "settings", "diagrams"}


def test_only_the_second_database_is_spared_what_asks_for_none(checks) -> None:
    spared = [
        title
        for title, arguments, _ in checks.passes([], full=False)
        if "--only-with-a-database" in arguments
    ]
    assert spared == ["postgres"]


def test_the_long_counts_are_run_when_asked_for(checks) -> None:
    assert all("--full" in arguments for _, arguments, _ in checks.passes([], full=True))
