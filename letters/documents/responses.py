"""A stored document on its way to the browser. Every look is logged before the answer leaves."""

from __future__ import annotations

from django.http import HttpResponse

from casework.accounts.models import User
from casework.audit.actions import look
from casework.core.errors import NotVisible
from letters import pdf as paper
from letters.documents.models import Document

# 794 dots wide for A4, the size at which the page is shown beside the checks.
PICTURE_SCALE = 96 / 72


def pdf_response(
    document: Document, *, by: User, page: str, download: bool = False, file_name: str = ""
) -> HttpResponse:
    """The very bytes that were sealed; `page` is the URL name for the log.

    `file_name` says nothing about anybody; the document's own unless given. The caller has found
    `document` through `visible_to(by)`.
    """
    look(by=by, page=page, objects=[document, document.case.person])
    response = HttpResponse(bytes(document.pdf), content_type="application/pdf")
    how = "attachment" if download else "inline"
    response["Content-Disposition"] = f'{how}; filename="{file_name or document.file_name}"'
    return response


def picture_response(document: Document, *, number: int, by: User, page: str) -> HttpResponse:
    """Page `number` (from 1) of the document as a PNG, drawn from the sealed bytes.

    Raises NotVisible when there is no such page.
    """
    picture = paper.page_picture(bytes(document.pdf), number, scale=PICTURE_SCALE)
    if picture is None:
        raise NotVisible("There is no such page.")
    look(by=by, page=page, objects=[document, document.case.person])
    return HttpResponse(picture, content_type="image/png")
