"""The page an approver sees: the submitted words as they will print, marked as a draft.

The file copy carries the marking and the word across the page; what is handed over carries
neither (interface guide, section 2.3).
"""

from __future__ import annotations

from django.db import transaction

from casework.audit.actions import record
from letters import pdf as paper
from letters.correspondence.models import LetterVersion
from letters.correspondence.text import TITLE, letter_key
from letters.documents.actions import seal
from letters.documents.models import Document

MARKED = """<style>
@page { @top-center { content: "OFFICIAL-SENSITIVE. Draft, not to be handed over";
  font-size: 9pt; font-weight: 700; color: #333 } }
body::before { content: "Draft"; position: fixed; top: 95mm; left: 0; right: 0;
  text-align: center; font-size: 120pt; font-weight: 700; color: #e6e6e6;
  transform: rotate(-35deg); z-index: -1 }
</style>
</head>"""


def draft_html(html: str) -> str:
    """The letter's HTML with the marks of a draft."""
    return html.replace("</head>", MARKED, 1)


def draw_draft(version: LetterVersion) -> Document:
    """Draw a submitted version once and hang the pages on it; drawn already, it is returned.

    Raises RenderError.
    """
    if version.draft_document is not None:
        return version.draft_document
    letter = version.letter
    key = f"{letter_key(letter, version.number)}:draft"
    html = draft_html(version.html)
    pdf = paper.render_in_child(
        html, identifier=key.encode(), title=TITLE, created=version.submitted_at
    )
    with transaction.atomic():
        version = LetterVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
        if version.draft_document is not None:
            return version.draft_document
        version.draft_document = seal(
            key=key,
            kind=f"{letter.kind}_draft",
            case=letter.case,
            person=letter.case.person,
            html=html,
            pdf=pdf,
            inputs=version.inputs,
            wording_version=version.wording_version,
            by=None,
        )
        version.save(update_fields=["draft_document"])
        after = {"version": version.number, "draft": version.draft_document.pk}
        record(obj=letter, verb="letter.drawn", by=None, after=after)
    return version.draft_document
