"""Who may do what with a warrant: a matrix of people and actions, and nobody decides their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Absence, Rank, Role, User
from casework.cases.models import Case
from casework.core.errors import NotAllowed, NotVisible
from casework.enforcement.warrants import permissions, rules
from casework.enforcement.warrants.models import Decision, ReviewLevel, SubType, Warrant
from casework.enforcement.warrants.models import WarrantState as S
from tests import makers
from tests import makers_warrants as w
from tests.makers_cases import make_case, people_of
from tests.makers_warrants import make_warrant

pytestmark = pytest.mark.django_db
OFFICER, SUPERVISOR, MANAGER = Role.OFFICER, Role.SUPERVISOR, Role.MANAGER
Try = Callable[[Warrant, User], Warrant]

# Action -> the state it starts from, and the roles of the team that may (domain: sections 2c, 6).
MATRIX: dict[str, tuple[S, str, set[Role], Try]] = {
    "grade": (S.RECEIVED, "", {SUPERVISOR, MANAGER}, lambda x, by: w.grade(x, by=by)),
    "circulate": (
        S.GRADED,
        "",
        {OFFICER, SUPERVISOR, MANAGER},
        lambda x, by: w.circulate(x, by=by),
    ),
    "allocate": (S.CIRCULATED, "", {SUPERVISOR, MANAGER}, lambda x, by: w.allocate(x, by=by)),
    "search": (S.ALLOCATED, "", {OFFICER, SUPERVISOR}, lambda x, by: w.search(x, by=by)),
    "review": (S.ALLOCATED, "", {SUPERVISOR, MANAGER}, lambda x, by: w.review(x, by=by)),
    "regrade": (
        S.ALLOCATED,
        "",
        {SUPERVISOR, MANAGER},
        lambda x, by: w.review(x, Decision.REGRADE, by=by),
    ),
    "ask a force": (
        S.ALLOCATED,
        "",
        {SUPERVISOR, MANAGER},
        lambda x, by: w.review(x, Decision.ASK_FORCE, by=by),
    ),
    "end by death": (S.ALLOCATED, "", {MANAGER}, lambda x, by: w.review(x, "DEATH", by=by)),
    "end not wanted": (S.GRADED, "", {MANAGER}, lambda x, by: w.review(x, "NOT_WANTED", by=by)),
    "review overdue": (S.REVIEW, "overdue", {MANAGER}, lambda x, by: w.review(x, by=by)),
    "cancel": (
        S.EXECUTED,
        "",
        {OFFICER, SUPERVISOR, MANAGER},
        lambda x, by: w.cancel(x, by=by),
    ),
    "tell": (S.EXECUTED, "", {OFFICER, SUPERVISOR, MANAGER}, lambda x, by: w.tell(x, by=by)),
    "enter bail": (
        S.RECEIVED,
        SubType.BAIL,
        {OFFICER, SUPERVISOR, MANAGER},
        lambda x, by: w.conditions(x, by=by),
    ),
    "check bail": (
        S.CHECKING,
        SubType.BAIL,
        {OFFICER, SUPERVISOR},
        lambda x, by: w.check(x, by=by),
    ),
    "end bail": (
        S.CHECKING,
        SubType.BAIL,
        {SUPERVISOR, MANAGER},
        lambda x, by: w.end_bail(x, by=by),
    ),
}


def somebody(role: Role, case: Case) -> User:
    """Who holds the role in the team; an officer sees the case as its owner or with a task."""
    owner = people_of(case).officer
    return owner if role == OFFICER else makers.make_user(role, team=case.team)


def test_every_action_is_for_exactly_the_roles_of_the_table() -> None:
    wrong = []
    for name, (state, how, allowed, attempt) in MATRIX.items():
        sub_type = how if how == SubType.BAIL else ""
        for role in Role:
            warrant = make_warrant(state=state, sub_type=sub_type)
            user = somebody(role, warrant.case)
            at = rules.target(warrant).due_at + timedelta(hours=1)
            with time_machine.travel(at if how == "overdue" else timezone.now(), tick=False):
                try:
                    attempt(warrant, user)
                    done = True
                except (NotAllowed, NotVisible):
                    done = False
            if done != (role in allowed):
                wrong.append(f"{name} by {role}: {'done' if done else 'refused'}")
    assert wrong == []


def test_a_stranger_is_answered_as_if_there_were_nothing() -> None:
    warrant = make_warrant(state=S.ALLOCATED)
    with pytest.raises(NotVisible):
        w.search(warrant, by=makers.make_user(*Role))


@pytest.mark.parametrize("decision", [Decision.DEATH, Decision.NOT_WANTED])
def test_a_manager_does_not_end_what_they_entered(decision: str) -> None:
    case = make_case()
    manager = people_of(case).manager
    warrant = w.start(case, by=manager)
    with pytest.raises(NotAllowed, match="Another manager"):
        w.review(warrant, decision, by=manager)
    assert w.review(warrant, decision, by=w.another_manager(case)).outcome


def test_nor_does_whoever_stands_in_for_them() -> None:
    case = make_case()
    manager, deputy = people_of(case).manager, w.another_manager(case)
    warrant = w.start(case, by=manager)
    today = timezone.localdate()
    Absence.objects.create(user=manager, starts_on=today, ends_on=today, deputy=deputy)
    with pytest.raises(NotAllowed, match="stand in for"):
        w.review(warrant, Decision.DEATH, by=deputy)


def test_without_the_rule_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: the deputy ends it. The manager's own row the database refuses as well."""
    case = make_case()
    manager, deputy = people_of(case).manager, w.another_manager(case)
    warrant = w.start(case, by=manager)
    today = timezone.localdate()
    Absence.objects.create(user=manager, starts_on=today, ends_on=today, deputy=deputy)
    monkeypatch.setattr(permissions, "check_can_end", lambda user, warrant: None)
    assert w.review(warrant, Decision.DEATH, by=deputy).state == S.CLOSED_DEATH


def test_a_superintendent_counts_as_more_than_a_manager() -> None:
    case = make_case()
    manages = makers.make_user(Role.MANAGER, force=case.force, rank=Rank.SUPERINTENDENT)
    levels = {
        people_of(case).officer: None,
        people_of(case).authoriser: None,
        people_of(case).supervisor: ReviewLevel.SERGEANT,
        people_of(case).manager: ReviewLevel.INSPECTOR,
        w.superintendent_of(case): ReviewLevel.SUPERINTENDENT,
        manages: ReviewLevel.SUPERINTENDENT,
    }
    assert {user: permissions.level_of(user, case) for user in levels} == levels


def test_every_check_has_its_question() -> None:
    warrant = make_warrant(state=S.RECEIVED)
    supervisor, officer = people_of(warrant.case).supervisor, people_of(warrant.case).officer
    assert permissions.can_grade(supervisor, warrant)
    assert not permissions.can_grade(officer, warrant)
    assert permissions.can_work_desk(officer, warrant.case)
    assert permissions.can_search(officer, warrant)
    assert permissions.can_supervise(supervisor, warrant)
    assert permissions.can_review(supervisor, warrant)
    assert not permissions.can_end(supervisor, warrant)
    assert not permissions.is_superintendent(supervisor, warrant)
    assert permissions.can_agree_no_arrest(supervisor, warrant)
