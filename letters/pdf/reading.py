"""Pictures and text of a finished PDF, read from its very bytes by PDFium."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock

import pypdfium2

# PDFium is not safe to use from two threads at once.
_one_at_a_time = Lock()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def pages(pdf: bytes) -> int:
    """How many pages the PDF has."""
    with _opened(pdf) as document:
        return len(document)


def page_text(pdf: bytes) -> list[str]:
    """The text of every page as a reader would copy it, drawn or invisible."""
    with _opened(pdf) as document:
        return [_text(page) for page in document]


def title_and_day(pdf: bytes) -> tuple[str, datetime]:
    """The title of the file and the instant (UTC) it bears. Raises ValueError where it bears none,
    or is no PDF.

    PDF 1.7, section 7.9.4: "D:20261122093000Z".
    """
    try:
        with _opened(pdf) as document:
            told = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise ValueError("This is no PDF that can be read.") from error
    stamp = told["CreationDate"].removeprefix("D:").removesuffix("Z")
    return told["Title"], datetime.strptime(stamp[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def page_pictures(pdf: bytes, scale: float = 1.5) -> list[bytes]:
    """Every page as a PNG; scale 1 is 72 dots an inch."""
    with _opened(pdf) as document:
        return [_picture(page, scale) for page in document]


def page_picture(pdf: bytes, page: int, scale: float = 1.5) -> bytes | None:
    """One page, counted from 1, as a PNG, or None when there is no such page."""
    with _opened(pdf) as document:
        if not 1 <= page <= len(document):
            return None
        return _picture(document[page - 1], scale)


def _text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    text_page.close()
    return text.replace("\r\n", "\n")


def _picture(page: pypdfium2.PdfPage, scale: float) -> bytes:
    bitmap = page.render(scale=scale)
    out = io.BytesIO()
    bitmap.to_pil().save(out, format="PNG")
    bitmap.close()
    return out.getvalue()
