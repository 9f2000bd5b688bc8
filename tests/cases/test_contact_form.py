"""The form of the contact check, from what is typed to what is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from casework.cases import actions
from casework.cases.forms import GateForm
from casework.cases.gate import REFER, gate_status, linked_victims
from casework.cases.models import Case, ContactGate
from tests import makers_cases
from tests.makers_cases import make_case, people_of

pytestmark = pytest.mark.django_db


def typed(case: Case, **changes: str) -> dict[str, str]:
    """What an officer types who finds nothing against contact."""
    victims = range(1, linked_victims(case).count() + 1)
    return {
        **{f"victim_{number}": "SAFE" for number in victims},
        "idva_view": "SOUGHT",
        "idva_note": "No objection.",
        "investigation": "NONE",
        "conditions": "DONE",
        "conditions_note": "Not to go to Mill Lane.",
        "deconfliction": "DONE",
        "warnings": "DONE",
        "authority": "AT_RELEASE",
        **changes,
    }


def form(case: Case, data: dict[str, str]) -> GateForm:
    return GateForm(data, None, subject=case, user=people_of(case).officer)


def saved(case: Case, **changes: str) -> ContactGate:
    filled = form(case, typed(case, **changes))
    assert filled.is_valid(), filled.errors
    answers: dict[str, Any] = filled.cleaned_data
    return actions.check_gate(case=case, by=people_of(case).officer, **answers)


def test_what_is_typed_is_what_is_recorded() -> None:
    case = make_case()
    made = saved(case, investigation="AGREES", oic_name="DC Example")
    assert gate_status(case).open
    assert (made.live_investigation, made.oic_agrees, made.oic_name) == (True, True, "DC Example")
    assert made.conditions_note == "Not to go to Mill Lane."
    assert made.victim_checks.count() == 3


def test_an_unsafe_answer_goes_with_its_own_note() -> None:
    case = make_case()
    made = saved(case, victim_2="UNSAFE", victim_2_unsafe="Shares a phone.", victim_2_plan="Old")
    check = made.victim_checks.get(outcome="UNSAFE")
    assert check.victim == linked_victims(case)[1]
    assert check.note == "Shares a phone."
    assert gate_status(case).sentence == REFER


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"victim_1": ""}, "victim_1", "Select whether contact is safe for"),
        ({"victim_1": "UNSAFE"}, "victim_1_unsafe", "Enter what stands in the way"),
        ({"victim_1": "WITH_PLAN"}, "victim_1_plan", "Enter what has to be done first"),
        ({"investigation": "AGREES"}, "oic_name", "Enter the name of the officer"),
        ({"conditions": "NOT_DONE"}, "conditions_why_not", "Say why not"),
        ({"warnings": "NOT_DONE"}, "warnings_why_not", "Say why not"),
        ({"deconfliction": ""}, "deconfliction", "Select whether the contact was cleared"),
        ({"idva_note": ""}, "idva_note", "Enter what the advocate said"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    changes: dict[str, str], field: str, message: str
) -> None:
    case = make_case()
    filled = form(case, typed(case, **changes))
    assert not filled.is_valid()
    assert message in str(filled.errors[field])


def test_a_victim_without_a_record_makes_the_question_about_others_required() -> None:
    case = make_case()
    assert form(case, typed(case)).is_valid()
    makers_cases.make_incident(suspect=case.person, victim=None)
    filled = form(case, typed(case))
    assert "others_note" in filled.errors


def test_no_field_is_named_after_a_person() -> None:
    case = make_case()
    html = str(form(case, typed(case)))
    names = [victim.surname for victim in linked_victims(case)]
    fields = form(case, typed(case)).fields
    assert all(name in html for name in names)
    assert not [name for name in names if any(name in field for field in fields)]
