"""The hand-over pack of somebody's work as a PDF: for whoever takes it on, and nobody else.

It is a picture of a moment and is not kept: what was handed out is proved by its hash in the
log. An internal document: it is marked, and it never goes to a person it is about.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from letters.pdf import render_in_child
from letters.records import printable
from letters.wording import engine

LAYOUT = "hand_over.html"
TITLE = "Hand-over pack"


def print_pack(inputs: dict[str, Any], *, key: str, at: datetime) -> bytes:
    """The PDF of a pack. `inputs` are texts and lists of texts, `at` (aware) its moment.

    Raises RenderError when no PDF could be made.
    """
    html = engine.render(LAYOUT, {"pack": printable(inputs)})
    return render_in_child(html, identifier=key.encode(), title=TITLE, created=at)
