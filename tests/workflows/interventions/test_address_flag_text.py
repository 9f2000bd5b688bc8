"""No text of an address flag that leaves the unit names anybody else in the records."""

from __future__ import annotations

import pytest

from casework.core.errors import Refused
from tests.makers_cases import people_of
from tests.makers_flags import flag_of, proposed, started, typed
from tests.makers_work import do
from workflows.interventions import address_flag as flow

pytestmark = pytest.mark.django_db


def test_a_text_that_names_a_victim_goes_nowhere() -> None:
    case = started()
    victim = case.person.incidents_as_suspect.exclude(victim=None)[0].victim
    assert victim
    victim.forename, victim.surname = "Rosalind", "Hartwell"
    victim.save()
    named = typed(case, instruction="Ask for Rosalind Hartwell before you leave.")
    with pytest.raises(Refused, match="Rosalind Hartwell"):
        do(case, "propose_flag", by=people_of(case).officer, **named)
    assert flag_of(case).instruction == ""


def test_without_the_guard_the_name_would_go_to_the_control_room(monkeypatch) -> None:
    monkeypatch.setattr(flow, "names_nobody", lambda person, text: None)
    case = started()
    victim = case.person.incidents_as_suspect.exclude(victim=None)[0].victim
    assert victim
    victim.forename, victim.surname = "Rosalind", "Hartwell"
    victim.save()
    named = typed(case, instruction="Ask for Rosalind Hartwell before you leave.")
    do(case, "propose_flag", by=people_of(case).officer, **named)
    assert "Rosalind" in flag_of(case).instruction


def test_a_victim_who_became_known_since_stops_the_approval() -> None:
    case = proposed(instruction="Ask for Rosalind Hartwell before you leave.")
    victim = case.person.incidents_as_suspect.exclude(victim=None)[0].victim
    assert victim
    victim.forename, victim.surname = "Rosalind", "Hartwell"
    victim.save()
    with pytest.raises(Refused, match="Rosalind"):
        do(case, "approve_flag", by=people_of(case).supervisor, decision="APPROVE")
