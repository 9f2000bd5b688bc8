"""Bringing in a force's records: from a file at hand, or from one given on the imports page."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Force, User
from casework.audit.actions import record
from casework.core.errors import Conflict, Refused
from casework.incidents import importer
from casework.incidents.importer import NO_MAPPING, Mapping, fingerprint, mapping_from
from casework.incidents.importer.reading import Progress
from casework.incidents.leftovers import uploads_folder
from casework.incidents.models import ImportBatch, Upload
from casework.incidents.permissions import check_can_import

COUNTS = ("read", "new", "same", "changed", "rejected")


def import_file(
    *,
    path: Path,
    force: Force,
    by: User | None,
    mapping: Mapping = NO_MAPPING,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> ImportBatch:
    """Import the export at `path` into the records of `force`, all of it or nothing.

    Returns the batch with its counts: new + same + changed + rejected = read. Rejected rows are
    kept with the batch and, where `rejects` is given, written to that file. `progress` is called
    with the bytes read so far. `by` is None for a nightly job. Raises BrokenFile, which names
    the line, NotAllowed for a user who is no analyst of the force, OSError from the disk.
    """
    if by is not None:
        check_can_import(by, force)
    return importer.import_file(
        path=path, force=force, by=by, mapping=mapping, rejects=rejects, progress=progress
    )


def check_upload(*, force: Force, by: User, chunks: Iterable[bytes], mapping: Mapping) -> Upload:
    """Keep a file that was given on the page and say what importing it would do.

    No record is touched. Raises BrokenFile, keeping nothing, where it cannot be read to its
    end, and NotAllowed for a user who is no analyst of the force.
    """
    check_can_import(by, force)
    upload = Upload(pk=uuid4(), force=force, uploaded_by=by, uploaded_at=timezone.now())
    path = path_of(upload)
    try:
        _keep(path, chunks)
        counts = importer.check_file(path=path, force=force, mapping=mapping)
        for name in COUNTS:
            setattr(upload, name, getattr(counts, name))
        upload.file_sha256, upload.mapping = fingerprint(path), mapping.as_json()
        with transaction.atomic():
            upload.save(force_insert=True)
            after = {name: getattr(upload, name) for name in COUNTS}
            record(obj=upload, verb="incidents.upload_checked", by=by, after=after)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return upload


def import_upload(*, upload: Upload, by: User) -> ImportBatch:
    """Import a checked file and remove it.

    Raises Conflict where that was done already, Refused where the file has gone.
    """
    check_can_import(by, upload.force)
    with transaction.atomic():
        upload = _waiting(upload)
        if not path_of(upload).is_file():
            raise Refused("The file is no longer kept here. Give it once more.")
        upload.batch = import_file(
            path=path_of(upload), force=upload.force, by=by, mapping=mapping_from(upload.mapping)
        )
        upload.removed_at = timezone.now()
        upload.save(update_fields=["batch", "removed_at"])
    path_of(upload).unlink(missing_ok=True)
    return upload.batch


def put_aside(*, upload: Upload, by: User | None, reason: str) -> Upload:
    """Remove a checked file without importing it. `by` is None where nobody came back for it."""
    if by is not None:
        check_can_import(by, upload.force)
    with transaction.atomic():
        upload = _waiting(upload)
        upload.removed_at = timezone.now()
        upload.save(update_fields=["removed_at"])
        after = {"removed_at": upload.removed_at}
        record(obj=upload, verb="incidents.upload_put_aside", by=by, after=after, reason=reason)
    path_of(upload).unlink(missing_ok=True)
    return upload


def path_of(upload: Upload) -> Path:
    """Where the bytes of a checked file lie, under a name that says nothing."""
    return uploads_folder() / f"{upload.pk}.csv"


def _waiting(upload: Upload) -> Upload:
    upload = (
        Upload.objects.select_for_update(of=("self",), no_key=True)
        .select_related("force")
        .get(pk=upload.pk)
    )
    if upload.removed_at is not None:
        raise Conflict(
            "This file was imported or put aside already.",
            by=upload.uploaded_by.display_name,
            at=upload.removed_at,
        )
    return upload


def _keep(path: Path, chunks: Iterable[bytes]) -> None:
    """Write bytes to a new file that only this service may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
