"""manage.py leak_scan: the guard of the letters on any file, whatever way it says a thing."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from pikepdf import AttachedFileSpec

from casework.cases.models import Case
from casework.people.models import ContactBase, ProtectedContact
from letters.pdf import saying
from tests.makers_cases import make_case, make_incident, make_person
from tests.makers_hiding import HIDING, NAME, changed, drawn, in_a_tag
from tests.makers_paper import CREATED

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """Its person is suspected of something against Mariaqo of 8 Acacia Avenue."""
    case = make_case()
    victim = make_person(force=case.force, forename=NAME, surname="Kestrelqo")
    ProtectedContact.objects.create(
        person=victim,
        kind=ContactBase.Kind.ADDRESS,
        value="8 Acacia Avenue",
        postcode="NM1 2AB",
        normal="8 acacia avenue",
        first_seen_on=CREATED.date(),
        last_seen_on=CREATED.date(),
    )
    make_incident(suspect=case.person, victim=victim)
    return case


def told(case: Case, data: bytes, folder: Path) -> dict[str, Any]:
    file, out = folder / "file", io.StringIO()
    file.write_bytes(data)
    with suppress(SystemExit):
        call_command("leak_scan", case.ref, str(file), "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.mark.parametrize("way", HIDING)
def test_a_name_is_found_wherever_a_pdf_can_say_it(case: Case, tmp_path: Path, way: str) -> None:
    found = told(case, changed(HIDING[way]), tmp_path)["found"]
    assert [each["words"] for each in found].count(NAME) >= 1


@pytest.mark.parametrize(
    "words",
    [
        f"<p>Ask {NAME} about it</p>",
        f"<p style='color: white'>Ask {NAME} about it</p>",
        f"<p style='font-size: 1pt'>Ask {NAME} about it</p>",
        "<p>Ask Maria\u200bqo about it</p>",
        "<p>Ask Mari\u0430qo about it</p>",
        "<p>Ask Maria-<br>qo about it</p>",
        "<p>They live at 8 Acacia<br>Avenue</p>",
        "<p>Look at NM1&nbsp;2AB</p>",
    ],
)
def test_what_is_drawn_is_found_however_it_is_drawn(case: Case, tmp_path: Path, words: str) -> None:
    assert told(case, drawn(words), tmp_path)["found"] != []


def test_without_looking_beside_the_pages_a_tag_gives_them_away(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    monkeypatch.setattr(saying, "_in_objects", lambda _: [])
    assert told(case, changed(in_a_tag), tmp_path)["found"] == []


def test_a_file_that_gives_nobody_away_is_clean(case: Case, tmp_path: Path) -> None:
    words = f"<p>{case.person.full_name}, {case.team.name}. You may answer in May.</p>"
    nothing = {"case": case.ref, "found": [], "unread": []}
    assert told(case, drawn(words), tmp_path) == nothing
    assert told(case, b"You may answer in May.", tmp_path) == nothing


def test_what_cannot_be_read_is_said(case: Case, tmp_path: Path) -> None:
    def attach(document: pikepdf.Pdf) -> None:
        document.attachments["a.zip"] = AttachedFileSpec(document, b"PK\x03\x04\xff\xfe")

    unread = told(case, changed(attach), tmp_path)["unread"]
    assert unread == ["an attachment that is neither text nor PDF"]


def test_the_words_of_a_text_say_where_and_exit_with_one(case: Case, tmp_path: Path) -> None:
    file, out = tmp_path / "a.txt", io.StringIO()
    file.write_text(f"Ask {NAME} about it.")
    with pytest.raises(SystemExit) as end:
        call_command("leak_scan", case.slug, str(file), stdout=out)
    assert end.value.code == 1
    assert out.getvalue() == (
        f"the text: Take out “{NAME}”: it is the name of somebody else in the records.\n1 found.\n"
    )


def test_what_cannot_be_scanned_is_refused_in_words(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(CommandError, match="no PDF that can be read"):
        call_command("leak_scan", case.ref, str(file))
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="neither a PDF nor a text"):
        call_command("leak_scan", case.ref, str(file))
    with pytest.raises(CommandError, match="There is no case IC-9999/26"):
        call_command("leak_scan", "IC-9999/26", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("leak_scan", case.ref, str(tmp_path / "nothing"))
