"""HTML to a tagged PDF in this very process. The only file that imports weasyprint.

Everybody else goes through `letters.pdf`, which loads this file late: importing WeasyPrint takes
a second and fails on a machine without Pango.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

from weasyprint import CSS, HTML, Document
from weasyprint.document import DocumentMetadata
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from letters.pdf.errors import Fault, RenderError
from letters.pdf.fonts import FAMILY, font_faces

VARIANT = "pdf/ua-1"
LINK_SCHEMES = ("https", "mailto", "tel")


class InlineOnly(URLFetcher):
    """Fetches nothing but `data:` of the kinds named; everything else ends the rendering."""

    def __init__(self, *kinds: str) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
        self._prefixes = tuple(f"data:{kind}/" for kind in kinds)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.lower().startswith(self._prefixes):
            raise ValueError("not allowed")
        return super().fetch(url, headers)


def document_fetcher() -> URLFetcher:
    """What a document may bring along: pictures inside itself. No fonts, no style sheets."""
    return InlineOnly("image")


@cache
def house_style() -> tuple[FontConfiguration, CSS]:
    """The typeface, read once per process; fresh ones per letter cost a third more time."""
    fonts = FontConfiguration()
    sheet = CSS(string=font_faces(), font_config=fonts, url_fetcher=InlineOnly("font"))
    return fonts, sheet


def render_pdf(
    html: str, *, identifier: bytes, title: str, language: str, created: datetime
) -> bytes:
    """See `letters.pdf.render_pdf`."""
    fonts, sheet = house_style()
    with _strictly():
        source = HTML(string=html, url_fetcher=document_fetcher())
        document = source.render(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT)
        _check_links(document)
        document.metadata = DocumentMetadata(
            title=title, lang=language, created=_stamp(created), modified=_stamp(created)
        )
        pdf: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=_file_id(identifier))
        _check_fonts(document)
    return pdf


def _file_id(identifier: bytes) -> bytes:
    """Sixteen bytes from which nothing of what they were made from can be read."""
    return sha256(identifier).digest()[:16]


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Complaints(logging.Handler):
    """Collects WeasyPrint's warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.formats: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.formats.append(str(record.msg))  # the format only: its arguments are the text


@contextmanager
def _strictly() -> Iterator[None]:
    """Turn every kind of failure into a RenderError without a word of the document in it."""
    complaints = _Complaints()
    LOGGER.addHandler(complaints)
    try:
        yield
    # Not an Exception: uncaught, it would end a queue worker and the job would come back for ever.
    except FatalURLFetchingError:
        raise RenderError(Fault.FETCH) from None
    except RecursionError:
        raise RenderError(Fault.DEPTH) from None
    except MemoryError:
        raise RenderError(Fault.MEMORY) from None
    finally:
        LOGGER.removeHandler(complaints)
    _check_complaints(complaints.formats)


def _check_complaints(formats: list[str]) -> None:
    """What the library only mentions, we do not print."""
    if formats:
        unprintable = any(".notdef" in words for words in formats)
        raise RenderError(Fault.CHARACTER if unprintable else Fault.LAYOUT)


def _check_links(document: Document) -> None:
    if document.metadata.attachments:
        raise RenderError(Fault.LINK)
    for page in document.pages:
        for link in page.links:
            kind, target = link[0], link[1]
            if kind == "internal":
                continue
            if kind != "external" or urlsplit(target).scheme not in LINK_SCHEMES:
                raise RenderError(Fault.LINK)


def _check_fonts(document: Document) -> None:
    """A character the typeface lacks is drawn in some font of this machine: refuse that."""
    if {font.family for font in document.fonts.values()} - {FAMILY}:
        raise RenderError(Fault.CHARACTER)
