"""Approved wording becomes a version and never changes; a new text is a new version."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from casework.audit.fields import canonical
from casework.audit.models import Event
from casework.core import append_only
from casework.core.errors import Refused
from letters.wording import actions
from letters.wording.models import Status, Wording
from letters.wording.placeholders import LetterIncomplete
from letters.wording.triggers import GUARDS
from tests import makers

pytestmark = pytest.mark.django_db
TEXT = 'layout = "warning_letter.html"\napproved_name = "A"\n[paragraphs]\nwho = ["{words}"]\n'


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one text of the kind "note", in place of those of the system."""
    (tmp_path / "note.toml").write_text(TEXT.replace("{words}", "First words."))
    monkeypatch.setattr(actions, "TEXTS", tmp_path)
    monkeypatch.setattr(actions, "shipped", lambda kind: read(kind, tmp_path))
    return tmp_path


read = actions.shipped.__wrapped__


def change(texts: Path, words: str) -> None:
    (texts / "note.toml").write_text(TEXT.replace("{words}", words))


def run(sql: str, *values: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def test_every_text_that_comes_with_the_system_becomes_a_live_version() -> None:
    made = actions.ensure_wordings()
    assert [wording.kind for wording in made] == actions.kinds()
    assert all(wording.status == Status.LIVE and wording.version == 1 for wording in made)
    assert actions.ensure_wordings() == []


def test_a_version_is_published_with_one_event_that_names_its_hash(texts: Path) -> None:
    with makers.assert_one_event("wording.published") as events:
        wording = actions.ensure_wordings()[0]
    body = events[0].payload.body
    assert body["after"] == {"wording": "note-1", "sha256": wording.sha256}
    assert len(wording.sha256) == 64


def test_a_changed_text_is_a_new_version_and_the_old_one_stays_to_be_read(texts: Path) -> None:
    first = actions.ensure_wordings()[0]
    change(texts, "Second words.")
    second = actions.ensure_wordings()[0]
    first.refresh_from_db()
    assert (first.version, first.status) == (1, Status.RETIRED)
    assert first.paragraphs == {"who": ["First words."]}
    assert (second.version, second.status) == (2, Status.LIVE)
    assert actions.current_wording("note", force=None) == second


def test_an_older_release_still_running_does_not_bring_its_text_back(texts: Path) -> None:
    actions.ensure_wordings()
    change(texts, "Second words.")
    second = actions.ensure_wordings()[0]
    change(texts, "First words.")
    assert actions.ensure_wordings() == []
    assert actions.current_wording("note", force=None) == second


def test_the_current_wording_is_made_a_version_when_it_is_first_asked_for(texts: Path) -> None:
    assert actions.current_wording("note", force=makers.make_force()).reference == "note-1"
    assert Wording.objects.filter(kind="note").count() == 1


def test_a_forces_own_wording_goes_before_that_of_the_system(texts: Path) -> None:
    force, other = makers.make_force(), makers.make_force()
    own = Wording.objects.create(
        kind="note",
        force=force,
        version=1,
        layout="warning_letter.html",
        paragraphs={"who": ["Our words."]},
        sha256="0" * 64,
        status=Status.LIVE,
        approved_name="A Solicitor",
        approved_at=timezone.now(),
    )
    assert actions.current_wording("note", force=force) == own
    assert own.reference == f"note-{force.code}-1"
    assert actions.current_wording("note", force=other).force is None


def test_a_kind_without_wording_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="no approved wording"):
        actions.current_wording("no_such_kind", force=None)


def test_a_text_that_asks_for_something_unknown_never_becomes_a_version(texts: Path) -> None:
    change(texts, "{victim_name}")
    with pytest.raises(LetterIncomplete):
        actions.ensure_wordings()
    assert not Wording.objects.exists()


def test_a_change_of_the_layout_is_a_change_of_the_wording(
    texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read("note", texts).sha256
    monkeypatch.setattr(actions.engine, "source", lambda layout: "another layout")
    assert read("note", texts).sha256 != first


COLUMNS = {
    "kind": "other",
    "version": 9,
    "layout": "other.html",
    "paragraphs": canonical({"who": ["You are guilty."]}),
    "sha256": "f" * 64,
    "approved_name": "Nobody",
    "approved_at": "2020-01-01 00:00:00+00:00",
    "status": "DRAFT",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_raw_sql_cannot_change_live_wording(texts: Path, column: str) -> None:
    actions.ensure_wordings()
    with pytest.raises(Error, match=r"cannot be changed|wording"):
        run(f"UPDATE wording_wording SET {column} = %s", COLUMNS[column])


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM wording_wording",
        "UPDATE wording_wording SET id = id + 1",
        "UPDATE wording_wording SET status = 'RETIRED', retired_at = approved_at, version = 7",
    ],
)
def test_raw_sql_cannot_remove_live_wording_or_put_another_in_its_place(
    texts: Path, attack: str
) -> None:
    actions.ensure_wordings()
    with pytest.raises(Error, match="cannot be changed"):
        run(attack)


def test_raw_sql_cannot_put_another_row_in_the_place_of_live_wording(texts: Path) -> None:
    actions.ensure_wordings()
    if connection.vendor == "sqlite":
        attack = "INSERT OR REPLACE INTO wording_wording SELECT * FROM wording_wording"
    else:
        attack = (
            "INSERT INTO wording_wording SELECT * FROM wording_wording "
            "ON CONFLICT (id) DO UPDATE SET kind = 'other'"
        )
    with pytest.raises(Error, match="cannot be changed"):
        run(attack)


@pytest.mark.postgres
def test_raw_sql_cannot_empty_the_wordings_at_a_stroke(texts: Path) -> None:
    with pytest.raises(Error, match="cannot be changed"):
        run("TRUNCATE wording_wording CASCADE")


def test_retired_wording_cannot_come_back_to_life(texts: Path) -> None:
    actions.ensure_wordings()
    run("UPDATE wording_wording SET status = 'RETIRED', retired_at = approved_at")
    with pytest.raises(Error, match="cannot be changed"):
        run("UPDATE wording_wording SET status = 'LIVE', retired_at = NULL")


def test_without_its_guards_live_wording_could_be_rewritten(texts: Path) -> None:
    """The red twin of the attacks above."""
    actions.ensure_wordings()
    append_only.remove(connection, GUARDS)
    try:
        assert run("UPDATE wording_wording SET paragraphs = %s", COLUMNS["paragraphs"]) == 1
    finally:
        append_only.install(connection, GUARDS)
    assert Wording.objects.get().paragraphs == {"who": ["You are guilty."]}


@pytest.mark.django_db(transaction=True)
def test_two_processes_starting_at_once_publish_one_version(texts: Path) -> None:
    start, made = Barrier(2), []

    def begin() -> None:
        start.wait()
        try:
            made.extend(actions.ensure_wordings())
        finally:
            connection.close()

    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert Wording.objects.filter(status=Status.LIVE).count() == 1
    assert Event.objects.filter(verb="wording.published").count() == 1
