"""A letter that nobody has authorised yet, as it will print, with DRAFT across every page.

Nothing is stored: the pictures are drawn again from the submitted HTML. The mark is part of the
page before it becomes a picture, so there is no clean one to be had on this way.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from letters import pdf as paper

PICTURE_SCALE = 96 / 72  # 794 dots wide for A4, as beside the checks
# Any instant, the same at every call: the picture of a draft is not proof of anything.
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
MARK = """<style>
@page { @top-center { content: "DRAFT: not authorised, not to be served"; color: #b30c0c;
  font-size: 10pt; font-weight: 700 } }
.draft-mark { position: fixed; top: 95mm; left: -12mm; width: 190mm; text-align: center;
  transform: rotate(-38deg); font-size: 100pt; font-weight: 700; letter-spacing: 4mm;
  color: #b30c0c; opacity: .16 }
</style><div class="draft-mark">DRAFT</div>"""


def draft_pdf(html: str) -> bytes:
    """The PDF of a draft, marked on every page. Raises RenderError when none could be made."""
    marked = html.replace("</body>", f"{MARK}</body>")
    if marked == html:
        marked = html + MARK
    return paper.render_in_child(marked, identifier=b"draft", title="Draft", created=NO_DATE)


def draft_picture(html: str, number: int) -> bytes | None:
    """Page `number` (from 1) of a draft as a PNG, or None when there is no such page."""
    pictures = _pictures(html)
    return pictures[number - 1] if 1 <= number <= len(pictures) else None


def draft_pages(html: str) -> int:
    """How many pages the draft has."""
    return len(_pictures(html))


@lru_cache(maxsize=2)
def _pictures(html: str) -> tuple[bytes, ...]:
    """All pages at once: a page asks for them one after another."""
    return tuple(paper.page_pictures(draft_pdf(html), scale=PICTURE_SCALE))
