"""manage.py verify_documents: each document held against itself, the log and its own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from casework.core import append_only
from letters import pdf as paper
from letters.documents import verifying
from letters.documents.hashing import inputs_sha256, sha256
from letters.documents.models import Document
from letters.documents.triggers import GUARDS
from letters.documents.verifying import verify, walk
from tests.letters.documents.test_seal import made
from tests.makers_cases import make_case
from tests.makers_paper import small_pdf

pytestmark = pytest.mark.django_db
TABLE = Document._meta.db_table


@pytest.fixture
def unguarded() -> Iterator[None]:
    """As for somebody who can take the triggers off."""
    append_only.remove(connection, GUARDS)
    yield
    append_only.install(connection, GUARDS)


@pytest.fixture
def document() -> Document:
    return made(make_case())


def put(document: Document, **values: Any) -> Document:
    """Change the stored row behind every guard."""
    changes = ", ".join(f"{name} = %s" for name in values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {changes}", list(values.values()))
    return Document.objects.get(pk=document.pk)


def told(*options: str) -> dict[str, Any]:
    out = StringIO()
    with suppress(SystemExit):
        call_command("verify_documents", "--json", *options, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_what_was_sealed_is_drawn_again_to_the_very_byte(document: Document) -> None:
    assert told() == {"documents": 1, "drawn_again": 1, "other_renderer": 0, "different": {}}


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (lambda _: {"html": "<p>Other words</p>"}, "Its words, drawn again, make another page."),
        (lambda _: {"pdf": b"%PDF-1.7 other"}, "The bytes are not those that were sealed."),
        (
            lambda _: {"pdf": b"no PDF", "sha256": sha256(b"no PDF"), "byte_length": 6},
            "It does not say with which title and day it was drawn.",
        ),
        (lambda _: {"inputs": '{"name":"y"}'}, "The inputs are not those that were recorded."),
        (
            lambda _: {
                "pdf": small_pdf(),
                "sha256": sha256(small_pdf()),
                "byte_length": len(small_pdf()),
            },
            "The audit log has another value for sha256.",
        ),
        (
            lambda _: {
                "inputs": '{"name":"y"}',
                "inputs_sha256": inputs_sha256({"name": "y"}),
            },
            "The audit log has another value for inputs.",
        ),
        (lambda _: {"wording_version": "other-2"}, "The audit log has another value for wording."),
        (lambda _: {"renderer": "Another"}, "The audit log has another value for renderer."),
        (lambda _: {"key": "act:2"}, "The audit log has another value for key."),
    ],
)
def test_whatever_is_changed_behind_the_guards_is_named(
    document: Document, changed: Callable[[Document], dict[str, Any]], sentence: str
) -> None:
    put(document, **changed(document))
    assert sentence in told()["different"][str(document.pk)]


@pytest.mark.usefixtures("unguarded")
def test_without_the_log_who_changes_the_hashes_too_is_not_found(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin: why the row is held against the event."""
    monkeypatch.setattr(verifying, "_in_the_log", lambda _: [])
    pdf = small_pdf()
    assert verify(put(document, pdf=pdf, sha256=sha256(pdf), byte_length=len(pdf))) == []


def test_a_document_the_log_does_not_know_is_named(document: Document) -> None:
    stranger = Document.objects.get(pk=document.pk)
    stranger.pk = 0
    assert "The audit log does not know of it." in verify(stranger)


def test_a_span_is_walked_and_no_more(document: Document) -> None:
    other = made(document.case, key="act:2")
    assert told("--from", str(other.pk))["documents"] == 1
    assert told("--to", str(document.pk))["documents"] == 1
    assert told("--from", str(document.pk), "--to", str(other.pk))["documents"] == 2


def test_what_another_renderer_made_is_held_against_its_hashes_and_the_log(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "renderer_version", lambda: "WeasyPrint 99.0, typeface 0")
    found = walk([document])
    assert (found.drawn_again, found.other_renderer, found.different) == (0, 1, {})
    out = StringIO()
    call_command("verify_documents", stdout=out)
    assert "1 made by another renderer and not drawn" in out.getvalue()


def test_no_draw_looks_at_the_hashes_alone(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "render_in_child", None)
    assert told("--no-draw")["drawn_again"] == 0


@pytest.mark.usefixtures("unguarded")
def test_in_words_each_is_named_by_its_number_and_by_nothing_else(document: Document) -> None:
    put(document, html="<p>Other words</p>")
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_documents", stdout=out)
    assert end.value.code == 1
    assert out.getvalue() == (
        f"Document {document.pk}: Its words, drawn again, make another page.\n"
        "Wrong: 1 document, 1 drawn again.\n"
    )
