"""The list of nominations to decide holds those, and the others lead to their case."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from casework.accounts.models import Role, Team, User
from casework.cases.models import OPEN, Case, LinkedFlag, State
from casework.identification import actions
from casework.identification.models import UNDECIDED, Flag, FlagQuerySet
from tests import makers
from tests.makers_cases import make_case

pytestmark = pytest.mark.django_db

LIST = "/nominations/"


@pytest.fixture
def team() -> Team:
    return makers.make_team(name="North")


@pytest.fixture
def analyst(team: Team) -> User:
    return makers.make_user(Role.ANALYST, force=team.force)


def read(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).text


def page_of(flag: Flag | None) -> str:
    assert flag is not None
    return reverse("identification:nomination", args=[flag.pk])


def test_what_is_undecided_is_named_as_cases_name_it() -> None:
    """Nominations know no cases, so the states stand there as text."""
    assert UNDECIDED == (State.FLAGGED, State.TRIAGE)


@pytest.mark.parametrize("state", OPEN)
def test_a_nomination_is_to_decide_until_its_case_has_left_triage(
    state: State, team: Team, analyst: User
) -> None:
    case = make_case(team=team, state=state)
    listed, other = ("", "?show=in_hand") if state in UNDECIDED else ("?show=in_hand", "")
    text = read(analyst, LIST + listed)
    assert page_of(case.flag) in text
    assert f'<a class="govuk-link" href="{case.get_absolute_url()}">Case {case.ref}</a>' in text
    assert page_of(case.flag) not in read(analyst, LIST + other)


def test_a_nomination_that_joined_a_case_under_way_is_in_hand_too(
    team: Team, analyst: User
) -> None:
    case = make_case(team=team, state=State.ACTIVE)
    joined = make_case(team=team, state=State.FLAGGED).flag
    Case.objects.filter(flag=joined).update(flag=None)
    assert joined is not None
    LinkedFlag.objects.create(case=case, flag=joined)
    assert joined in Flag.objects.in_hand()
    assert joined not in Flag.objects.to_decide()


def test_a_nomination_without_a_case_is_to_decide(team: Team) -> None:
    flag = make_case(team=team, state=State.FLAGGED).flag
    Case.objects.filter(flag=flag).update(flag=None)
    assert list(Flag.objects.to_decide()) == [flag]


def test_a_settled_nomination_is_in_neither_list(team: Team, analyst: User) -> None:
    case = make_case(team=team, state=State.NOT_ADOPTED)
    for part in ("", "?show=in_hand"):
        assert page_of(case.flag) not in read(analyst, LIST + part)


def test_the_page_of_one_in_hand_leads_to_the_case_and_offers_no_decision(
    team: Team, analyst: User
) -> None:
    case = make_case(team=team, state=State.ACTIVE)
    text = read(analyst, page_of(case.flag))
    assert f"There is nothing to decide here. Case {case.ref} answers for it." in text
    assert f'<a class="govuk-link" href="{case.get_absolute_url()}">Go to case' in text
    assert "Settle this nomination" not in text


def test_the_page_of_one_to_decide_does_not_say_that_it_is_in_hand(
    team: Team, analyst: User
) -> None:
    flagged = make_case(team=team, state=State.FLAGGED)
    assert "nothing to decide here" not in read(analyst, page_of(flagged.flag))


def test_if_every_unsettled_one_were_listed_somebody_would_decide_again(
    team: Team, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: leaving out what is in hand keeps the list to what waits."""
    case = make_case(team=team, state=State.ACTIVE)
    monkeypatch.setattr(FlagQuerySet, "to_decide", FlagQuerySet.unsettled)
    assert page_of(case.flag) in read(analyst, LIST)


def test_the_analyst_who_settles_moves_it_out_of_the_list(team: Team, analyst: User) -> None:
    flag = make_case(team=team, state=State.FLAGGED).flag
    Case.objects.filter(flag=flag).update(flag=None)
    assert flag is not None
    actions.settle_flag(flag=flag, by=analyst, reason="Died in custody.")
    assert not Flag.objects.to_decide().exists()
