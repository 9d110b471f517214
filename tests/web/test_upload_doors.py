"""Every door that takes a file tells what it is from its bytes, and says so on the page when it isn't a table."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lodged.casework.models import ReconciliationRun
from lodged.register.models import Agency, Role, User
from lodged.web import server

pytestmark = pytest.mark.django_db


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return packed.getvalue()


FILES = {
    "a program": (b"\x7fELF\x02\x01\x01" + b"\x00" * 64, "a program"),
    "a web page": (b"<!DOCTYPE html><script>alert(1)</script>", "a web page"),
    "a PDF": (b"%PDF-1.7\n", "a PDF document"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "a PNG picture"),
    "a zip bomb": (bomb(), "was not opened"),
    "nothing": (b"", "empty"),
}


@pytest.fixture(autouse=True)
def supervisor(client: Client) -> User:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    user = User.objects.create(username="records", agency=agency, role=Role.RECORDS_SUPERVISOR)
    client.force_login(user)
    return user


@pytest.mark.parametrize("what", FILES)
def test_the_record_takes_tables_only(client: Client, what: str) -> None:
    content, words = FILES[what]
    answer = client.post(
        "/record/load/", {"file": SimpleUploadedFile("roster.csv", content), "kind": "roster", "mapping": ""}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize("what", FILES)
def test_a_reconciliation_takes_tables_only(client: Client, what: str) -> None:
    content, words = FILES[what]
    good = b"detainer_id,last_name\n1,Synthetic\n"
    for field in ("detainers", "custody", "coverage"):
        sent = {name: SimpleUploadedFile(f"{name}.csv", good) for name in ("detainers", "custody")}
        sent[field] = SimpleUploadedFile("x.csv", content)
        answer = client.post("/reconcile/", {**sent, "state": "MN", "as_of": "2026-01-13", "mapping": ""})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not ReconciliationRun.objects.exists()


NAMES = ["../../../etc/passwd", "..\\\\..\\\\boot.ini", "/etc/shadow", "a/b.csv", ".", "..", "%2e%2e%2fx"]


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_leads_nowhere(
    client: Client, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The request is written by hand: an ordinary client would tidy the name."""
    folder = tmp_path_factory.mktemp("loads")
    monkeypatch.setattr("lodged.casework.uploaded_loads._folder", lambda: folder / "kept")
    parts = {
        f'name="file"; filename="{name}"': "facility_name,booking_id\r\nx,1\r\n",
        'name="kind"': "roster",
        'name="mapping"': "",
    }
    body = "".join(
        f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n" for head, text in parts.items()
    )
    client.post(
        "/record/load/", (body + "--b--\r\n").encode(), content_type="multipart/form-data; boundary=b"
    )
    assert all(path.is_relative_to(folder / "kept") for path in folder.rglob("*"))


@pytest.fixture
def web_process() -> Iterator[None]:
    """A web process started where new files are for everybody."""
    before = os.umask(0o000)
    server.on_starting(None)
    yield
    os.umask(before)


@pytest.mark.usefixtures("web_process")
def test_what_uploads_leave_behind_is_private(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, data_dir=tmp_path / "data")
    roster = (
        b"facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,released_at,release_reason\n"
        b"Synthetic Jail,SYN-1,Sintetica,Ada,1990-01-02,2026-01-02 10:00,,\n"
    )
    taken = {"file": SimpleUploadedFile("roster.csv", roster), "kind": "roster", "mapping": ""}
    assert client.post("/record/load/", taken).status_code in {200, 302}
    given = {
        "detainers": SimpleUploadedFile("list.csv", b"detainer_id,last_name\n1,Synthetic\n"),
        "custody": SimpleUploadedFile("custody.csv", roster),
    }
    asked = client.post("/reconcile/", {**given, "state": "MN", "as_of": "2026-01-13", "mapping": ""})
    assert asked.status_code == 302
    kept = list((tmp_path / "data").rglob("*"))
    assert {"roster.csv", "list.csv", "custody.csv"} <= {one.name for one in kept}
    for one in kept:
        assert stat.S_IMODE(one.stat().st_mode) == (0o700 if one.is_dir() else 0o600), one
