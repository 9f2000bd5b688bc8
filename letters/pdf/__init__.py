"""From HTML to a PDF that can be proved, and from a PDF to its pictures and its text.

`render_in_child` is what jobs call: the same bytes as `render_pdf`, made in a child process with
limits of time and memory. Nothing here knows a record, a database or a setting.
"""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

from letters.pdf.child import render_in_child
from letters.pdf.errors import Fault, RenderError
from letters.pdf.fonts import spelt_out, typeface_version
from letters.pdf.reading import page_picture, page_pictures, page_text, pages, title_and_day

__all__ = [
    "Fault",
    "RenderError",
    "page_picture",
    "page_pictures",
    "page_text",
    "pages",
    "render_in_child",
    "render_pdf",
    "renderer_version",
    "spelt_out",
    "title_and_day",
]


def render_pdf(
    html: str, *, identifier: bytes, title: str, language: str = "en-GB", created: datetime
) -> bytes:
    """One tagged PDF (PDF/UA-1) of `html`, the same bytes every time on the same machine.

    `identifier` decides the file's id (and cannot be read from it), `title` is its title (no
    personal data), `created` (aware) its date. The document may bring pictures as `data:` and can
    fetch nothing else. Raises RenderError: for anything fetched, attached or linked elsewhere, a
    character outside the bundled typeface, a layout fault, or a missing typeface or library.
    """
    try:
        from letters.pdf import engine
    except OSError as error:
        raise RenderError(Fault.LIBRARY) from error
    return engine.render_pdf(
        html, identifier=identifier, title=title, language=language, created=created
    )


def renderer_version() -> str:
    """What a stored document names as its renderer, such as "WeasyPrint 70.0, typeface 3f9a12c4".

    The two decide the bytes, on the same system libraries. Raises RenderError(FONT) without the
    typeface.
    """
    return f"WeasyPrint {version('weasyprint')}, typeface {typeface_version()}"
