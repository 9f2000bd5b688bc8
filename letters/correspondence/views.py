"""A letter's own page, its sealed document, and the pictures of its pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from letters.correspondence import presenters
from letters.correspondence.models import Letter
from letters.documents.responses import pdf_response, picture_response


def find(pk: int, user: User) -> Letter:
    """The letter, if the user may see it. Raises NotVisible."""
    letters = Letter.objects.visible_to(user).select_related(
        "case__person", "case__force", "document"
    )
    letter: Letter | None = letters.filter(pk=pk).first()
    if letter is None:
        raise NotVisible("There is no such letter.")
    return letter


@require_safe
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far the letter is, what it rests on, its document, and every attempt to serve it."""
    found = find(pk, request.user)
    look(by=request.user, page="correspondence:letter", objects=[found, found.case.person])
    context = presenters.letter_page(found, request.user)
    return render(request, "pages/correspondence/letter.html", context)


@require_safe
def document(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sealed PDF, byte for byte; `?download` saves it. The look is logged first.

    Of a letter that was not served a page says so before the paper opens; `?seen` is the state
    that the page the reader comes from has told them.
    """
    found = find(pk, request.user)
    if found.document is None:
        raise NotVisible("This letter has not been made yet.")
    standing = presenters.standing(found)
    page = "correspondence:document"
    if standing is not None and request.GET.get("seen") != found.state:
        look(by=request.user, page=page, objects=[found, found.case.person])
        context = presenters.unserved_page(found)
        return render(request, "pages/correspondence/unserved.html", context)
    return pdf_response(
        found.document,
        by=request.user,
        page=page,
        download="download" in request.GET,
        file_name=standing.file_name if standing else "",
    )


@require_safe
def page_picture(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Page `number` as a picture: of the sealed document, else of the newest draft."""
    found = find(pk, request.user)
    drawn = presenters.drawn(found)
    if drawn is None:
        raise NotVisible("No page of this letter has been drawn yet.")
    return picture_response(
        drawn, number=number, by=request.user, page="correspondence:page_picture"
    )
