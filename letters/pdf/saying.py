"""Everything in a PDF that says something: drawn or not, in its tags, its notes, its attachments.

What a reader sees is not all that a file tells. Text may be white, lie under a picture or in a
note; a tag may hold words for a screen reader; the metadata names people; a file may be attached.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from letters.pdf.reading import page_text

# Bytes that are no words, in which chance may spell a name.
NO_WORDS = frozenset({"/ID", "/CheckSum", "/O", "/U", "/OE", "/UE", "/Perms", "/DA", "/Panose"})
MOST_NESTED = 3  # a file in a file in a file
PDF = b"%PDF-"
ATTACHED = "an attachment"


@dataclass(frozen=True)
class Said:
    """Some words of a PDF, and where they stand, such as "page 2" or "its /Title"."""

    where: str
    words: str


@dataclass(frozen=True)
class AllSaid:
    """Every word that could be read, and in words what could not be."""

    said: tuple[Said, ...]
    unread: tuple[str, ...] = ()


def everything_said(pdf: bytes, *, nested: int = 0) -> AllSaid:
    """Every word of `pdf`, with those of files attached to it.

    A picture is not read, nor an attachment that is neither text nor PDF: `unread` names them.
    Raises ValueError where it is no PDF, or one that asks for a password.
    """
    try:
        with Pdf.open(io.BytesIO(pdf)) as document:
            found = list(_in_objects(document))
            attached = [bytes(each.read_bytes()) for each in _streams(document, "/EmbeddedFile")]
            pictures = len(list(_streams(document, "/Image")))
            found += _on_pages(document)
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise ValueError("This is no PDF that can be read.") from error
    unread = [f"{pictures} picture{'s' if pictures > 1 else ''}"] if pictures else []
    for data in attached:
        inside = _attached(data, nested)
        found += inside.said
        unread += inside.unread
    return AllSaid(tuple(found), tuple(unread))


def _on_pages(document: Pdf) -> Iterator[Said]:
    """The text of each page, with what is written on it by notes and form fields."""
    document.generate_appearance_streams()
    document.flatten_annotations("all")
    out = io.BytesIO()
    document.save(out)
    for number, words in enumerate(page_text(out.getvalue()), 1):
        yield Said(f"page {number}", words)


def _in_objects(document: Pdf) -> Iterator[Said]:
    for each in document.objects:
        yield from _strings(each)
    for metadata in _streams(document, "/Metadata"):
        yield Said("its metadata", unescape(metadata.read_bytes().decode("utf-8", "replace")))


def _strings(value: object, key: str = "/Contents") -> Iterator[Said]:
    """Every string in one object, named by the entry it stands under; not what it points to."""
    if isinstance(value, String):
        if key not in NO_WORDS:
            yield Said(f"its {key}", str(value))
    elif isinstance(value, Dictionary | Stream):
        for name, inside in value.items():
            if not getattr(inside, "is_indirect", False):
                yield from _strings(inside, name)
    elif isinstance(value, Array):
        for inside in value:
            if not getattr(inside, "is_indirect", False):
                yield from _strings(inside, key)


def _streams(document: Pdf, kind: str) -> Iterator[Stream]:
    for each in document.objects:
        if isinstance(each, Stream) and Name(kind) in (each.get("/Type"), each.get("/Subtype")):
            yield each


def _attached(data: bytes, nested: int) -> AllSaid:
    if data.startswith(PDF) and nested < MOST_NESTED:
        inside = everything_said(data, nested=nested + 1)
        said = tuple(Said(f"{ATTACHED}, {each.where}", each.words) for each in inside.said)
        return AllSaid(said, tuple(f"{ATTACHED}, {each}" for each in inside.unread))
    try:
        return AllSaid((Said(ATTACHED, data.decode()),))
    except UnicodeDecodeError:
        return AllSaid((), (f"{ATTACHED} that is neither text nor PDF",))
