"""The imports pages: what came in, what was not taken, and a file checked before it is taken."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import Force, Role, User
from casework.audit.models import Event
from casework.incidents import actions, jobs
from casework.incidents.models import ImportBatch, Incident, Upload
from tests import makers
from tests.makers_incidents import Row, import_rows, make_row, write_export

pytestmark = pytest.mark.django_db

NEW = "/imports/new/"


@pytest.fixture
def force() -> Force:
    return makers.make_force()


@pytest.fixture
def analyst(force: Force) -> User:
    return makers.make_user(Role.ANALYST, force=force)


@pytest.fixture
def client(analyst: User) -> Client:
    client = Client()
    client.force_login(analyst)
    return client


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def export_of(*rows: Row) -> SimpleUploadedFile:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(make_row()))
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("Callum Roake.csv", text.getvalue().encode())


def given(client: Client, force: Force, *rows: Row, **more: Any) -> Upload:
    """A file given on the page and checked."""
    answer = client.post(NEW, {"force": force.pk, "file": export_of(*rows)} | more)
    assert answer.status_code == 302, answer.text
    return Upload.objects.latest("uploaded_at")


def page(upload: Upload, part: str = "upload") -> str:
    return reverse(f"incidents:{part}", args=[upload.pk])


def files_kept() -> list[Path]:
    return sorted((Path(site.MEDIA_ROOT) / "uploads").glob("*"))


def test_imports_are_listed_with_their_counts(client: Client, force: Force, tmp_path: Path) -> None:
    batch = import_rows(tmp_path / "x.csv", [make_row(), make_row(da_flag="x")], force=force)
    answer = client.get("/imports/")
    assert answer.status_code == 200
    assert f"Import {batch.pk}" in answer.text
    assert "The system" in answer.text


def test_rejects_are_shown_with_row_column_value_and_what_to_do(
    client: Client, force: Force, analyst: User, tmp_path: Path
) -> None:
    batch = import_rows(tmp_path / "x.csv", [make_row(offence_from="30/02/2026")], force=force)
    text = client.get(reverse("incidents:batch", args=[batch.pk])).text
    for words in ("offence_from", "30/02/2026", "There is no such date or time", "Write the date"):
        assert words in text
    look = Event.objects.filter(verb="looked").latest("pk")
    assert look.payload.body["objects"] == [f"incidents.importbatch:{batch.pk}"]


def test_rejects_are_downloaded_as_a_file_harmless_in_a_spreadsheet(
    client: Client, force: Force, tmp_path: Path
) -> None:
    rows = [make_row(da_flag="=1+1") for _ in range(3)]
    batch = import_rows(tmp_path / "x.csv", rows, force=force)
    answer = client.get(reverse("incidents:rejects", args=[batch.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="import-{batch.pk}-rejects.csv"'
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(body)))
    assert [line["row"] for line in lines] == ["2", "3", "4"]
    assert {line["value"] for line in lines} == {"'=1+1"}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.MANAGER, Role.AUDITOR])
def test_only_analysts_find_the_imports(role: Role, force: Force, tmp_path: Path) -> None:
    batch = import_rows(tmp_path / "x.csv", [make_row()], force=force)
    other = Client()
    other.force_login(makers.make_user(role, force=force))
    for address in ("/imports/", NEW, reverse("incidents:batch", args=[batch.pk])):
        assert other.get(address).status_code == 404


def test_an_analyst_of_another_force_sees_neither_batch_nor_rejects(
    force: Force, tmp_path: Path
) -> None:
    batch = import_rows(tmp_path / "x.csv", [make_row()], force=force)
    other = Client()
    other.force_login(makers.make_user(Role.ANALYST))
    for part in ("batch", "rejects"):
        assert other.get(reverse(f"incidents:{part}", args=[batch.pk])).status_code == 404
    assert f"Import {batch.pk}" not in other.get("/imports/").text


def test_a_file_is_checked_and_nothing_is_taken_before_a_yes(client: Client, force: Force) -> None:
    upload = given(client, force, make_row(), make_row(da_flag="x"))
    assert not Incident.objects.exists()
    assert not ImportBatch.objects.exists()
    text = client.get(page(upload)).text
    assert "Import 1 row" in text
    assert (upload.read, upload.new, upload.rejected) == (2, 1, 1)
    assert Event.objects.filter(verb="incidents.upload_checked").count() == 1


def test_the_file_lies_under_a_name_that_says_nothing_and_only_we_read_it(
    client: Client, force: Force
) -> None:
    upload = given(client, force, make_row())
    (kept,) = files_kept()
    assert kept.name == f"{upload.pk}.csv"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_yes_imports_the_file_and_removes_it(client: Client, force: Force) -> None:
    upload = given(client, force, make_row())
    answer = client.post(page(upload, "confirm"))
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("incidents:batch", args=[batch.pk])  # type: ignore[attr-defined]
    assert (batch.new, batch.imported_by) == (1, upload.uploaded_by)
    assert files_kept() == []
    assert client.get(page(upload)).status_code == 302


def test_a_second_yes_answers_409_and_imports_nothing(client: Client, force: Force) -> None:
    upload = given(client, force, make_row())
    client.post(page(upload, "confirm"))
    assert client.post(page(upload, "confirm")).status_code == 409
    assert ImportBatch.objects.count() == 1


def test_a_file_that_is_gone_is_asked_for_again(client: Client, force: Force) -> None:
    waiting = given(client, force, make_row())
    actions.path_of(waiting).unlink()
    answer = client.post(page(waiting, "confirm"))
    assert answer.status_code == 422
    assert "Give it once more" in answer.text
    assert not ImportBatch.objects.exists()


def test_if_a_waiting_file_were_not_locked_it_would_be_imported_twice(
    client: Client, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: asking whether the file still waits is what stops the second import."""
    monkeypatch.setattr(actions, "_waiting", lambda upload: upload)
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
    upload = given(client, force, make_row())
    client.post(page(upload, "confirm"))
    client.post(page(upload, "confirm"))
    assert ImportBatch.objects.count() == 2


def test_a_file_may_be_put_aside(client: Client, force: Force) -> None:
    upload = given(client, force, make_row())
    assert client.post(page(upload, "put_aside")).status_code == 302
    assert files_kept() == []
    assert client.get(page(upload)).status_code == 404
    assert not ImportBatch.objects.exists()


def test_a_file_nobody_came_back_for_is_removed(client: Client, force: Force) -> None:
    upload = given(client, force, make_row())
    assert jobs.put_aside_forgotten() == 0
    Upload.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    assert jobs.put_aside_forgotten() == 1
    assert jobs.put_aside_forgotten() == 0
    assert files_kept() == []
    assert client.post(page(upload, "confirm")).status_code == 404


def test_a_file_seen_before_says_when(client: Client, force: Force) -> None:
    row = make_row()
    client.post(page(given(client, force, row), "confirm"))
    text = client.get(page(given(client, force, row))).text
    assert "This very file was imported on" in text
    assert "although nothing is new" in text


def test_a_broken_file_is_refused_with_its_line_and_not_kept(client: Client, force: Force) -> None:
    whole = export_of(make_row(), make_row()).read()
    cut = SimpleUploadedFile("x.csv", whole[: whole.rindex(b"Suspect struck")])
    answer = client.post(NEW, {"force": force.pk, "file": cut})
    assert answer.status_code == 422
    assert "Line 3" in answer.text
    assert "Nothing was imported" in answer.text
    assert files_kept() == []
    assert not Upload.objects.exists()


def test_no_file_and_too_large_a_file_are_refused(
    client: Client, force: Force, settings: Any
) -> None:
    assert "Choose the file to import" in client.post(NEW, {"force": force.pk}).text
    settings.POLICY = {"import.largest_file_on_the_page": 0}
    answer = client.post(NEW, {"force": force.pk, "file": export_of(make_row())})
    assert answer.status_code == 422
    assert "import_incidents" in answer.text


def test_a_mapping_is_taken_from_its_file_and_remembered(client: Client, force: Force) -> None:
    def renamed(row: Row) -> SimpleUploadedFile:
        text = export_of(row).read().replace(b"suspect_surname", b"surname_of_nominal", 1)
        return SimpleUploadedFile("x.csv", text)

    mapping = SimpleUploadedFile("m.json", b'{"surname_of_nominal": "suspect_surname"}')
    refused = client.post(NEW, {"force": force.pk, "file": renamed(make_row())})
    assert refused.status_code == 422
    sent = {"force": force.pk, "file": renamed(make_row()), "mapping": mapping}
    assert client.post(NEW, sent).status_code == 302
    client.post(page(Upload.objects.get(), "confirm"))
    again = client.post(NEW, {"force": force.pk, "file": renamed(make_row())})
    assert again.status_code == 302


def test_a_mapping_that_cannot_be_read_is_refused_at_its_field(
    client: Client, force: Force
) -> None:
    mapping = SimpleUploadedFile("m.json", b"{")
    sent = {"force": force.pk, "file": export_of(make_row()), "mapping": mapping}
    answer = client.post(NEW, sent)
    assert answer.status_code == 422
    assert "The mapping file cannot be read" in answer.text


def test_an_analyst_cannot_give_a_file_for_another_force(client: Client) -> None:
    other = makers.make_force()
    answer = client.post(NEW, {"force": other.pk, "file": export_of(make_row())})
    assert answer.status_code == 422
    assert not Upload.objects.exists()


def test_another_analysts_file_is_not_shown(client: Client, force: Force) -> None:
    upload = given(client, force, make_row())
    other = Client()
    other.force_login(makers.make_user(Role.ANALYST, force=force))
    assert other.get(page(upload)).status_code == 404
    assert other.post(page(upload, "confirm")).status_code == 404


def test_the_maker_writes_what_the_importer_reads(tmp_path: Path, force: Force) -> None:
    path = write_export(tmp_path / "x.csv", [make_row()])
    assert actions.import_file(path=path, force=force, by=None).new == 1
