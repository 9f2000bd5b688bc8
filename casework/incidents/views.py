"""The imports pages: what came in, what was not taken, and a file given by hand."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible
from casework.incidents import actions, presenters, queries
from casework.incidents.forms import UploadForm
from casework.incidents.importer import BrokenFile
from casework.incidents.models import ImportBatch, Upload
from casework.incidents.permissions import check_can_list

ROWS_ON_A_PAGE = 25
REJECTS_ON_A_PAGE = 50


@require_safe
def imports(request: SignedInRequest) -> HttpResponse:
    """Every import of the forces the user is an analyst of, the newest first."""
    check_can_list(request.user)
    batches = queries.batches_listed(ImportBatch.objects.visible_to(request.user))
    page = Paginator(batches, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    look(by=request.user, page="incidents:imports", objects=list(page))
    context = {
        "page": page,
        "head": presenters.BATCH_HEAD,
        "rows": presenters.batch_rows(page),
        "waiting": Upload.objects.visible_to(request.user).waiting().order_by("uploaded_at"),
    }
    return render(request, "pages/incidents/imports.html", context)


@require_safe
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """One import: its counts, and each row that was not taken with what to do about it."""
    found = _visible_batch(request, pk)
    rejects = Paginator(found.rejects.order_by("row", "pk"), REJECTS_ON_A_PAGE)
    page = rejects.get_page(request.GET.get("page"))
    look(by=request.user, page="incidents:batch", objects=[found])
    context = {
        "batch": found,
        "facts": presenters.facts(found),
        "page": page,
        "head": presenters.REJECT_HEAD,
        "rows": presenters.reject_rows(page),
        **presenters.doubts(queries.doubts_of(found)),
    }
    return render(request, "pages/incidents/batch.html", context)


@require_safe
def rejects(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """The rejected rows of one import as a CSV file, harmless to open in a spreadsheet."""
    found = _visible_batch(request, pk)
    look(by=request.user, page="incidents:rejects", objects=[found])
    response = StreamingHttpResponse(queries.rejects_as_csv(found), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="import-{found.pk}-rejects.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Choose a file; it is checked, and nothing is written to the records."""
    check_can_list(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            upload = actions.check_upload(
                force=given["force"],
                by=request.user,
                chunks=given["file"].chunks(),
                mapping=given["mapping"],
            )
        except BrokenFile as error:
            form.add_error("file", str(error).rstrip("."))
        else:
            return redirect("incidents:upload", pk=upload.pk)
    status = 422 if form.errors else 200
    return render(request, "pages/incidents/new.html", {"form": form}, status=status)


@require_safe
def upload(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What importing the checked file would do; it waits for a yes."""
    found = _visible_upload(request, pk)
    if found.batch_id is not None:
        return redirect("incidents:batch", pk=found.batch_id)
    look(by=request.user, page="incidents:upload", objects=[found])
    context = {
        "upload": found,
        "import_words": presenters.import_words(found),
        "facts": presenters.count_rows(found),
        "seen_before": presenters.seen_before(queries.same_file(found)),
    }
    return render(request, "pages/incidents/upload.html", context)


@require_POST
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Import the checked file."""
    done = actions.import_upload(upload=_visible_upload(request, pk), by=request.user)
    taken = f"{done.new + done.changed:,} records were taken in."
    messages.success(request, f"{taken} A new run under Nominations counts them.")
    return redirect("incidents:batch", pk=done.pk)


@require_POST
def put_aside(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Remove the checked file without importing it."""
    found = _visible_upload(request, pk)
    actions.put_aside(upload=found, by=request.user, reason="Not imported by choice.")
    messages.success(request, "The file was removed. Nothing was imported.")
    return redirect("incidents:imports")


def _visible_batch(request: SignedInRequest, pk: int) -> ImportBatch:
    batches = queries.batches_listed(ImportBatch.objects.visible_to(request.user))
    found = batches.filter(pk=pk).first()
    if found is None:
        raise NotVisible("There is no such import.")
    return found


def _visible_upload(request: SignedInRequest, pk: UUID) -> Upload:
    found = Upload.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None or (found.removed_at is not None and found.batch_id is None):
        raise NotVisible("There is no such file.")
    return found
