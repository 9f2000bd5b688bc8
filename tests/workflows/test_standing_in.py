"""Who is away is covered the same day, never by way of deciding on their own work."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.accounts.absence import stands_in_for
from casework.accounts.actions import end_absence, record_absence
from casework.accounts.models import Absence, Rank, Role, User, local_today
from casework.audit.models import Event
from casework.cases.models import Case
from casework.core.errors import NotAllowed, NotVisible
from letters.correspondence import permissions as letters
from tests import makers
from tests.makers_cases import all_safe, people_of
from tests.makers_work import letter_at
from workflows import actions, permissions
from workflows.models import Completion, Task
from workflows.worklist import queries

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def away(user: User, deputy: User | None = None, *, days: int = 10) -> Absence:
    """Somebody is away from today on, for so many days more."""
    today = local_today()
    return record_absence(
        user=user, by=user, starts_on=today, ends_on=today + timedelta(days=days), deputy=deputy
    )


def complete(task: Task, by: User) -> None:
    actions.complete(task=task, by=User.objects.get(pk=by.pk), answers=all_safe(task.case))


def test_the_deputy_sees_and_does_what_falls_due_from_the_first_day_on() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    assert not Case.objects.visible_to(people.colleague).filter(pk=task.case_id).exists()
    away(people.officer, people.colleague)
    assert list(queries.stood_in(people.colleague)) == [task]
    said = signed_in(people.colleague).get("/my-work/?show=standing_in").content.decode()
    assert "Standing in (1)" in said
    assert f"With {people.officer.display_name}" in said
    page = signed_in(people.colleague).get(task.get_absolute_url()).content.decode()
    assert "is away and you stand in" in page
    complete(task, people.colleague)
    done = Completion.objects.get(task=task)
    assert (done.by, done.stood_in_for) == (people.colleague, people.officer)
    assert Task.objects.get(pk=task.pk).owner == people.officer


def test_what_falls_due_after_they_are_back_waits_for_them() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    absence = away(people.officer, people.colleague, days=0)
    assert list(queries.stood_in(people.colleague)) == []
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert not permissions.is_standing_in(people.colleague, task)
    assert absence.ends_on == local_today()


def test_they_are_back_at_once_when_they_say_so() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    absence = away(people.officer, people.colleague)
    end_absence(absence=absence, by=people.officer)
    assert list(queries.stood_in(people.colleague)) == []
    with pytest.raises(NotVisible):
        complete(task, people.colleague)
    assert Event.objects.filter(verb="absence.ended").count() == 1


def test_who_was_a_deputy_this_morning_decides_nothing_of_theirs_today() -> None:
    """Ending the absence, deciding, and starting it again would be a way round four eyes."""
    people = people_of(letter_at("check_contact").case)
    end_absence(absence=away(people.officer, people.colleague), by=people.officer)
    assert stands_in_for(people.colleague, people.officer)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert not stands_in_for(people.colleague, people.officer)


def test_without_a_deputy_the_supervisor_sees_what_falls_due() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    assert list(queries.of_those_away(people.supervisor)) == []
    away(people.officer)
    assert list(queries.of_those_away(people.supervisor)) == [task]
    said = signed_in(people.supervisor).get("/team/away/").content.decode()
    assert "Away (1)" in said
    assert "Check that contact is safe" in said


def test_a_deputy_does_only_what_their_own_roles_allow() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    away(people.officer, people.analyst)
    assert not permissions.is_standing_in(people.analyst, task)
    assert list(queries.stood_in(people.analyst)) == []
    with pytest.raises(NotAllowed):
        complete(task, people.analyst)


def waiting_letter() -> tuple[Task, User]:
    """A letter whose decision an authorising officer has taken on; and another such officer."""
    task = letter_at("authorise")
    people = people_of(task.case)
    actions.assign(task=task, to=people.authoriser, by=people.manager)
    other = makers.make_user(Role.AUTHORISER, force=task.case.force, rank=Rank.INSPECTOR)
    return Task.objects.get(pk=task.pk), other


def decide(task: Task, by: User) -> None:
    """As if the form had offered the choice: what holds is the action and not the form."""
    answers = {"decision": "AUTHORISE", "redaction_checked": True, "reason": ""}
    actions.complete(task=task, by=User.objects.get(pk=by.pk), answers=answers)


def test_a_delegated_authoriser_is_named_on_what_they_authorise() -> None:
    task, other = waiting_letter()
    people = people_of(task.case)
    away(people.authoriser, other)
    decide(task, other)
    letter = task.process.letter
    letter.refresh_from_db()
    assert letter.decided_by == other
    assert Completion.objects.get(task=task).stood_in_for == people.authoriser
    said = signed_in(people.supervisor).get(letter.get_absolute_url()).content.decode()
    assert f"standing in for {people.authoriser.display_name}" in said


def test_no_author_decides_on_their_own_letter_by_standing_in_for_who_would() -> None:
    task, _ = waiting_letter()
    people = people_of(task.case)
    author = author_who_may_authorise(task)
    away(people.authoriser, author)
    with pytest.raises(NotAllowed, match="You wrote this letter"):
        decide(task, author)


def test_nor_does_the_deputy_of_the_authors_deputy() -> None:
    task, other = waiting_letter()
    people = people_of(task.case)
    away(people.officer, people.authoriser)
    away(people.authoriser, other)
    with pytest.raises(NotAllowed, match="stand"):
        decide(task, other)


def test_without_the_rule_an_author_could(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin, up to what the database itself holds: an author is never who decided."""
    task, other = waiting_letter()
    people = people_of(task.case)
    away(people.officer, people.authoriser)
    away(people.authoriser, other)
    monkeypatch.setattr(letters, "stands_in_for", lambda *_: False)
    decide(task, other)
    assert Completion.objects.filter(task=task, by=other).exists()


def author_who_may_authorise(task: Task) -> User:
    author = people_of(task.case).officer
    makers.give_role(author, Role.AUTHORISER)
    User.objects.filter(pk=author.pk).update(rank=Rank.INSPECTOR)
    return User.objects.get(pk=author.pk)


def test_a_role_begins_and_ends_with_its_days() -> None:
    task = letter_at("check_contact")
    people, today = people_of(task.case), local_today()
    newcomer = makers.make_user(force=task.case.force)
    days = {"starts_on": today + timedelta(days=1), "ends_on": today + timedelta(days=2)}
    makers.give_role(newcomer, Role.SUPERVISOR, team=people.team, **days)
    for day, status in ((0, 404), (1, 200), (2, 200), (3, 404)):
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=True):
            assert signed_in(newcomer).get(task.get_absolute_url()).status_code == status
