"""A force's own numbers: what is read, and what is said of a name that nothing reads."""

from __future__ import annotations

from typing import Any

import pytest

from casework.cases.numbers import GATE_VALID
from casework.core import checks, policy
from casework.core.checkup import settings_are_sound


def test_a_force_sets_a_number_by_its_name(settings: Any) -> None:
    assert GATE_VALID.value == GATE_VALID.default
    settings.POLICY = {GATE_VALID.name: 48}
    assert GATE_VALID.value == 48
    assert checks.the_forces_numbers_are_known() == []


@pytest.mark.parametrize("value", [0, -1, "48", 4.5, True, None])
def test_a_value_that_is_no_number_of_anything_is_an_error(value: Any, settings: Any) -> None:
    settings.POLICY = {GATE_VALID.name: value}
    (error,) = checks.the_forces_numbers_are_known()
    assert GATE_VALID.name in error.msg
    assert "hours" in str(error.hint)


def test_a_name_that_nothing_reads_is_an_error_and_the_doctor_says_so(settings: Any) -> None:
    settings.POLICY = {"case.gate_valid_hour": 48}
    (error,) = checks.the_forces_numbers_are_known()
    assert error.is_serious()
    assert "case.gate_valid_hour" in error.msg
    assert GATE_VALID.name in str(error.hint)
    assert any("case.gate_valid_hour" in said for said in settings_are_sound())


def test_without_the_names_declared_no_number_would_be_known(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.POLICY = {GATE_VALID.name: 48}
    monkeypatch.setattr(checks, "DECLARED", {})
    assert checks.the_forces_numbers_are_known()


def test_a_number_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        policy.number(GATE_VALID.name, 1, unit="hours", source="local")


def test_every_number_has_a_unit_and_a_source() -> None:
    assert all(one.unit and one.source for one in policy.DECLARED.values())
