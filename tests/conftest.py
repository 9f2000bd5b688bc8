"""Rules of every test run: which database, which files, which tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from tests import faketime, typeface
from tests.passes import asks_for_a_database
from tests.pgplugin import chosen


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also run the long counts")
    parser.addoption(
        "--only-with-a-database",
        action="store_true",
        help="leave out what asks for no database: a run on another one has said it all",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Adjust what only differs in tests; all the rest are the settings of the real site."""
    typeface.settle()
    # Pages are tested without a build of the style sheets and without hashed file names.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if chosen(dict(os.environ)) == "sqlite":
        # A file, as in a real installation: memory has other locks and no write-ahead log.
        database = settings.DATABASES["default"]
        database.setdefault("TEST", {})["NAME"] = str(settings.VAR / "test.sqlite3")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this pass is not for: PostgreSQL's tests on SQLite, long counts, and of a
    second database what has nothing to do with any."""
    marks = set()
    if chosen(dict(os.environ)) != "postgres":
        marks.add("postgres")
    if not config.getoption("--full"):
        marks.add("full")
    elif faketime.library() is None:
        marks.add("faketime")
    of_any = not config.getoption("--only-with-a-database")

    def is_for_this(item: pytest.Item) -> bool:
        marked = marks & {mark.name for mark in item.iter_markers()}
        return not marked and (of_any or asks_for_a_database(item))

    wanted = [item for item in items if is_for_this(item)]
    if len(wanted) < len(items):
        kept = set(wanted)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = wanted


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in words what was left out for want of a library, which nobody asked to leave out."""
    left = terminalreporter.stats.get("deselected", [])
    count = sum(any(mark.name == "faketime" for mark in item.iter_markers()) for item in left)
    if count and terminalreporter.config.getoption("--full"):
        terminalreporter.write_line(faketime.LEFT_OUT.format(count=count))


VENDORS = {"sqlite": "sqlite", "postgres": "postgresql"}


def check_vendor(asked_for: str, vendor: str) -> None:
    """Stop the run when the database is not the one asked for."""
    if vendor != VENDORS[asked_for]:
        pytest.exit(f"TEST_DB asks for {asked_for}, but Django is connected to {vendor}.", 4)


@pytest.fixture(scope="session", autouse=True)
def _the_database_is_the_one_asked_for() -> None:
    check_vendor(chosen(dict(os.environ)), connection.vendor)


@pytest.fixture(autouse=True)
def _rules_as_they_are_declared(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test hangs on what another one entered; one that is about versions asks for them."""
    from casework.deadlines import book

    book.forget()
    if "versions_of_rules" not in request.fixturenames:
        monkeypatch.setattr(book, "read", book.Book)


@pytest.fixture
def versions_of_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of versions and noted days count, at once."""
    from casework.deadlines import book

    monkeypatch.setattr(book, "READ_EVERY", 0.0)


@pytest.fixture(scope="session", autouse=True)
def _the_database_can_be_emptied() -> Iterator[None]:
    """Tests with real transactions empty every table afterwards, which the guards refuse."""
    from django.test import TransactionTestCase

    from tests.superuser import guards_off

    empty = TransactionTestCase._fixture_teardown

    def emptied(case: TransactionTestCase) -> None:
        with guards_off():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield


@pytest.fixture
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """One page for every letter: how a letter becomes a PDF is tested where it is made."""
    from tests.makers_paper import one_paper

    one_paper(monkeypatch)
