"""Files of a process that was killed: found, named by the doctor, and removed; no other is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from casework.accounts.models import Role
from casework.incidents import actions, checkup, jobs
from casework.incidents.importer import NO_MAPPING
from casework.incidents.leftovers import left_behind, uploads_folder
from casework.incidents.models import Upload
from tests import makers
from tests.makers_incidents import make_row, write_export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    uploads_folder().mkdir(parents=True)
    return uploads_folder()


def aged(path: Path, **ago: float) -> Path:
    """The file as it would be, had it been written so long ago."""
    then = (timezone.now() - timedelta(**ago)).timestamp()
    os.utime(path, (then, then))
    return path


def orphan(folder: Path, **ago: float) -> Path:
    path = folder / f"{uuid4()}.csv"
    path.write_text("half a row")
    return aged(path, **ago)


def given(tmp_path: Path) -> Upload:
    """A file that was checked and waits."""
    force = makers.make_force()
    bytes_ = write_export(tmp_path / "export.csv", [make_row()]).read_bytes()
    by = makers.make_user(Role.ANALYST, force=force)
    return actions.check_upload(force=force, by=by, chunks=[bytes_], mapping=NO_MAPPING)


class Killed(BaseException):
    """As a process that ends at once: nothing after it runs."""


@contextmanager
def cleaning_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """What runs inside ends like a killed process: it removes no file."""
    with monkeypatch.context() as inside:
        inside.setattr(Path, "unlink", lambda *_, **__: None)
        yield inside


def killed_before_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    with cleaning_nothing(monkeypatch) as inside:
        inside.setattr(Upload, "save", dies)
        with pytest.raises(Killed):
            given(tmp_path)


def killed_after_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cleaning_nothing(monkeypatch):
        upload = given(tmp_path)
        actions.put_aside(upload=upload, by=upload.uploaded_by, reason="Another one came.")


@pytest.mark.parametrize("killed", [killed_before_its_row, killed_after_its_row])
def test_the_file_of_a_process_that_was_killed_is_removed(
    killed: Callable[..., None], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(tmp_path, monkeypatch)
    (path,) = folder.iterdir()
    assert not Upload.objects.waiting().exists()
    aged(path, hours=25)
    assert jobs.put_aside_forgotten() == 1
    assert list(folder.iterdir()) == []
    assert jobs.put_aside_forgotten() == 0


def test_without_the_look_at_the_folder_it_would_stay_for_ever(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_before_its_row(tmp_path, monkeypatch)
    (path,) = folder.iterdir()
    aged(path, hours=25)
    monkeypatch.setattr(jobs, "left_behind", lambda **_: [])
    jobs.put_aside_forgotten()
    assert path.exists()


def test_a_file_that_is_being_checked_is_left_alone(folder: Path) -> None:
    path = orphan(folder, hours=23)
    assert jobs.put_aside_forgotten() == 0
    assert path.exists()


def test_a_file_that_waits_is_left_alone_however_old_the_disk_says_it_is(tmp_path: Path) -> None:
    upload = given(tmp_path)
    aged(actions.path_of(upload), days=30)
    assert left_behind(before=timezone.now()) == []
    assert jobs.put_aside_forgotten() == 0
    assert actions.path_of(upload).exists()


def test_a_file_that_cannot_be_written_to_its_end_is_not_kept(folder: Path, tmp_path: Path) -> None:
    force = makers.make_force()
    by = makers.make_user(Role.ANALYST, force=force)

    def breaks_off() -> Iterator[bytes]:
        yield b"occurrence_no"
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        actions.check_upload(force=force, by=by, chunks=breaks_off(), mapping=NO_MAPPING)
    assert list(folder.iterdir()) == []


def test_the_doctor_names_what_the_clock_should_have_removed(folder: Path) -> None:
    orphan(folder, hours=25)
    assert list(checkup.no_file_is_left_behind()) == []
    path = orphan(folder, hours=27)
    (said,) = checkup.no_file_is_left_behind()
    assert f"1 in all, the first is {path.name}" in said


def test_without_a_folder_there_is_nothing_to_find(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    assert left_behind(before=timezone.now()) == []
