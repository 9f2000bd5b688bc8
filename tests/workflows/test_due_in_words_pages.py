"""A task's page says how its due time was counted, from the proof that is stored with it."""

from __future__ import annotations

import pytest
from django.test import Client

from casework.clocks import proof_in_words
from casework.ui.times import local_time
from tests.makers_cases import people_of
from tests.makers_work import letter_at
from workflows.worklist import presenters

pytestmark = pytest.mark.django_db


def page_of(task) -> str:
    client = Client()
    client.force_login(people_of(task.case).officer)
    return client.get(task.get_absolute_url()).content.decode()


def test_whoever_does_a_task_reads_how_its_due_time_was_worked_out() -> None:
    task = letter_at("check_contact")
    page = page_of(task)
    assert "How this time was worked out" in page
    lines = presenters.how_it_was_counted(task)
    assert lines[1] == "Rule: 3 working days"
    assert lines[2] == "Set by the force, version 1"
    assert all(f"<li>{line}</li>" in page for line in lines)
    assert local_time(task.due_at).split(" at ")[0] in lines[-1]


def test_it_is_the_stored_proof_and_not_the_rule_of_today(settings) -> None:
    task = letter_at("check_contact")
    before = proof_in_words(task.due_proof)
    settings.POLICY = {"warning_letter.check_within_working_days": 9}
    assert "Rule: 3 working days" in page_of(task)
    assert proof_in_words(task.due_proof) == before


def test_a_task_without_a_proof_says_nothing() -> None:
    task = letter_at("check_contact")
    task.due_proof = None
    assert presenters.how_it_was_counted(task) == []
