"""Pages that belong to no room: the way in, help, the source, and what is shown on errors."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse

from casework.core.navigation import doors_of
from casework.core.source import archive


def home(request: HttpRequest) -> HttpResponse:
    """To the first door on the reader's menu; to their account where no role opens one."""
    doors = doors_of(request.user)
    return redirect(doors[0].page if doors else "accounts:account")


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """How to do the common things, and whom to ask."""
    return render(request, "pages/core/help.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "pages/core/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """How the information kept here is used."""
    return render(request, "pages/core/privacy.html")


@login_not_required
def source(request: HttpRequest) -> HttpResponse:
    """The offer of this very program's source (GNU AGPL version 3, section 13)."""
    return render(request, "pages/core/source.html")


@login_not_required
def source_archive(request: HttpRequest) -> FileResponse:
    """The program as it runs here, as a compressed archive. Holds no data and no settings."""
    return FileResponse(archive(), as_attachment=True, filename="forestall-source.tar.gz")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood. What was wrong with it is not repeated."""
    return render(request, "pages/core/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 without a sentence of ours; a NotAllowed is answered by pages/core/refused.html."""
    return render(request, "pages/core/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or the reader may not know that there is one."""
    return render(request, "pages/core/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without the session, the user or the database, since one of them may be down."""
    page = loader.get_template("pages/core/server_error.html")
    return HttpResponse(page.render({"source_url": reverse("core:source")}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was opened before signing in anew, or sent from another site."""
    return render(request, "pages/core/csrf_failure.html", status=403)
