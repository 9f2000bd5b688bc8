"""A document on its way to the browser: the very bytes, and a look in the log before them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from casework.audit.models import Event
from casework.core.errors import NotVisible
from letters.documents import responses
from letters.documents.models import Document
from tests import makers_cases
from tests.makers_paper import seal_document, small_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return seal_document()


def looks() -> list[list[str]]:
    """What each look names, in the order they were written."""
    events = Event.objects.filter(verb="looked").order_by("pk")
    return [event.payload.body["objects"] for event in events]


def test_the_pdf_is_given_byte_for_byte_under_a_name_that_says_nothing(document: Document) -> None:
    by = makers_cases.people_of(document.case).officer
    answer = responses.pdf_response(document, by=by, page="correspondence:pdf")
    assert answer.content == small_pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="document-{document.pk}.pdf"'
    saved = responses.pdf_response(document, by=by, page="correspondence:pdf", download=True)
    assert saved["Content-Disposition"].startswith("attachment;")


def test_a_page_is_given_as_a_picture_of_a4(document: Document) -> None:
    by = makers_cases.people_of(document.case).officer
    answer = responses.picture_response(document, number=1, by=by, page="correspondence:page")
    picture = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], picture.format) == ("image/png", "PNG")
    assert abs(picture.width - 794) <= 1
    assert abs(picture.height - 1123) <= 1


@pytest.mark.parametrize("number", [0, -1, 2, 99])
def test_a_page_that_is_not_there_is_not_found_and_no_look_is_logged(
    document: Document, number: int
) -> None:
    by = makers_cases.people_of(document.case).officer
    with pytest.raises(NotVisible):
        responses.picture_response(document, number=number, by=by, page="correspondence:page")
    assert looks() == []


def test_every_look_is_logged_before_the_answer_leaves(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = makers_cases.people_of(document.case).officer
    responses.pdf_response(document, by=by, page="correspondence:pdf")
    responses.picture_response(document, number=1, by=by, page="correspondence:page")
    person = document.case.person_id
    assert looks() == [[f"documents.document:{document.pk}", f"people.person:{person}"]] * 2

    def fail(**_: object) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr(responses, "look", fail)
    with pytest.raises(RuntimeError):
        responses.pdf_response(document, by=by, page="correspondence:pdf")


def test_without_the_look_the_bytes_would_leave_unseen(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin of the test above."""
    by = makers_cases.people_of(document.case).officer
    monkeypatch.setattr(responses, "look", lambda **_: None)
    assert responses.pdf_response(document, by=by, page="x").content == small_pdf()
    assert looks() == []


def test_documents_are_seen_by_those_who_see_the_case(document: Document) -> None:
    people = makers_cases.people_of(document.case)
    stranger = makers_cases.people_of(makers_cases.make_case()).officer
    assert Document.objects.visible_to(people.officer).get() == document
    assert not Document.objects.visible_to(stranger).exists()


def test_a_list_of_documents_reads_no_bytes(document: Document) -> None:
    light = Document.objects.light().get()
    assert {"pdf", "html", "inputs"} <= light.get_deferred_fields()
