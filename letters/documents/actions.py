"""The only writer of the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.models import Case
from casework.core.errors import Conflict
from casework.people.models import Person
from letters import pdf as paper
from letters.documents.hashing import inputs_sha256, sha256
from letters.documents.models import Document


class Made(TypedDict):
    """What a document was made from, and what it is about."""

    kind: str
    case: Case
    html: str
    inputs: dict[str, Any]
    wording_version: str
    person: NotRequired[Person | None]


def seal(*, key: str, pdf: bytes, by: User | None, **made: Unpack[Made]) -> Document:
    """Put one finished PDF into the ledger for ever, with one event, and return its row.

    `key` names the act that made it: called again with the same key and inputs, the first row
    is returned and nothing is written, so a job may run twice. Raises Conflict when the key is
    taken by a document with other inputs.
    """
    document = _row(key, pdf, by, made)
    with transaction.atomic():
        if first := _sealed(key, document.inputs_sha256):
            return first
        try:
            with transaction.atomic():
                document.save(force_insert=True)
        except IntegrityError:
            # Another worker sealed it between our look and our insert.
            if first := _sealed(key, document.inputs_sha256):
                return first
            raise
        record(obj=document, verb="document.sealed", by=by, after=document.sealed_as)
    return document


def _row(key: str, pdf: bytes, by: User | None, made: Made) -> Document:
    """The row of a document with everything that proves it; not saved."""
    return Document(
        key=key,
        pdf=pdf,
        created_by=by,
        inputs_sha256=inputs_sha256(made["inputs"]),
        sha256=sha256(pdf),
        byte_length=len(pdf),
        pages=paper.pages(pdf),
        renderer=paper.renderer_version(),
        **made,
    )


def make(
    *, key: str, title: str, created: datetime, by: User | None, **made: Unpack[Made]
) -> Document:
    """Print the HTML in a child process, once, and seal it; what jobs call. May run twice.

    A document that is already there under `key` is returned without printing. `title` is the
    file's own title (no personal data), `created` (aware) its date: both the same at every call.
    Takes about a tenth of a second, so call it outside a transaction. Raises RenderError when
    no PDF could be made, Conflict as `seal` does.
    """
    if first := _sealed(key, inputs_sha256(made["inputs"])):
        return first
    pdf = paper.render_in_child(made["html"], identifier=key.encode(), title=title, created=created)
    return seal(key=key, pdf=pdf, by=by, **made)


def _sealed(key: str, inputs_sha256: str) -> Document | None:
    first = Document.objects.filter(key=key).first()
    if first and first.inputs_sha256 != inputs_sha256:
        raise Conflict(
            "Another document has already been made for this.",
            by=first.created_by.display_name if first.created_by else "",
            at=first.created_at,
        )
    return first
