"""Every check of the project, one after the other, and how many passed. Called by bin/test."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CODE = ("casework", "letters", "workflows", "manage.py", "bin/_checks.py")
CORES = len(os.sched_getaffinity(0))
NO_TESTS = 5  # pytest's exit code when everything was deselected


@dataclass(frozen=True)
class Count:
    """How many checks or tests passed and failed."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed)


@dataclass(frozen=True)
class Check:
    """One command that succeeds or not."""

    title: str
    command: tuple[str, ...]
    environment: dict[str, str] | None = None


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *arguments)


def checks() -> list[Check]:
    """What is checked besides the tests."""
    demonstration = {"FORESTALL_DEMONSTRATION": "1"}
    real = {"FORESTALL_SECRET_KEY": secrets.token_urlsafe(50)}
    return [
        Check("types", tool("mypy", *CODE), demonstration),
        Check("format", tool("ruff", "format", "--check", ".")),
        Check("lint", tool("ruff", "check", ".")),
        Check("imports", tool("lint-imports", "--no-logo"), demonstration),
        Check("migrations", manage("makemigrations", "--check", "--dry-run"), demonstration),
        Check("settings", manage("check", "--deploy", "--fail-level", "WARNING"), real),
        Check("diagrams", manage("draw", "--check"), demonstration),
    ]


def passes(paths: list[str], *, full: bool) -> Iterator[tuple[str, list[str], str]]:
    """The test runs: title, arguments for pytest, database.

    Everything runs on SQLite. PostgreSQL then gets every test that asks for a database.
    """
    more = ["--full"] if full else []
    for_browser = ["-m", "browser", "--dist", "loadfile"]
    if not paths or any("browser" in path for path in paths):
        yield "browser", [*for_browser, *more, *paths], "sqlite"
    yield "sqlite", ["-m", "not browser", *more, *paths], "sqlite"
    again = ["-m", "not browser", "--only-with-a-database"]
    yield "postgres", [*again, *more, *paths], "postgres"


def announce(title: str, passed: bool, seconds: float) -> None:
    print(f"{'passed' if passed else 'FAILED'}  {title}  ({seconds:.0f} s)", flush=True)  # noqa: T201


def run_check(check: Check) -> Count:
    """Run one command; its output is shown only when it fails."""
    started = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own commands
        check.command,
        cwd=ROOT,
        env=os.environ | (check.environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    if not passed:
        print(done.stdout, flush=True)  # noqa: T201
    announce(check.title, passed, time.monotonic() - started)
    return Count(passed=int(passed), failed=int(not passed))


def run_pass(title: str, arguments: list[str], database: str, folder: Path) -> Count:
    """Run pytest once and count from its own record."""
    started = time.monotonic()
    record = folder / f"{title}.xml"
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-n", str(CORES)),
        *(f"--junitxml={record}", *arguments),
    ]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, env=os.environ | {"TEST_DB": database}, check=False
    )
    count = read_record(record)
    if done.returncode not in (0, 1, NO_TESTS) or (done.returncode == 1 and not count.failed):
        count += Count(failed=1)  # it broke off: what it counted is not all there was
    announce(f"tests: {title}", count.failed == 0, time.monotonic() - started)
    return count


def read_record(record: Path) -> Count:
    """The tests that a JUnit file holds. One that was skipped did not pass: nothing may be."""
    if not record.exists():
        return Count()
    suites = list(ElementTree.parse(record).getroot().iter("testsuite"))  # noqa: S314 - our own file
    tests = sum(int(suite.get("tests", 0)) for suite in suites)
    failed = sum(int(suite.get(key, 0)) for suite in suites for key in NOT_PASSED)
    return Count(passed=tests - failed, failed=failed)


NOT_PASSED = ("failures", "errors", "skipped")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument("--full", action="store_true", help="with the long counts")
    parser.add_argument("paths", nargs="*", help="only the tests of these folders or files")
    options = parser.parse_args()
    count = Count()
    if not options.paths:
        with ThreadPoolExecutor(CORES) as pool:
            count = sum(pool.map(run_check, checks()), count)
    with tempfile.TemporaryDirectory(prefix="forestall-checks-") as folder:
        for title, arguments, database in passes(options.paths, full=options.full):
            count += run_pass(title, arguments, database, Path(folder))
    print(f"{count.passed} passed, {count.failed} failed", flush=True)  # noqa: T201
    return 0 if count.passed and not count.failed else 1


if __name__ == "__main__":
    sys.exit(main())
