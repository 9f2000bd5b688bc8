"""Saying that one is away, or that somebody one leads is, and that they are back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from casework.accounts.actions import change_deputy, end_absence, record_absence
from casework.accounts.models import Absence, Role, Team, User, local_today
from casework.core.errors import Conflict, NotAllowed, Refused
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return makers.make_team(name="North")


@pytest.fixture
def officer(team: Team) -> User:
    return makers.make_user(Role.OFFICER, team=team)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def days(
    user: User, deputy: User | None = None, *, first: int = 0, last: int = 3
) -> dict[str, str]:
    today = local_today()
    return {
        "who": str(user.pk),
        "starts_on": str(today + timedelta(days=first)),
        "ends_on": str(today + timedelta(days=last)),
        "deputy": str(deputy.pk) if deputy else "",
    }


def test_somebody_says_that_they_are_away_and_that_they_are_back(team: Team, officer: User) -> None:
    deputy, client = makers.make_user(Role.OFFICER, team=team), signed_in(officer)
    said = client.post("/absences/", days(officer, deputy), follow=True).content.decode()
    assert f"{deputy.display_name} sees what falls due meanwhile." in said
    absence = Absence.objects.now().get(user=officer, deputy=deputy)
    end = f"/absences/{absence.pk}/end/"
    assert end in client.get("/absences/").content.decode()
    assert end not in signed_in(deputy).get("/absences/").content.decode()
    assert signed_in(deputy).post(end).status_code == 404
    client.post(end)
    assert not Absence.objects.now().exists()
    absence.refresh_from_db()
    with pytest.raises(Conflict):
        end_absence(absence=absence, by=officer)


def test_a_supervisor_says_it_for_their_people_and_an_officer_for_nobody_else(
    team: Team, officer: User
) -> None:
    lead = makers.make_user(Role.SUPERVISOR, team=team)
    assert signed_in(lead).post("/absences/", days(officer)).status_code == 302
    assert Absence.objects.get().user == officer
    answer = signed_in(officer).post("/absences/", days(lead))
    assert answer.status_code == 422
    assert Absence.objects.count() == 1


def test_the_same_day_is_not_recorded_twice_and_nothing_in_the_past(officer: User) -> None:
    client = signed_in(officer)
    client.post("/absences/", days(officer))
    said = client.post("/absences/", days(officer, first=2, last=9)).content.decode()
    assert "is recorded already. End it first." in said
    said = client.post("/absences/", days(officer, first=-9, last=-2)).content.decode()
    assert "today or in the future" in said
    assert Absence.objects.count() == 1


def test_another_deputy_covers_the_rest_and_it_stays_known_who_stood_in_before(
    team: Team, officer: User
) -> None:
    first, second = (makers.make_user(Role.OFFICER, team=team) for _ in range(2))
    today = local_today()
    absence = record_absence(
        user=officer, by=officer, starts_on=today, ends_on=today + timedelta(days=3), deputy=first
    )
    with pytest.raises(Refused, match="Enter the reason"):
        change_deputy(absence=absence, by=officer, deputy=second, reason="")
    with pytest.raises(NotAllowed):
        change_deputy(absence=absence, by=first, deputy=second, reason="Away too.")
    now = change_deputy(absence=absence, by=officer, deputy=second, reason="Away too.")
    assert (now.deputy, now.ends_on) == (second, absence.ends_on)
    assert set(Absence.objects.touching().values_list("deputy", flat=True)) == {
        first.pk,
        second.pk,
    }
    assert Absence.objects.now().get() == now


def test_the_database_wants_to_know_who_ended_it(officer: User) -> None:
    today = local_today()
    absence = Absence.objects.create(user=officer, starts_on=today, ends_on=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=absence.pk).update(ended_at=timezone.now())
