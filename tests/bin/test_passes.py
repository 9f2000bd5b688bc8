"""The second database is spared the tests that ask for none, and no others."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.passes import asks_for_a_database


@pytest.fixture
def rows(db: None) -> None:
    """Something that needs a database, as a maker of rows does."""


def test_a_test_that_asks_for_no_database_is_known(request: pytest.FixtureRequest) -> None:
    assert not asks_for_a_database(request.node)


def test_a_test_that_asked_for_no_database_is_refused_every_query() -> None:
    """What the rule rests on: without this, one left out could have found something."""
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()


@pytest.mark.django_db
def test_a_marked_test_asks_for_one(request: pytest.FixtureRequest) -> None:
    assert asks_for_a_database(request.node)


def test_a_test_asks_for_one_through_its_fixtures(
    rows: None, request: pytest.FixtureRequest
) -> None:
    assert asks_for_a_database(request.node)


def test_a_test_asks_for_one_by_what_it_asks_for_itself(
    transactional_db: None, request: pytest.FixtureRequest
) -> None:
    assert asks_for_a_database(request.node)


@pytest.mark.postgres
def test_a_test_of_postgresql_itself_is_never_spared(request: pytest.FixtureRequest) -> None:
    assert asks_for_a_database(request.node)
