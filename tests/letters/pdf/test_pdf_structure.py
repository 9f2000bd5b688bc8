"""What a finished PDF is: tagged, in its own typeface, the same every time, silent about us."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from letters import pdf
from letters.pdf import Fault, RenderError, engine, fonts
from tests.makers_paper import CREATED, letter_html

HTML = letter_html()


def rendered(html: str = HTML, **changes: Any) -> bytes:
    given = {"identifier": b"letter:12:v1", "title": "Letter", "created": CREATED}
    return pdf.render_pdf(html, **given | changes)


@pytest.fixture(scope="module")
def made() -> bytes:
    return rendered()


@pytest.fixture
def opened(made: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made))


def tags(node: Any) -> list[tuple[str, Any]]:
    """Every tag below a node of the structure, in reading order, with its own node."""
    found = []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [(str(kid["/S"])[1:], kid), *tags(kid)]
    return found


def names(opened: pikepdf.Pdf) -> list[str]:
    return [name for name, _ in tags(opened.Root.StructTreeRoot)]


def test_it_is_marked_as_tagged_with_its_language_and_title(opened: pikepdf.Pdf) -> None:
    assert bool(opened.Root.MarkInfo.Marked)
    assert str(opened.Root.Lang) == "en-GB"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Letter"


def test_headings_lists_and_tables_are_tagged_as_such(opened: pikepdf.Pdf) -> None:
    found = names(opened)
    assert found.count("H1") == 1
    assert found.count("H2") == 7
    assert found.index("H1") < found.index("H2")
    assert {"P", "L", "LI", "LBody", "Table", "TR", "TH", "TD"} <= set(found)
    cells = tags(opened.Root.StructTreeRoot)
    headings = {str(node["/ID"]) for name, node in cells if name == "TH"}
    for name, node in cells:
        if name == "TD":
            assert {str(each) for each in node["/A"]["/Headers"]} <= headings
            assert len(node["/A"]["/Headers"]) == 1


def test_the_file_has_no_fault_a_reader_of_pdf_would_mend(opened: pikepdf.Pdf) -> None:
    assert opened.check_pdf_syntax() == []


def test_every_font_is_the_house_typeface_and_inside_the_file(opened: pikepdf.Pdf) -> None:
    found = set()
    for page in opened.pages:
        for font in page.Resources.Font.values():
            inner = font.DescendantFonts[0]
            found.add(str(inner.BaseFont).partition("+")[2].strip(","))
            assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
    assert found == {"Source-Sans-3", "Source-Sans-3-Bold"}


def test_the_file_says_nothing_of_who_or_what_made_it_but_the_library(
    made: bytes, opened: pikepdf.Pdf
) -> None:
    info = {key: str(value) for key, value in opened.docinfo.items()}
    assert info.pop("/Producer").startswith("WeasyPrint 70.")
    assert set(info) <= {"/Title", "/CreationDate", "/ModDate"}
    assert info["/CreationDate"].startswith("D:20261122")
    for secret in (b"letter:12:v1", str(settings.ROOT).encode(), b"Callum", b"Roake"):
        assert secret not in made
    assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
    assert "/OpenAction" not in opened.Root


def test_the_same_letter_is_the_same_bytes_in_any_process(made: bytes, tmp_path: Path) -> None:
    assert rendered() == made
    in_child = pdf.render_in_child(
        HTML, identifier=b"letter:12:v1", title="Letter", created=CREATED
    )
    assert in_child == made
    (tmp_path / "letter.html").write_text(HTML)
    code = (
        "import hashlib, sys; from datetime import UTC, datetime; from letters import pdf\n"
        "html = open(sys.argv[1]).read(); at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)\n"
        "made = pdf.render_pdf(html, identifier=b'letter:12:v1', title='Letter', created=at)\n"
        "sys.stdout.buffer.write(made)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "letter.html")]
    done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, check=True)
    assert done.stdout == made


def test_another_act_has_another_file_id(made: bytes) -> None:
    other = rendered(identifier=b"letter:12:v2")
    assert other != made
    ids = [pikepdf.open(io.BytesIO(data)).trailer.ID for data in (made, other)]
    assert str(ids[0]) != str(ids[1])


def test_without_the_variant_a_letter_would_not_be_tagged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin of the tests of tags."""
    monkeypatch.setattr(engine, "VARIANT", None)
    plain = pikepdf.open(io.BytesIO(rendered()))
    assert "/StructTreeRoot" not in plain.Root


def test_names_with_letters_from_all_over_europe_are_printed_in_the_typeface() -> None:
    name = "Łukasz Ŵyn O’Doğan-Świątek Ștefan Žižek Ångström Ñuñez Þór Игорь Ελένη"  # noqa: RUF001
    made = rendered(letter_html(recipient_name=name))
    assert name in " ".join(pdf.page_text(made)[0].split())


@pytest.mark.parametrize("word", ["\U0001f44d", "\u6771", "\u0627\u0644"])
def test_a_character_the_typeface_lacks_stops_the_letter_in_words(word: str) -> None:
    with pytest.raises(RenderError, match="cannot print") as caught:
        rendered(letter_html(facts=(f"It was reported that {word}.",)))
    assert caught.value.fault is Fault.CHARACTER
    assert word not in str(caught.value)
    assert pdf.spelt_out(word).isascii()


def test_without_the_check_such_a_character_would_come_from_a_font_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin of the test above."""
    monkeypatch.setattr(engine, "_check_fonts", lambda document: None)
    monkeypatch.setattr(engine, "_check_complaints", lambda complaints: None)
    opened = pikepdf.open(io.BytesIO(rendered(letter_html(facts=("It was \u2603.",)))))
    families = {
        str(font.DescendantFonts[0].BaseFont)
        for page in opened.pages
        for font in page.Resources.Font.values()
    }
    assert len(families) == 3


def test_without_the_typeface_there_is_no_letter_and_the_command_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RenderError, match="build_assets") as caught:
        fonts.font_faces(tmp_path)
    assert caught.value.fault is Fault.FONT


def test_the_text_and_the_pictures_come_from_the_very_bytes(made: bytes) -> None:
    assert pdf.pages(made) == len(pdf.page_text(made)) == len(pdf.page_pictures(made)) == 2
    assert "A warning about your behaviour" in pdf.page_text(made)[0]
    assert pdf.page_picture(made, 2) == pdf.page_pictures(made)[1]
    assert pdf.page_picture(made, 3) is None
