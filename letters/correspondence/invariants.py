"""What must hold of letters."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django.db.models import F, Q

from casework.cases.gate import gate_status
from casework.core.invariants import must_hold
from letters.correspondence.models import Letter, LetterState, ServiceAttempt
from letters.documents.models import Document

# From being issued on, somebody may hold it in their hand.
LEFT_THE_DESK = (LetterState.ISSUED_FOR_SERVICE, LetterState.SERVED, LetterState.SERVICE_FAILED)


@must_hold("I1", "Every document is the bytes its hash was taken of")
def documents_are_what_they_were() -> Iterator[str]:
    for document in Document.objects.defer("html", "inputs").order_by("pk").iterator(chunk_size=20):
        pdf = bytes(document.pdf)
        if sha256(pdf).hexdigest() != document.sha256 or len(pdf) != document.byte_length:
            yield f"document {document.pk}"


@must_hold("I1", "Every letter that left the desk has its document")
def letters_have_documents() -> Iterator[str]:
    for letter in Letter.objects.filter(state__in=LEFT_THE_DESK, document=None).order_by("pk"):
        yield letter.ref


@must_hold("I2", "Every served letter has one record of its service, and no other has one")
def one_record_of_service() -> Iterator[str]:
    served = ServiceAttempt.objects.filter(outcome=ServiceAttempt.Outcome.SERVED)
    recorded = set(served.values_list("letter_id", flat=True))
    if served.count() != len(recorded):
        yield "a letter was recorded as served twice"
    is_served = set(Letter.objects.filter(served_at__isnull=False).values_list("pk", flat=True))
    for letter in sorted(recorded ^ is_served):
        yield f"letter {letter}"


@must_hold("I3", "Every letter was decided, then issued, then served, in that order")
def letters_went_in_order() -> Iterator[str]:
    out_of_order = (
        Q(issued_at__isnull=False, decided_at=None)
        | Q(served_at__isnull=False, issued_at=None)
        | Q(issued_at__lt=F("decided_at"))
        | Q(served_at__lt=F("issued_at"))
    )
    for letter in Letter.objects.filter(out_of_order).order_by("pk"):
        yield letter.ref


@must_hold("I7", "Nobody decided on a letter that they wrote or edited")
def nobody_decided_on_their_own() -> Iterator[str]:
    own = Q(decided_by=F("author")) | Q(decided_by=F("last_editor"))
    for letter in Letter.objects.filter(own).order_by("pk"):
        yield letter.ref


@must_hold("I8", "No letter was served while contact was not cleared, or the reason is there")
def letters_were_cleared() -> Iterator[str]:
    silent = ServiceAttempt.objects.filter(
        outcome=ServiceAttempt.Outcome.SERVED, not_cleared_reason=""
    )
    for attempt in silent.select_related("letter__case").order_by("pk").iterator():
        if not gate_status(attempt.letter.case, at=attempt.at).open:
            yield f"attempt {attempt.pk} of letter {attempt.letter.ref}"
