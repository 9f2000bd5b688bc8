"""Every way in which a PDF can say a name, seen or unseen: for tests of the guard of letters."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from pikepdf import AttachedFileSpec, Dictionary, Name, String

from letters.pdf import render_in_child
from tests.makers_paper import CREATED

NAME = "Mariaqo"
CLEAN = "<html lang='en-GB'><title>x</title><body><h1>Letter</h1>{}</body></html>"


def drawn(words: str = "<p>Words</p>") -> bytes:
    return render_in_child(CLEAN.format(words), identifier=b"x", title="Letter", created=CREATED)


def changed(change: Callable[[pikepdf.Pdf], None], data: bytes | None = None) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data or drawn())) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def in_the_title(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = String(f"Letter about {NAME}")


def in_the_metadata(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["dc:description"] = f"About {NAME}"


def in_a_tag(document: pikepdf.Pdf) -> None:
    first = next(
        each
        for each in document.objects
        if isinstance(each, Dictionary) and each.get("/Type") == Name.StructElem
    )
    first["/Alt"] = String(f"A picture of {NAME}")


def in_a_note(document: pikepdf.Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String(f"Ask {NAME}")
    )
    document.pages[0]["/Annots"] = document.make_indirect(pikepdf.Array([note]))


def attached_as_text(document: pikepdf.Pdf) -> None:
    document.attachments["list.txt"] = AttachedFileSpec(document, f"Ask {NAME}".encode())


def attached_as_a_pdf(document: pikepdf.Pdf) -> None:
    inside = drawn(f"<p>Ask {NAME} about it</p>")
    document.attachments["list.pdf"] = AttachedFileSpec(document, inside)


def in_the_name_of_an_attachment(document: pikepdf.Pdf) -> None:
    document.attachments[f"{NAME}.txt"] = AttachedFileSpec(document, b"x")


HIDING = {
    "title": in_the_title,
    "metadata": in_the_metadata,
    "tag": in_a_tag,
    "note": in_a_note,
    "text attached": attached_as_text,
    "PDF attached": attached_as_a_pdf,
    "name of an attachment": in_the_name_of_an_attachment,
}
