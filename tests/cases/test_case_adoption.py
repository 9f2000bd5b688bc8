"""What must be so before a case is adopted, and who may not decide it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from casework.accounts.models import Absence, Role
from casework.cases import actions
from casework.cases.models import Band, Case, State
from casework.cases.table import MOVES
from casework.core.errors import NotAllowed, Refused
from tests import makers, makers_cases
from tests.case_table import tried
from tests.makers_cases import make_case, people_of, ready_for_adoption

pytestmark = pytest.mark.django_db


# --- what must be so first ------------------------------------------------------------------------


def refuses(sentence: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused, match=sentence):
        act()


def adopting(case: Case) -> Callable[[], object]:
    return lambda: makers_cases.adopt(Case.objects.get(pk=case.pk))


def test_adoption_waits_for_assessment_countersignature_and_checks_in_that_order() -> None:
    case = make_case(state=State.ASSESSMENT)
    people = people_of(case)
    refuses("A signed risk assessment is needed first", adopting(case))
    actions.sign_assessment(case=case, by=people.officer, **makers_cases.assessment_of())
    refuses("countersigned by a supervisor first", adopting(case))
    actions.countersign_assessment(case=case, by=people.supervisor, reason="Agreed.")
    refuses("MAPPA, MARAC and live investigation checks", adopting(case))
    makers_cases.record_checks(case)
    actions.note_change(case=case, by=people.officer, kind="THREAT", note="A new threat.")
    refuses("A new risk assessment is due", adopting(case))
    makers_cases.assess(case)
    adopting(case)()
    assert Case.objects.get(pk=case.pk).state == State.ACTIVE


def lacking(guard: str) -> Case:
    """A case that has everything adoption asks for but what `guard` looks at."""
    case = make_case(state=State.ASSESSMENT)
    people = people_of(case)
    makers_cases.record_checks(case)
    if guard == "needs_an_assessment":
        return case
    actions.sign_assessment(case=case, by=people.officer, **makers_cases.assessment_of())
    if guard == "needs_a_countersignature":
        return case
    actions.countersign_assessment(case=case, by=people.supervisor, reason="Agreed.")
    actions.note_change(case=case, by=people.officer, kind="THREAT", note="A new threat.")
    return case


@pytest.mark.parametrize(
    "guard",
    ["needs_an_assessment", "needs_a_countersignature", "nothing_changed_since_assessment"],
)
def test_without_its_guard_adoption_would_go_through(
    guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = lacking(guard)
    refuses("first", adopting(case))
    rule = MOVES["adopt"]
    others = tuple(each for each in rule.guards if each.__name__ != guard)
    assert len(others) == len(rule.guards) - 1
    monkeypatch.setitem(MOVES, "adopt", replace(rule, guards=others))
    adopting(case)()
    assert Case.objects.get(pk=case.pk).state == State.ACTIVE


def test_who_signed_the_assessment_neither_countersigns_nor_adopts_on_it() -> None:
    case = make_case(state=State.ASSESSMENT)
    people = people_of(case)
    for role in (Role.SUPERVISOR, Role.MANAGER):
        makers.give_role(people.officer, role, force=case.force)
    actions.sign_assessment(case=case, by=people.officer, **makers_cases.assessment_of())
    with pytest.raises(NotAllowed, match="You signed the risk assessment"):
        actions.countersign_assessment(case=case, by=people.officer, reason="Agreed.")
    actions.countersign_assessment(case=case, by=people.supervisor, reason="Agreed.")
    makers_cases.record_checks(case)
    with pytest.raises(NotAllowed, match="You signed the risk assessment"):
        actions.adopt_case(case=case, by=people.officer, **makers_cases.reasons())


def test_a_deputy_does_not_decide_for_the_one_they_stand_in_for() -> None:
    case = ready_for_adoption()
    people = people_of(case)
    today = timezone.localdate()
    Absence.objects.create(
        user=people.officer, deputy=people.manager, starts_on=today, ends_on=today
    )
    with pytest.raises(NotAllowed, match="You stand in for the person who signed"):
        adopting(case)()


def test_without_the_bar_the_signer_would_adopt_their_own_assessment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = ready_for_adoption()
    signer = people_of(case).officer
    makers.give_role(signer, Role.MANAGER, force=case.force)
    rule = MOVES["adopt"]
    monkeypatch.setitem(MOVES, "adopt", replace(rule, bars=()))
    assert tried("adopt", case, signer) == State.ACTIVE


def test_a_very_high_risk_is_countersigned_by_a_manager() -> None:
    case = make_case(state=State.ASSESSMENT)
    people = people_of(case)
    actions.sign_assessment(
        case=case, by=people.officer, **makers_cases.assessment_of(Band.VERY_HIGH)
    )
    with pytest.raises(NotAllowed, match=r"countersigned by a manager \(DI\)"):
        actions.countersign_assessment(case=case, by=people.supervisor, reason="Agreed.")
    actions.countersign_assessment(case=case, by=people.manager, reason="Agreed.")


def test_a_review_is_not_put_later_than_the_level_allows() -> None:
    case = make_case(state=State.ASSESSMENT)
    officer = people_of(case).officer
    late = timezone.localdate() + timedelta(days=29)
    with pytest.raises(Refused, match="At this level the review is due by"):
        actions.sign_assessment(
            case=case, by=officer, review_due_on=late, **makers_cases.assessment_of(Band.HIGH)
        )
    signed = actions.sign_assessment(
        case=case,
        by=officer,
        review_due_on=late - timedelta(days=1),
        **makers_cases.assessment_of(Band.HIGH),
    )
    assert Case.objects.get(pk=case.pk).review_on == signed.review_due_on


def test_the_owner_is_an_officer_of_the_team() -> None:
    case = make_case(state=State.TRIAGE)
    people = people_of(case)
    for somebody in (people.manager, people.analyst, makers.make_user(Role.OFFICER)):
        refuses(
            "The owner must be an officer of the case's team",
            lambda user=somebody: actions.give_for_assessment(
                case=case, by=people.supervisor, owner=user, reason="Yes."
            ),
        )


def test_a_victim_only_person_is_not_taken_to_triage() -> None:
    case = make_case(state=State.FLAGGED, victims=0)
    refuses("No record names this person as a suspect", lambda: makers_cases.to_triage(case))
