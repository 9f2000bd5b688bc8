"""Is a document still the one that was sealed? Its bytes, its inputs, the log, and the words.

The row is held against itself, against the event that was written when it was sealed (so that
whoever changes the row and its hashes is found by the log), and against its own stored HTML,
drawn once more: the same renderer makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from casework.audit.queries import changes_to
from letters import pdf as paper
from letters.documents.hashing import inputs_sha256, sha256
from letters.documents.models import Document

OTHER_BYTES = "The bytes are not those that were sealed."
FEW = 20  # documents read at a time, so that a long ledger fits into memory


@dataclass
class Verified:
    """What came of a walk over the ledger."""

    documents: int = 0
    drawn_again: int = 0
    # Made by a renderer that is not here any more: held against its hashes and the log alone.
    other_renderer: int = 0
    different: dict[int, list[str]] = field(default_factory=dict)


def walk(documents: Iterable[Document], *, draw: bool = True) -> Verified:
    """Look at each of these documents; `draw` draws each once more, a tenth of a second apiece."""
    told, here = Verified(), paper.renderer_version()
    for document in documents:
        told.documents += 1
        wrong = verify(document)
        if draw and document.renderer != here:
            told.other_renderer += 1
        # Other bytes are wrong already, and say nothing of the title and day they were drawn with.
        elif draw and OTHER_BYTES not in wrong:
            told.drawn_again += 1
            wrong += _drawn_again(document)
        if wrong:
            told.different[document.pk] = wrong
    return told


def span(first: int | None, last: int | None) -> Iterator[Document]:
    """The documents of the ledger from one number to another, both included, in their order."""
    found = Document.objects.order_by("pk")
    if first is not None:
        found = found.filter(pk__gte=first)
    if last is not None:
        found = found.filter(pk__lte=last)
    return found.iterator(chunk_size=FEW)


def verify(document: Document) -> list[str]:
    """What does not agree in a stored document, in words; an empty list when all does."""
    pdf = bytes(document.pdf)
    wrong = []
    if sha256(pdf) != document.sha256:
        wrong.append(OTHER_BYTES)
    if len(pdf) != document.byte_length:
        wrong.append("The length is not the one that was recorded.")
    if inputs_sha256(document.inputs) != document.inputs_sha256:
        wrong.append("The inputs are not those that were recorded.")
    return wrong + _in_the_log(document)


def _in_the_log(document: Document) -> list[str]:
    sealings = changes_to(document).filter(verb="document.sealed").select_related("payload")
    sealed = sealings.last()  # the first there was: the newest come first
    if sealed is None:
        return ["The audit log does not know of it."]
    after, now = sealed.payload.body["after"], document.sealed_as
    # An entry from before the log kept one of these says nothing of it.
    parted = [name for name in now if name in after and after[name] != now[name]]
    return [f"The audit log has another value for {name}." for name in parted]


def _drawn_again(document: Document) -> list[str]:
    """Draw the stored HTML as it was drawn: under its key, with the file's own title and day."""
    pdf = bytes(document.pdf)
    try:
        title, created = paper.title_and_day(pdf)
    except ValueError:
        return ["It does not say with which title and day it was drawn."]
    try:
        again = paper.render_in_child(
            document.html, identifier=document.key.encode(), title=title, created=created
        )
    except paper.RenderError as error:
        return [f"It could not be drawn again: {error}"]
    return [] if again == pdf else ["Its words, drawn again, make another page."]
