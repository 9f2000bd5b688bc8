"""Lists say of many cases at once what the gate says of each, in at most two statements.

That both agree, whatever stands in the way, is asked wherever the gate is tested: by the fixture
`lists_agree`.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.cases import actions as cases
from casework.cases import clearing, gate
from casework.cases.clearing import cleared
from casework.cases.models import Case
from tests.clearing import asked_of_lists_too
from tests.makers_cases import make_case, open_gate, people_of

pytestmark = pytest.mark.django_db


def ask(*cases: Case) -> set[int]:
    return cleared([case.pk for case in cases], at=timezone.now())


def test_of_several_cases_those_are_named_on_which_contact_is_cleared() -> None:
    checked, unchecked, unsafe = make_case(), make_case(), make_case()
    open_gate(checked)
    open_gate(unsafe, live_investigation=True)
    assert ask(checked, unchecked, unsafe) == {checked.pk}
    assert ask() == set()


def test_a_long_list_asks_no_more_than_a_short_one() -> None:
    cases = [make_case() for _ in range(4)]
    for case in cases:
        open_gate(case)
    asked = []
    for some in (cases[:1], cases):
        with CaptureQueriesContext(connection) as sent:
            assert ask(*some) == {case.pk for case in some}
        asked.append(len(sent))
    assert asked == [2, 2]


def test_a_list_that_forgot_what_holds_contact_would_be_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin of `lists_agree`."""
    case = make_case()
    open_gate(case)
    cases.place_hold(case=case, by=people_of(case).manager, kind="COMPLAINT", note="Open.")
    answers = asked_of_lists_too(monkeypatch)
    assert not gate.gate_status(case).open
    assert answers == [False]

    def nothing(_: datetime) -> object:
        return clearing.Q(pk=None)

    monkeypatch.setattr(clearing, "_held", nothing)
    with pytest.raises(AssertionError, match="Lists: True"):
        gate.gate_status(case)
