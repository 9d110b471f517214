"""Every door that takes a file tells what it is from its bytes, and says so on the page when it isn't a table."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lodged.casework.models import ReconciliationRun
from lodged.register.models import Agency, Role, User

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
