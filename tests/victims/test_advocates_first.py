"""Tell the advocate first: a task due before the planned act, which stops the act until then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.cases import acts
from casework.cases.acts import Act
from casework.cases.models import Case
from casework.core.errors import Conflict, Refused
from casework.core.queue import work_off
from casework.victims import actions, advocates
from casework.victims.models import AdvocateNotice, Telling
from letters.correspondence import actions as letters
from letters.correspondence import rules
from letters.correspondence.models import LetterState
from tests import makers_cases, makers_letters, makers_visits
from tests import makers_victims as walk
from tests.makers_cases import make_case, people_of
from tests.makers_victims import now_typed, offer_of, officer_does
from tests.makers_work import open_steps, open_task

pytestmark = pytest.mark.django_db


def announce(case: Case, act: Act = Act.RELEASE, **given: Any) -> None:
    acts.announce(case=case, act=act, by=people_of(case).officer, **given)
    work_off()


def tell(case: Case) -> None:
    said = "She will stay with her sister that evening."
    officer_does(case, "tell_advocate", said=said, at=now_typed())


def test_where_nobody_has_an_advocate_nothing_stops_an_act() -> None:
    case = walk.contacted()
    announce(case)
    assert acts.why_wait(case, Act.RELEASE) == ""
    assert not AdvocateNotice.objects.exists()


@pytest.mark.parametrize("act", list(Act))
def test_an_act_waits_until_the_advocate_was_told(act: Act) -> None:
    case = walk.engaged()
    with pytest.raises(Refused, match="Speak to the advocate first"):
        acts.require_told(case, act)
    announce(case, act)
    with pytest.raises(Refused):
        acts.require_told(case, act)
    tell(case)
    acts.require_told(case, act)
    other = next(each for each in Act if each != act)
    assert advocates.told_first(case, other) == advocates.TELL_FIRST


def test_the_task_is_due_before_the_act_and_goes_to_the_owner_of_the_case() -> None:
    case = walk.engaged()
    planned = timezone.now() + timedelta(hours=30)
    announce(case, Act.VISIT, planned_for=planned)
    task = open_task(case, "tell_advocate")
    assert task.owner == people_of(case).officer
    assert task.due_at == planned - timedelta(hours=1)
    announce(case, Act.VISIT, planned_for=planned)
    assert open_steps(case).count("tell_advocate") == 1


def test_two_acts_are_two_tasks_and_another_time_asks_again() -> None:
    case = walk.engaged()
    visit = makers_visits.make_visit(state="PLANNED", case=case)
    first = timezone.now() + timedelta(hours=30)
    announce(case, Act.VISIT, about=visit, planned_for=first)
    announce(case, Act.ORDER_MADE)
    assert open_steps(case).count("tell_advocate") == 2
    for notice in AdvocateNotice.objects.all():
        actions.record_telling(
            support=offer_of(case),
            by=people_of(case).officer,
            task_data={"notice": notice.pk},
            said="Agreed.",
        )
    assert advocates.told_first(case, Act.VISIT, visit) == ""
    announce(case, Act.VISIT, about=visit, planned_for=first + timedelta(hours=4))
    assert advocates.told_first(case, Act.VISIT, visit) == advocates.TELL_FIRST


def test_what_is_planned_anew_or_called_off_leaves_no_task_behind() -> None:
    case = walk.engaged()
    visit = makers_visits.make_visit(state="PLANNED", case=case)
    for hours in (30, 50):
        planned = timezone.now() + timedelta(hours=hours)
        announce(case, Act.VISIT, about=visit, planned_for=planned)
        assert open_steps(case).count("tell_advocate") == 1
    acts.call_off(case=case, act=Act.VISIT, about=visit, by=people_of(case).officer)
    work_off()
    assert "tell_advocate" not in open_steps(case)
    assert advocates.told_first(case, Act.VISIT, visit) == advocates.TELL_FIRST
    assert "support_goes_on" in open_steps(case)


def test_the_second_to_tell_hears_who_was_first() -> None:
    case = walk.engaged()
    notice = actions.leave_notice(offer=offer_of(case), act=Act.MOVE, by=None)
    given = {"support": offer_of(case), "task_data": {"notice": notice.pk}, "said": "Agreed."}
    actions.record_telling(by=people_of(case).officer, **given)
    with pytest.raises(Conflict) as second:
        actions.record_telling(by=people_of(case).supervisor, **given)
    assert second.value.by == people_of(case).officer.display_name
    later = timezone.now() + timedelta(hours=1)
    other = actions.leave_notice(offer=offer_of(case), act=Act.ARREST, by=None)
    given["task_data"] = {"notice": other.pk}
    with pytest.raises(Refused, match="now or in the past"):
        actions.record_telling(by=people_of(case).officer, at=later, **given)
    assert Telling.objects.count() == 1


def test_once_support_ended_nobody_is_told_first_any_more() -> None:
    case = walk.engaged()
    announce(case)
    assert "tell_advocate" in open_steps(case)
    walk.goes_on(case, "yes")
    assert open_steps(case) == []
    acts.require_told(case, Act.RELEASE)


def test_a_visit_is_not_approved_before_the_advocate_was_told() -> None:
    case = walk.engaged()
    visit = makers_visits.make_visit(state="CHECKED", case=case)
    work_off()
    assert "tell_advocate" in open_steps(case)
    with pytest.raises(Refused, match="Speak to the advocate first"):
        makers_visits.approve(visit)
    tell(case)
    assert makers_visits.approve(visit).state == "APPROVED"


def test_without_the_rule_the_visit_would_go_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    case = walk.engaged()
    visit = makers_visits.make_visit(state="CHECKED", case=case)
    monkeypatch.setattr(acts, "_WHY_NOT", {})
    assert makers_visits.approve(visit).state == "APPROVED"


def test_a_letter_waits_for_every_advocate_by_the_same_rule() -> None:
    case = walk.engaged()
    people = people_of(case)
    letter = makers_letters.make(makers_letters.make_letter(state="AUTHORISED", case=case))
    assert rules.advocate_first(letter)
    assert not rules.may_share_a_home(letter)
    makers_cases.open_gate(case)
    issue = {"letter": letter, "by": people.officer, "method": "IN_PERSON", "place": "The station"}
    with pytest.raises(Refused, match=r"^Speak to the advocate first"):
        letters.issue_letter(**issue)
    letters.record_advocate_told(letter=letter, by=people.officer, note="She agrees.")
    assert advocates.told_first(case, Act.LETTER, letter) == ""
    assert letters.issue_letter(**issue).state == LetterState.ISSUED_FOR_SERVICE
    assert Telling.objects.get().notice.act == Act.LETTER


def test_a_letter_of_a_case_without_advocate_or_shared_home_waits_for_nobody() -> None:
    letter = makers_letters.make(makers_letters.make_letter(state="AUTHORISED", case=make_case()))
    assert not rules.advocate_first(letter)
    assert not rules.advocate_not_told(letter)
