"""A sealed document, byte for byte, whatever it is about."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from casework.accounts.requests import SignedInRequest
from casework.core.errors import NotVisible
from letters.documents.models import Document
from letters.documents.responses import pdf_response


@require_safe
def document(request: SignedInRequest, pk: int) -> HttpResponse:
    """The PDF of a case the user sees; `?download` saves it. The look is logged first.

    A letter is opened at its own address, which says whether it was served.
    """
    found = Document.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise NotVisible("There is no such document.")
    letter = getattr(found, "letter", None)
    if letter is not None:
        return redirect("correspondence:document", letter.pk)
    return pdf_response(
        found,
        by=request.user,
        page="documents:document",
        download="download" in request.GET,
    )
