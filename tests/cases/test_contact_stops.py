"""Authority for contact (item 6 of the gate), and the hard stops of the domain's section 2.12."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.cases import gate
from casework.cases.actions import checking
from casework.cases.forms import GateForm
from casework.cases.gate import NOT_SIGNED, REFER, gate_status, require_open_gate
from casework.cases.models import Case, Special
from casework.core.errors import Refused
from tests.makers_cases import actions, make_case, open_gate, people_of

pytestmark = pytest.mark.django_db


def sentence(case: Case) -> str:
    return gate_status(Case.objects.get(pk=case.pk)).sentence


def is_open(case: Case) -> bool:
    return gate_status(Case.objects.get(pk=case.pk)).open


def years_old(years: int) -> date:
    today = timezone.localdate()
    return today.replace(year=today.year - years)


# --- item 6 ---------------------------------------------------------------------------------------


def test_no_contact_without_authority() -> None:
    case = make_case()
    open_gate(case, authority="NONE")
    assert (is_open(case), sentence(case)) == (False, gate.NO_AUTHORITY)
    open_gate(case, authority="SIGNED")
    assert is_open(case)


def test_what_is_released_must_have_been_signed() -> None:
    case = make_case()
    open_gate(case)
    require_open_gate(case, signed=True)
    with pytest.raises(Refused, match=NOT_SIGNED):
        require_open_gate(case, signed=False)


def test_an_answer_that_is_none_of_those_offered_is_refused() -> None:
    case = make_case()
    with pytest.raises(Refused, match="authority for the contact"):
        open_gate(case, authority="PERHAPS")
    with pytest.raises(Refused, match="from the list"):
        open_gate(case, special={"LEFT_HANDED": ""})


# --- hard stops -----------------------------------------------------------------------------------


@pytest.mark.parametrize("special", list(Special))
def test_each_hard_stop_closes_the_gate_in_its_own_words(special: Special) -> None:
    case = make_case()
    open_gate(case, special={special: ""})
    assert (is_open(case), sentence(case)) == (False, gate.STOPS[special])


@pytest.mark.parametrize("special", [Special.CAPACITY, Special.SELF_HARM, Special.IN_CUSTODY])
def test_a_view_that_was_asked_for_clears_it(special: Special) -> None:
    case = make_case()
    open_gate(case, special={special: "Asked on the ward: a letter does no harm."})
    assert is_open(case)
    open_gate(case, special={special: "  "})
    assert not is_open(case)


@pytest.mark.parametrize("special", [Special.UNDER_18, Special.EMPLOYEE])
def test_no_note_clears_what_takes_another_route(special: Special) -> None:
    case = make_case()
    open_gate(case, special={special: "It will be all right."})
    assert sentence(case) == gate.STOPS[special]


def test_somebody_under_18_is_found_by_their_date_of_birth_whatever_is_said() -> None:
    young = make_case()
    young.person.date_of_birth = years_old(18) + timedelta(days=1)
    young.person.save()
    open_gate(young)
    assert sentence(young) == gate.UNDER_18
    young.person.date_of_birth = years_old(18)
    young.person.save()
    open_gate(young)
    assert is_open(young)


def test_without_the_look_at_the_age_a_child_would_be_contacted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case()
    case.person.date_of_birth = years_old(15)
    case.person.save()
    monkeypatch.setattr(checking, "age_on", lambda _: None)
    open_gate(case)
    assert is_open(case)


def test_a_person_without_a_date_of_birth_is_not_taken_for_a_child() -> None:
    case = make_case()
    case.person.date_of_birth = None
    case.person.save()
    open_gate(case)
    assert is_open(case)


def test_a_hold_is_read_before_any_stop() -> None:
    """Else lifting the stop would show that there was something behind it."""
    case = make_case()
    open_gate(case, special={Special.IN_CUSTODY: ""})
    actions.place_hold(case=case, by=people_of(case).manager, kind="COMPLAINT", note="Ask me.")
    assert sentence(case) == REFER


# --- the form -------------------------------------------------------------------------------------


def test_the_form_asks_for_authority_and_offers_each_stop() -> None:
    case = make_case()
    form = GateForm(None, None, subject=case, user=people_of(case).officer)
    assert [code for code, _ in form.fields["special"].choices] == Special.values  # type: ignore[attr-defined]
    given: dict[str, Any] = {"special": ["IN_CUSTODY", "SELF_HARM"], "special_in_custody": "HMP"}
    filled = GateForm(given, None, subject=case, user=people_of(case).officer)
    assert "authority" in filled.errors
    assert "special" not in filled.errors
