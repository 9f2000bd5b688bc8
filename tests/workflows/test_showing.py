"""What a database does not show of all that the code can come to is found, each by its name."""

from __future__ import annotations

import pytest

from tests.makers_history import WALKS
from tests.makers_warrant_walk import warrant_at
from tests.showing import state_fields, unshown
from workflows.models import Intervention
from workflows.registry import kinds

pytestmark = pytest.mark.django_db


def test_an_empty_database_shows_nothing_of_any_record_and_any_kind() -> None:
    missing = set(unshown())
    for model, field in state_fields():
        assert {f"{model._meta.label} {value}" for value, _ in field.choices or ()} <= missing
    for kind, flow in kinds().items():
        assert {f"{kind} {outcome}" for outcome in flow.outcomes()} <= missing
    # One end stands beside the main way of every kind and is asked for once.
    assert [line for line in missing if line.endswith("added_end")] == ["any kind added_end"]


def test_what_was_passed_through_counts_as_shown_and_the_rest_does_not() -> None:
    WALKS["warrant"]()
    missing = unshown()
    shown = ("RECEIVED", "GRADED", "CIRCULATED", "ALLOCATED", "EXECUTED", "CLOSED")
    assert not {f"warrants.Warrant {state}" for state in shown} & set(missing)
    assert {"warrants.Warrant NOT_TAKEN_ON", "warrant Surrendered"} <= set(missing)
    assert "warrant Arrested" not in missing


def test_an_intervention_that_goes_on_shows_no_outcome() -> None:
    warrant_at("search")
    assert Intervention.objects.filter(kind="warrant", finished=None).exists()
    assert "warrant Arrested" in unshown()


def test_a_letter_that_was_served_does_not_show_one_that_expired() -> None:
    WALKS["warning_letter"]()
    missing = unshown()
    assert "warning_letter Served" not in missing
    assert {"warning_letter Expired", "correspondence.Letter EXPIRED"} <= set(missing)


def test_an_end_beside_the_main_way_is_shown_by_who_came_to_it() -> None:
    WALKS["order"]()
    before = set(unshown())
    assert "order told" in before
    WALKS["letter_answer"]()
    assert set(unshown()) < before
