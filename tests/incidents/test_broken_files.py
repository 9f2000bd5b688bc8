"""A file that is not whole changes nothing, and the line where it broke is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from casework.accounts.models import Force
from casework.audit.models import Event
from casework.incidents import actions
from casework.incidents.importer import BrokenFile, reading, running
from casework.incidents.models import ImportBatch, Incident, IncidentRevision
from casework.people.models import Contact, Person
from tests import makers
from tests.makers_incidents import import_rows, make_row, write_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def force() -> Force:
    return makers.make_force()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def records() -> list[object]:
    """Incidents, their revisions and people, whole."""
    models = (Incident, IncidentRevision, Person, Contact)
    return [list(model.objects.order_by("pk").values()) for model in models]


def _cut_in_a_row(path: Path) -> int:
    text = path.read_bytes()
    path.write_bytes(text[: text.rindex(b"Suspect struck")])
    return 4


def _open_quote(path: Path) -> int:
    text = path.read_text()
    path.write_text(text.replace("Suspect struck", '"Suspect struck', 2))
    return 2


def _latin_1(path: Path) -> int:
    text = path.read_bytes()
    at = text.rindex(b"Callum")
    path.write_bytes(text[:at] + b"Andr\xe9" + text[at:])
    return 4


def _utf_16(path: Path) -> int:
    path.write_bytes(path.read_text().encode("utf-16"))
    return 1


def _no_header(path: Path) -> int:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    return 1


def _column_missing(path: Path) -> int:
    path.write_text(path.read_text().replace("offence_from", "offence_start", 1))
    return 1


def _column_twice(path: Path) -> int:
    path.write_text(path.read_text().replace("offence_to", "offence_from", 1))
    return 1


def _semicolons(path: Path) -> int:
    path.write_text(path.read_text().replace(",", ";"))
    return 1


def _empty(path: Path) -> int:
    path.write_text("")
    return 1


BREAKS: list[Callable[[Path], int]] = [
    _cut_in_a_row,
    _open_quote,
    _latin_1,
    _utf_16,
    _no_header,
    _column_missing,
    _column_twice,
    _semicolons,
    _empty,
]


@pytest.mark.parametrize("break_it", BREAKS)
def test_a_broken_file_changes_nothing_and_says_which_line(
    break_it: Callable[[Path], int], path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_rows(path, [make_row()], force=force)
    before, events = records(), Event.objects.count()
    monkeypatch.setattr(running, "CHUNK", 1)  # rows before the break were written already
    write_export(path, [make_row(), make_row(), make_row()])
    line = break_it(path)
    with pytest.raises(BrokenFile) as refusal:
        actions.import_file(path=path, force=force, by=None)
    if break_it is not _open_quote:  # a quote swallows lines up to the next one
        assert refusal.value.line == line
    assert str(refusal.value).startswith(f"Line {refusal.value.line}: ")
    assert str(refusal.value).endswith("Nothing was imported.")
    assert records() == before
    assert ImportBatch.objects.count() == 1
    assert Event.objects.count() == events


def test_a_short_row_taken_for_a_whole_one_would_import_half_a_file(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: counting the cells of a row is what finds a file that was cut off."""

    def lenient(number: int, cells: list[str], names: list[str], *, line: int) -> reading.Row:
        return reading.Row(number, dict(zip(names, cells, strict=False)))

    monkeypatch.setattr(reading, "_row", lenient)
    write_export(path, [make_row(), make_row()])
    _cut_in_a_row(path)
    assert actions.import_file(path=path, force=force, by=None).new == 2
