"""A file cut at any byte is refused with the line, or says what its whole rows say."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casework.accounts.models import Force
from casework.incidents import actions
from casework.incidents.generator import Plan, rows_of
from casework.incidents.generator.writing import Made
from casework.incidents.importer import NO_MAPPING, BrokenFile, Mapping, ending
from casework.incidents.importer.columns import COLUMNS
from casework.incidents.importer.reading import Row, read_rows
from casework.incidents.models import ImportBatch, Incident
from tests import makers
from tests.makers_incidents import make_row

NAMES = tuple(COLUMNS)
MO_LAST = (*(name for name in NAMES if name != "mo_text"), "mo_text")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def as_bytes(
    rows: Sequence[dict[str, str]], *, names: Sequence[str] = NAMES, end: str = "\r\n"
) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def read(path: Path, content: bytes, mapping: Mapping = NO_MAPPING) -> list[Row]:
    path.write_bytes(content)
    return list(read_rows(path, mapping))


def refused(path: Path, content: bytes, mapping: Mapping = NO_MAPPING) -> BrokenFile | None:
    try:
        read(path, content, mapping)
    except BrokenFile as broken:
        return broken
    return None


def last_lines(content: bytes, count: int) -> int:
    """Where the last `count` lines begin. No value here holds a line end."""
    lines = content.splitlines(keepends=True)
    return sum(map(len, lines[:-count]))


def wrong_cuts(path: Path, content: bytes) -> list[int]:
    """Every cut in the last two rows that is neither refused nor says what whole rows say."""
    whole, wrong = read(path, content), []
    lines = content.count(b"\n")
    for cut in range(last_lines(content, 2), len(content)):
        try:
            found = read(path, content[:cut])
        except BrokenFile as broken:
            if broken.line not in (lines - 1, lines):
                wrong.append(cut)
        else:
            if found != whole[: len(found)] or len(found) < len(whole) - 2:
                wrong.append(cut)
    return wrong


def generated(seed: int, count: int, end: str) -> bytes:
    plan = Plan(people=6, years=1, seed=seed)
    rows = [row for row in rows_of(plan, Made()) if "\n" not in "".join(row.values())]
    return as_bytes(rows[-count:], end=end)


@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from(["\n", "\r\n"]))
@example(seed=1, count=1, end="\r\n")
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_generated_file_cut_anywhere_in_its_last_two_rows_is_refused_or_means_the_same(
    path: Path, seed: int, count: int, end: str
) -> None:
    assert wrong_cuts(path, generated(seed, count + 1, end)) == []


def test_dates_written_in_several_ways_leave_no_cut_unseen(path: Path) -> None:
    """Each way has been seen before the cut; a form that only the cut row has cannot be known."""
    days = ["2026-06-01", "2026-06-01T10:00", "1/6/2026", "2026-06-02T10:00:59", "11/12/2026 9:05"]
    for last in days:
        rows = [make_row(updated_dt=day, mo_text="Sîan hurt") for day in [*days, last, last]]
        assert wrong_cuts(path, as_bytes(rows)) == []


def test_without_the_check_a_cut_date_would_be_read_as_an_earlier_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending.LastColumn, "check", lambda *_: None)
    content = as_bytes([make_row(updated_dt=f"2026-06-1{n}T10:00:00") for n in range(3)])
    cut = content[: -len("T10:00:00\r\n")]
    assert wrong_cuts(path, content) != []
    assert read(path, cut)[-1].cells["updated_dt"] == "2026-06-12"


@pytest.mark.django_db
def test_a_cut_file_changes_nothing_and_says_what_to_do(path: Path) -> None:
    force: Force = makers.make_force()
    rows = [make_row(updated_dt=f"2026-06-1{n}T10:00:00") for n in range(3)]
    path.write_bytes(as_bytes(rows)[:-5])
    with pytest.raises(BrokenFile) as refusal:
        actions.import_file(path=path, force=force, by=None)
    assert str(refusal.value) == (
        "Line 4: the file ends here without a line end, and the value of updated_dt may have been "
        "cut off. Fetch the file again. If it is whole, end its last line. Nothing was imported."
    )
    assert (ImportBatch.objects.count(), Incident.objects.count()) == (0, 0)


def test_a_whole_file_may_lack_the_last_line_end(path: Path) -> None:
    content = as_bytes([make_row(), make_row(), make_row()])
    assert read(path, content.removesuffix(b"\r\n")) == read(path, content)


def test_a_cut_between_the_two_parts_of_a_line_end_takes_nothing_away(path: Path) -> None:
    content = as_bytes([make_row(), make_row()])
    assert read(path, content.removesuffix(b"\n")) == read(path, content)


def test_a_last_column_empty_in_every_row_is_whole(path: Path) -> None:
    content = as_bytes([make_row(updated_dt=""), make_row(updated_dt="")])
    assert read(path, content.removesuffix(b"\r\n")) == read(path, content)


@pytest.mark.parametrize("updated", ["2026-06-01", ""])
def test_one_row_alone_shows_no_form_to_be_held_against(path: Path, updated: str) -> None:
    content = as_bytes([make_row(updated_dt=updated)])
    assert read(path, content)
    broken = refused(path, content.removesuffix(b"\r\n"))
    assert broken is not None
    assert broken.line == 2


def test_an_empty_last_value_below_filled_ones_may_have_been_cut_away(path: Path) -> None:
    content = as_bytes([make_row(), make_row(updated_dt=""), make_row(updated_dt="")])
    assert read(path, content)
    assert refused(path, content.removesuffix(b"\r\n")) is not None


def test_a_blank_last_line_without_an_end_is_no_row(path: Path) -> None:
    content = as_bytes([make_row()])
    assert read(path, content + b"  ") == read(path, content)


def test_half_a_character_is_named_as_a_cut(path: Path) -> None:
    content = as_bytes([make_row(), make_row(mo_text="Zoë")], names=MO_LAST)
    broken = refused(path, content[: content.rindex("ë".encode()) + 1])
    assert str(broken).startswith("Line 3: the file ends inside a character.")


def test_free_text_in_the_last_column_is_refused_only_for_what_can_be_known(path: Path) -> None:
    rows = [make_row(), make_row(mo_text="Struck, then left")]
    content = as_bytes(rows, names=MO_LAST)
    assert read(path, content.removesuffix(b"\r\n")) == read(path, content)
    assert str(refused(path, content[: content.rindex(b"left")])) == (
        "Line 3: a quote was opened and never closed. The file may have been cut off. "
        "Nothing was imported."
    )


def test_a_column_that_the_mapping_ignores_is_not_judged(path: Path) -> None:
    mapping = Mapping(ignore=frozenset({"extra"}))
    rows = [make_row() | {"extra": "2026-06-01"}, make_row() | {"extra": "2026-06-02"}]
    content = as_bytes(rows, names=(*NAMES, "extra"))
    assert read(path, content[:-6], mapping) == read(path, content, mapping)


def test_letters_of_identifiers_may_differ_and_those_of_codes_may_not() -> None:
    assert ending.shape("N0123B", "suspect_nominal_id") == ending.shape(
        "Q9876Z", "victim_nominal_id"
    )
    assert ending.shape("EX", "relationship") != ending.shape("PA", "relationship")


def test_what_is_said_of_columns_names_columns_there_are() -> None:
    assert set(COLUMNS) > ending.FREE_TEXT
    assert set(COLUMNS) > ending.IDENTIFIERS
