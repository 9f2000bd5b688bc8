"""Slow work as a step: done once however often it is delivered, and a failure is visible work."""

from __future__ import annotations

import pytest
from django.test import Client
from django_q.models import OrmQ

from casework.cases.models import Case
from casework.core.queue import work_off
from letters import pdf as paper
from letters.correspondence import actions as letters
from letters.documents.models import Document
from tests.makers_cases import people_of
from tests.makers_work import do, letter_at, open_steps, open_task
from workflows import jobs
from workflows.activations import MOST_STARTS
from workflows.models import Task

pytestmark = pytest.mark.django_db
SECRET = "12 Refuge Road"


def letter_to_make() -> Task:
    """The job of an authorised letter, waiting in the queue."""
    task = letter_at("authorise")
    inspector = people_of(task.case).authoriser
    do(task.case, "authorise", by=inspector, decision="AUTHORISE", redaction_checked="on")
    running = Task.objects.filter(process=task.process_id, finished=None)
    return next(each for each in running if each.flow_task.name == "print_letter")


def letters_made(job: Task) -> list[Document]:
    """The paper made of the letter; drafts for the approver are not it."""
    return list(Document.objects.filter(case=job.case).exclude(kind__contains="draft"))


def run(job: Task) -> str:
    return jobs.run_job(task=job.pk, ticket=job.external_task_id)


def test_the_job_is_queued_with_the_decision_and_its_arguments_are_ids() -> None:
    job = letter_to_make()
    waiting = [each.task for each in OrmQ.objects.all()]
    ours = [each for each in waiting if each["func"] == "workflows.jobs.run_job"]
    assert [each["kwargs"] for each in ours] == [{"task": job.pk, "ticket": job.external_task_id}]


def test_delivered_twice_there_is_one_letter() -> None:
    job = letter_to_make()
    assert run(job) == "done"
    assert run(job) == "stale"
    assert len(letters_made(job)) == 1
    assert open_steps(job.case) == ["issue"]


def test_a_job_with_an_old_ticket_does_nothing() -> None:
    job = letter_to_make()
    assert jobs.run_job(task=job.pk, ticket="another") == "stale"
    assert letters_made(job) == []


def break_printing(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> None:
    def fail(*, letter_id: int) -> None:
        address = SECRET
        raise error or RuntimeError(f"could not print for {address}")

    monkeypatch.setattr(letters, "render_letter", fail)


def test_a_failed_letter_becomes_a_task_for_the_supervisor(monkeypatch: pytest.MonkeyPatch) -> None:
    job = letter_to_make()
    break_printing(monkeypatch)
    with pytest.raises(RuntimeError):
        run(job)
    task = open_task(job.case, "mend")
    assert (task.role, task.owner) == ("SUPERVISOR", None)
    assert task.due_at is not None


def test_nothing_the_failing_code_held_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    job = letter_to_make()
    break_printing(monkeypatch)
    with pytest.raises(RuntimeError):
        run(job)
    failed = Task.objects.get(pk=job.pk)
    assert SECRET not in str(failed.data)
    assert failed.data["_exception"]["error"] == "RuntimeError"
    assert any(
        "letter" in frame or "run_job" in frame for frame in failed.data["_exception"]["frames"]
    )


def test_without_the_cut_the_engine_would_keep_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: with our listener off the secret stands in the task."""
    from viewflow.workflow.signals import task_failed

    job = letter_to_make()
    break_printing(monkeypatch)
    assert task_failed.disconnect(dispatch_uid="workflows.failures")
    try:
        with pytest.raises(RuntimeError):
            run(job)
    finally:
        from workflows import failures

        failures.connect()
    assert SECRET in str(Task.objects.get(pk=job.pk).data)


def test_put_right_it_is_tried_again_and_the_letter_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = letter_to_make()
    with monkeypatch.context() as broken:
        break_printing(broken)
        with pytest.raises(RuntimeError):
            run(job)
    do(job.case, "mend", by=people_of(job.case).supervisor, reason="The fonts are back.")
    OrmQ.objects.exclude(pk=OrmQ.objects.latest("pk").pk).delete()
    work_off()
    assert open_steps(job.case) == ["issue"]
    assert len(letters_made(job)) == 1


def page_of_mending(case: Case) -> str:
    """The page of the task that asks to put it right, as the supervisor reads it."""
    client = Client()
    client.force_login(people_of(case).supervisor)
    return client.get(open_task(case, "mend").get_absolute_url()).content.decode()


def test_the_task_says_why_where_the_reason_holds_no_word_of_anybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = letter_to_make()
    with monkeypatch.context() as broken:
        break_printing(broken, paper.RenderError(paper.Fault.MEMORY))
        with pytest.raises(paper.RenderError):
            run(job)
    page = page_of_mending(job.case)
    assert "Why it failed" in page
    assert "The document needed more memory than one document may have." in page


def test_any_other_reason_stays_unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    job = letter_to_make()
    with monkeypatch.context() as broken:
        break_printing(broken)
        with pytest.raises(RuntimeError):
            run(job)
    page = page_of_mending(job.case)
    assert "Why it failed" not in page
    assert SECRET not in page


def test_a_job_that_kills_its_worker_every_time_ends_as_a_visible_failure() -> None:
    """Each start is counted before the work, since a dead worker reports nothing."""
    job = letter_to_make()
    for _ in range(MOST_STARTS):
        assert jobs._claim(Task.objects.get(pk=job.pk))
    assert run(job) == "stale"
    assert open_steps(job.case) == ["mend"]


def test_a_job_whose_intervention_was_stopped_changes_nothing() -> None:
    from workflows import actions

    job = letter_to_make()
    by = people_of(job.case).supervisor
    actions.cancel(intervention=job.process, by=by, reason="Arrested meanwhile.")
    assert run(job) == "stale"
    assert letters_made(job) == []


def test_a_job_of_no_task_does_nothing() -> None:
    assert jobs.run_job(task=10**9, ticket="none") == "stale"
