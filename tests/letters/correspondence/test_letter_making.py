"""A letter is made once and for ever, however often the job runs and wherever it dies."""

from __future__ import annotations

import io
import threading
from typing import Any

import pikepdf
import pytest
from django.db import connection, connections

from casework.audit.models import Event
from casework.ui.times import short_date
from letters import pdf as paper
from letters.correspondence import actions, jobs, text
from letters.correspondence.actions import deciding, drafting
from letters.correspondence.models import Letter, LetterState
from letters.documents.models import Document
from letters.documents.verifying import verify
from tests import makers_letters
from tests.makers_letters import make_letter

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone: nothing of ours may catch this."""


@pytest.fixture
def authorised() -> Letter:
    return make_letter(state=LetterState.AUTHORISED)


def made(letter: Letter) -> list[Document]:
    return list(Document.objects.filter(case=letter.case, kind="warning_letter"))


def assert_made_exactly_once(letter: Letter) -> None:
    letter = Letter.objects.get(pk=letter.pk)
    assert made(letter) == [letter.document]
    assert verify(letter.document) == []
    for verb in ("letter.made", "document.sealed"):
        assert Event.objects.filter(verb=verb, stream=f"case:{letter.case_id}").count() == 1


# --- what is made is what was authorised ----------------------------------------------------------


def test_the_document_says_the_authorised_words_with_day_and_name_of_the_authority(
    authorised: Letter,
) -> None:
    version = authorised.versions.get()
    document = actions.render_letter(letter_id=authorised.pk)
    assert document is not None
    said = " ".join(" ".join(paper.page_text(bytes(document.pdf))).split())
    assert authorised.decided_by.full_name in said
    assert short_date(authorised.decided_at) in said
    assert "Inspector" in said
    assert not any(mark in said for mark in text.NOT_YET.values())
    expected = version.text
    for name, mark in text.NOT_YET.items():
        expected = expected.replace(mark, document.inputs[name])
    assert text.text_of(document.html) == expected


def test_the_file_tells_nothing_that_is_not_on_the_page(authorised: Letter) -> None:
    document = actions.render_letter(letter_id=authorised.pk)
    with pikepdf.open(io.BytesIO(bytes(document.pdf))) as file:
        about = {key: str(value) for key, value in file.docinfo.items()}
        assert about["/Title"] == "Letter"
        assert "/Author" not in about
        assert not any(authorised.case.person.surname in value for value in about.values())
        assert file.Root.MarkInfo.Marked


def test_the_same_letter_is_drawn_to_the_same_bytes(authorised: Letter) -> None:
    assert text.draw(authorised) == text.draw(authorised)


def test_the_ledger_keeps_inputs_wording_and_hash(authorised: Letter) -> None:
    document = actions.render_letter(letter_id=authorised.pk)
    assert document.key == f"letter:{authorised.pk}:v1"
    assert document.wording_version == "warning_letter-1"
    assert document.inputs["signatory_name"] == authorised.decided_by.full_name
    assert document.person == authorised.case.person


# --- once -----------------------------------------------------------------------------------------


def test_run_twice_there_is_one_document(authorised: Letter) -> None:
    first = actions.render_letter(letter_id=authorised.pk)
    assert actions.render_letter(letter_id=authorised.pk) == first
    assert_made_exactly_once(authorised)


# Where a worker may die: before the page is drawn, after it, after the row, after the event.
DEATHS = [(deciding, "draw"), (deciding, "seal_letter"), (Letter, "save"), (deciding, "record")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("where", "name"), DEATHS)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_anywhere_and_run_again_there_is_one_document(
    where: Any, name: str, moment: str, monkeypatch: Any
) -> None:
    letter = make_letter(state=LetterState.AUTHORISED)
    whole = getattr(where, name)

    def dies(*args: Any, **kwargs: Any) -> None:
        if moment == "after":
            whole(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(where, name, dies)
        with pytest.raises(Killed):
            actions.render_letter(letter_id=letter.pk)
    assert made(letter) == []
    actions.render_letter(letter_id=letter.pk)
    assert_made_exactly_once(letter)


def test_a_second_worker_that_finishes_first_leaves_one_document(
    authorised: Letter, monkeypatch: Any
) -> None:
    draw = text.draw

    def slow(letter: Letter) -> tuple[str, bytes]:
        monkeypatch.setattr(deciding, "draw", draw)
        actions.render_letter(letter_id=letter.pk)
        return draw(letter)

    monkeypatch.setattr(deciding, "draw", slow)
    actions.render_letter(letter_id=authorised.pk)
    assert_made_exactly_once(authorised)


def test_with_a_new_name_for_each_run_and_no_second_look_there_would_be_two(
    authorised: Letter, monkeypatch: Any
) -> None:
    """The red twin: the key and the letter's own document are what keeps it one."""
    runs = iter(range(9))
    monkeypatch.setattr(text, "letter_key", lambda *_: f"run:{next(runs)}")
    html, pdf = text.draw(authorised)
    text.seal_letter(authorised, html=html, pdf=pdf)
    text.seal_letter(authorised, html=html, pdf=pdf)
    assert len(made(authorised)) == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_make_one_document() -> None:
    letter = make_letter(state=LetterState.AUTHORISED)
    wrong: list[BaseException] = []

    def work() -> None:
        try:
            actions.render_letter(letter_id=letter.pk)
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert connection.vendor == "postgresql"
    assert wrong == []
    assert_made_exactly_once(letter)


@pytest.mark.parametrize("end", [makers_letters.withdraw, makers_letters.lapse])
def test_a_letter_that_is_no_longer_to_go_out_is_not_made(authorised: Letter, end: Any) -> None:
    end(authorised)
    assert actions.render_letter(letter_id=authorised.pk) is None
    assert made(authorised) == []


def test_a_letter_withdrawn_while_it_is_drawn_is_not_made(
    authorised: Letter, monkeypatch: Any
) -> None:
    draw = text.draw

    def meanwhile(letter: Letter) -> tuple[str, bytes]:
        makers_letters.withdraw(letter)
        return draw(letter)

    monkeypatch.setattr(deciding, "draw", meanwhile)
    assert actions.render_letter(letter_id=authorised.pk) is None
    assert made(authorised) == []


def test_a_failure_to_draw_is_raised_and_nothing_is_kept(
    authorised: Letter, monkeypatch: Any
) -> None:
    def fails(*_: Any, **__: Any) -> bytes:
        raise paper.RenderError(paper.Fault.TIME)

    monkeypatch.setattr(paper, "render_in_child", fails)
    with pytest.raises(paper.RenderError):
        actions.render_letter(letter_id=authorised.pk)
    assert made(authorised) == []
    assert Letter.objects.get(pk=authorised.pk).state == LetterState.AUTHORISED


# --- the draft ------------------------------------------------------------------------------------


def test_the_draft_carries_the_marking_and_the_document_does_not() -> None:
    letter = make_letter(state=LetterState.AWAITING_AUTHORITY)
    draft = makers_letters.draw_draft(letter).draft_document
    said = " ".join(paper.page_text(bytes(draft.pdf)))
    assert "OFFICIAL-SENSITIVE" in said
    assert "Draft" in said
    makers_letters.authorise(letter)
    document = actions.render_letter(letter_id=letter.pk)
    said = " ".join(paper.page_text(bytes(document.pdf)))
    assert "OFFICIAL-SENSITIVE" not in said
    assert "Draft" not in said


def test_the_draft_is_drawn_once_by_its_job() -> None:
    letter = make_letter(state=LetterState.AWAITING_AUTHORITY)
    version = letter.versions.get()
    jobs.draw_draft(version=version.pk)
    jobs.draw_draft(version=version.pk)
    drafting.draw_draft(version)  # a second worker that had read it before
    assert Document.objects.filter(kind="warning_letter_draft").count() == 1
    assert Event.objects.filter(verb="letter.drawn").count() == 1


def test_a_draft_is_dated_by_its_submission_not_by_the_run() -> None:
    letter = make_letter(state=LetterState.AWAITING_AUTHORITY)
    version = makers_letters.draw_draft(letter)
    with pikepdf.open(io.BytesIO(bytes(version.draft_document.pdf))) as file:
        day = version.submitted_at
        assert f"{day:%Y%m%d%H%M%S}" in str(file.docinfo["/CreationDate"])
