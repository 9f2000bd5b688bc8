"""The pages of an added task: asked for, shown, done, dropped."""

from __future__ import annotations

import pytest
from django.test import Client

from casework.accounts.models import User
from tests.makers_cases import people_of
from tests.makers_work import letter_at
from workflows.models import AddedStep, Task

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(**fields: str) -> dict[str, str]:
    return {
        "title": "Ring the housing office",
        "asked": "Ask whether the tenancy is his.",
        "who": "OFFICER",
        "days": "3",
        "reason": "The address is in doubt.",
    } | fields


def test_a_supervisor_adds_a_task_and_an_officer_does_it() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    lead = signed_in(people.supervisor)
    where = f"/interventions/{task.process_id}/add/"
    assert where in lead.get(task.get_absolute_url()).content.decode()
    who = f"OFFICER:{people.colleague.pk}"
    said = lead.post(where, typed(who=who), follow=True).content.decode()
    assert "The task is added" in said
    assert "Ring the housing office" in said
    one = AddedStep.objects.get().task
    assert one.owner == people.colleague
    doer = signed_in(people.colleague)
    assert "Ring the housing office" in doer.get("/my-work/").content.decode()
    page = doer.get(one.get_absolute_url()).content.decode()
    assert "Ask whether the tenancy is his." in page
    assert "/drop/" not in page
    doer.post(one.get_absolute_url(), {"note": "It is his."})
    assert AddedStep.objects.get().note == "It is his."
    assert "has already done this task" in lead.get(one.get_absolute_url()).content.decode()


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost() -> None:
    task = letter_at("check_contact")
    lead = signed_in(people_of(task.case).supervisor)
    answer = lead.post(f"/interventions/{task.process_id}/add/", typed(days="99", who=""))
    assert answer.status_code == 422
    assert "Choose who does it" in answer.content.decode()
    answer = lead.post(f"/interventions/{task.process_id}/add/", typed(days="99"))
    assert answer.status_code == 422
    assert "1 to 20 working days" in answer.content.decode()
    assert "Ask whether the tenancy is his." in answer.content.decode()


def test_a_supervisor_drops_an_added_task() -> None:
    task = letter_at("check_contact")
    lead = signed_in(people_of(task.case).supervisor)
    lead.post(f"/interventions/{task.process_id}/add/", typed())
    one = AddedStep.objects.get().task
    assert f"/tasks/{one.pk}/drop/" in lead.get(one.get_absolute_url()).content.decode()
    assert lead.post(f"/tasks/{one.pk}/drop/", {"reason": ""}).status_code == 422
    said = lead.post(f"/tasks/{one.pk}/drop/", {"reason": "No need."}, follow=True)
    assert "The task is dropped" in said.content.decode()
    assert Task.objects.get(pk=one.pk).finished is not None
    assert lead.get(f"/tasks/{task.pk}/drop/").status_code == 422
