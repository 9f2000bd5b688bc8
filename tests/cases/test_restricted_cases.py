"""A restricted case is seen by those it names, and somebody who knows the person sees nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Q

from casework.accounts.models import Role, User
from casework.audit.models import Event
from casework.cases import actions, restricting
from casework.cases.models import Case, Interest, NamedReader, State
from casework.cases.models import queryset as case_queryset
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.identification.models import Flag
from casework.people.models import Person
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import knows, restrict
from tests.makers_work import letter_at
from workflows.actions import assign
from workflows.models import Task
from workflows.sweep import return_work_of_leavers
from workflows.worklist import queries as worklist

pytestmark = pytest.mark.django_db


def sees(user: User, case: Case) -> bool:
    """Asked as a new request would: nothing read before counts."""
    seen = Case.objects.visible_to(User.objects.get(pk=user.pk))
    return bool(seen.filter(pk=case.pk).exists())


def everybody(case: Case) -> dict[str, User]:
    people = people_of(case)
    names = ("officer", "colleague", "supervisor", "manager", "analyst", "authoriser")
    return {name: getattr(people, name) for name in names}


def who_sees(case: Case) -> set[str]:
    return {name for name, user in everybody(case).items() if sees(user, case)}


def test_only_those_named_see_a_restricted_case() -> None:
    case = make_case()
    before = who_sees(case)
    assert before == {"officer", "supervisor", "manager", "analyst", "authoriser"}
    restrict(case, readers=[people_of(case).officer, people_of(case).colleague])
    # An officer who is named sees it, also without work on it; whoever restricts is no exception.
    assert who_sees(case) == {"officer", "colleague", "manager"}


def test_whoever_restricts_does_not_see_it_unless_named() -> None:
    case = make_case()
    restrict(case, by=people_of(case).supervisor)
    assert "supervisor" not in who_sees(case)


def test_the_person_and_their_flags_are_hidden_with_it() -> None:
    case = make_case()
    analyst = people_of(case).analyst
    restrict(case)
    assert not Person.objects.visible_to(analyst).filter(pk=case.person_id).exists()
    assert not Flag.objects.visible_to(analyst).filter(person=case.person_id).exists()


def test_a_later_case_of_the_person_is_restricted_too() -> None:
    case = make_case(state=State.CLOSED)
    restrict(case, readers=[])
    Case.objects.filter(pk=case.pk)
    later = make_case(state=State.FLAGGED, person=case.person, team=case.team)
    assert not sees(people_of(case).supervisor, later)
    assert sees(people_of(case).manager, later)


def test_without_the_filter_everybody_would_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case()
    restrict(case)
    monkeypatch.setattr(case_queryset, "not_kept_from", lambda *_a, **_k: Q())
    assert who_sees(case) >= {"supervisor", "analyst", "authoriser"}


def test_lifting_shows_it_again_and_taking_off_the_list_hides_it() -> None:
    case = make_case()
    people = people_of(case)
    restrict(case, readers=[people.officer, people.colleague])
    name = NamedReader.objects.get(user=people.colleague)
    actions.remove_reader(case=case, by=people.manager, reader=name, reason="Done.")
    assert "colleague" not in who_sees(case)
    actions.lift_restriction(case=case, by=people.manager, reason="He has left the force.")
    assert who_sees(case) >= {"supervisor", "analyst"}


def test_a_supervisor_and_a_manager_restrict_and_nobody_else() -> None:
    case = make_case()
    for user in (people_of(case).officer, people_of(case).analyst):
        with pytest.raises(NotAllowed):
            restrict(case, by=user)


def test_only_a_manager_of_the_case_answers_for_the_list() -> None:
    case = make_case()
    with pytest.raises(Refused, match="must be a manager"):
        restrict(case, manager=people_of(case).supervisor)


def test_nobody_outside_is_named() -> None:
    case = make_case()
    partner = makers.make_user(Role.PARTNER, force=case.force)
    with pytest.raises(Refused, match="works on cases"):
        restrict(case, readers=[people_of(case).officer, partner])


def test_restricting_says_how_much_has_to_be_handed_over_first() -> None:
    case = letter_at("write").case
    people = people_of(case)
    with pytest.raises(Refused, match="owns"):
        restrict(case, readers=[])
    task = Task.objects.open().get(case=case)
    assign(task=task, to=people.colleague, by=people.supervisor)
    with pytest.raises(Refused, match="1 open task must be handed over first"):
        restrict(case)
    restrict(case, readers=[people.officer, people.colleague])


def test_without_that_check_somebody_would_be_left_with_work_they_cannot_see(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = letter_at("write").case
    people = people_of(case)
    task = Task.objects.open().get(case=case)
    assign(task=task, to=people.colleague, by=people.supervisor)
    monkeypatch.setattr(restricting, "check_work_is_with", lambda *_: None)
    restrict(case)
    assert list(worklist.own(people.colleague)) == []
    # The clock mends it: it stands in the queue, for those who are named.
    assert return_work_of_leavers() == 1
    assert list(worklist.takeable(people.officer)) == [task]


def test_no_task_goes_to_somebody_who_is_not_named() -> None:
    case = letter_at("write").case
    people = people_of(case)
    restrict(case)
    task = Task.objects.open().get(case=case)
    with pytest.raises(Refused, match="may not see this case"):
        assign(task=task, to=people.colleague, by=people.manager)
    with pytest.raises(Refused, match="may not see this case"):
        actions.assign_owner(case=case, by=people.manager, owner=people.colleague, reason="Leave.")


def test_whoever_knows_the_person_sees_nothing_and_their_work_goes_back() -> None:
    case = letter_at("write").case
    officer = people_of(case).officer
    actions.declare_interest(case=case, by=officer, how="We were at school together.")
    assert not sees(officer, case)
    assert list(worklist.own(officer)) == []
    assert return_work_of_leavers() == 1
    assert Task.objects.open().get(case=case).owner is None
    assert sees(people_of(case).supervisor, case)


def test_a_supervisor_records_it_of_another_and_withdraws_an_error() -> None:
    case = make_case()
    people = people_of(case)
    known = knows(case, people.analyst)
    assert "analyst" not in who_sees(case)
    with pytest.raises(NotVisible):
        actions.withdraw_interest(case=case, by=people.analyst, interest=known, reason="No.")
    actions.withdraw_interest(case=case, by=people.supervisor, interest=known, reason="Namesake.")
    assert "analyst" in who_sees(case)


def test_whoever_knows_the_person_is_not_named_and_does_not_answer_for_the_list() -> None:
    case = make_case()
    people = people_of(case)
    knows(case, people.colleague)
    with pytest.raises(Refused, match="may not see the case"):
        restrict(case, readers=[people.officer, people.colleague])
    restrict(case)
    with pytest.raises(Refused, match="Name another manager first"):
        actions.declare_interest(case=case, by=people.manager, how="My neighbour.")


def test_another_manager_answers_for_the_list() -> None:
    case = make_case()
    people = people_of(case)
    restrict(case)
    other = makers.make_user(Role.MANAGER, force=case.force)
    actions.hand_on_restriction(case=case, by=people.manager, manager=other, reason="Leave.")
    assert sees(other, case)
    assert not sees(people.manager, case)


def each_deed() -> Iterator[tuple[str, Any]]:
    yield "case.restricted", lambda case, p: restrict(case)
    yield (
        "case.reader_named",
        lambda case, p: actions.name_reader(case=case, by=p.manager, who=p.analyst, reason="Runs"),
    )
    yield (
        "case.reader_removed",
        lambda case, p: actions.remove_reader(
            case=case, by=p.manager, reader=NamedReader.objects.get(user=p.analyst), reason="Over"
        ),
    )
    yield (
        "case.restriction_lifted",
        lambda case, p: actions.lift_restriction(case=case, by=p.manager, reason="Over"),
    )
    yield "case.interest_recorded", lambda case, p: knows(case, p.colleague)
    yield (
        "case.interest_withdrawn",
        lambda case, p: actions.withdraw_interest(
            case=case, by=p.manager, interest=Interest.objects.get(), reason="Error"
        ),
    )


def test_each_deed_writes_exactly_one_event_without_the_words_for_who_leads() -> None:
    case = make_case()
    for verb, deed in each_deed():
        before = set(Event.objects.values_list("pk", flat=True))
        deed(case, people_of(case))
        (event,) = Event.objects.exclude(pk__in=before)
        assert event.verb == verb
        assert event.payload.body["reason"] == ""
