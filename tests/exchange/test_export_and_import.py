"""Everything out, and back into an empty instance: the same record and the same root, or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from lodged.exchange.exporting import ExportError, export_all
from lodged.exchange.importing import import_all
from lodged.journal.tree import Frontier
from lodged.register import acts, documents
from lodged.register.acting import acting_as
from lodged.register.counting import held_at
from lodged.register.models import Agency, Document, Facility, JournalFrontier, Paper, Role, Sharing, User
from lodged.register.services import expunge, record
from lodged.sources.door import read_custody_records, read_detainer_list
from whole_case import AT, whole_case

pytestmark = pytest.mark.django_db


def fill() -> None:
    """Two agencies that share, three people, one of them expunged, and one of every kind of row."""
    for number, name in enumerate(("Synthetic North", "Synthetic South")):
        agency = Agency.objects.create(name=name, state="MN")
        jail = Facility.objects.create(agency=agency, name=f"{name} Jail", kind="county_jail")
        user = User.objects.create(username=name, agency=agency, role=Role.RECORDS_SUPERVISOR)
        for i in range(2 - number):
            case = whole_case(user, jail, f"{number}-{i}")
            documents.keep(user, f"%PDF-{number}".encode(), "application/pdf")
            if (number, i) == (0, 1):
                expunge(user, case.person, order="Synthetic court, 1")
    first, second = Agency.objects.order_by("name")
    with acting_as(User(agency=first, role=Role.AGENCY_ADMINISTRATOR)):
        Sharing.objects.create(agency=first, reader=second, since=AT)


def root() -> bytes:
    edge = JournalFrontier.objects.get()
    return Frontier.from_bytes(edge.size, bytes(edge.nodes)).root()


def exported(folder: Path) -> tuple[dict[str, Any], bytes, int]:
    """Fill, export, and take the filling back, so that the instance is empty again."""
    with transaction.atomic():
        fill()
        with acting_as(User.objects.get(username="Synthetic North")):
            held = held_at(AT + timedelta(days=1)).count()
        manifest, before = export_all(folder), root()
        transaction.set_rollback(True)
    return manifest, before, held


def test_an_import_of_an_export_has_the_same_record_and_root(tmp_path: Path) -> None:
    manifest, before, held = exported(tmp_path / "out")
    assert JournalFrontier.objects.get().size == 0
    import_all(tmp_path / "out")
    assert root() == before == bytes.fromhex(manifest["journal_root"])
    supervisor = User.objects.get(username="Synthetic North")
    assert not supervisor.has_usable_password()
    with acting_as(supervisor):
        assert held_at(AT + timedelta(days=1)).count() == held == 2
    again = export_all(tmp_path / "again")
    same = [file for file in manifest["files"] if "personname" not in file["name"]]
    told = {file["name"]: (file["rows"], file["sha256"]) for file in again["files"]}
    numbered = {
        "personname",
        "birthdate",
        "personidentifier",
        "warrant",
        "span",
        "return",
        "sharing",
        "mapping",
        "handover",
        "claim",
        "statedfact",
    }
    for file in same:
        rows, digest = told[file["name"]]
        assert rows == file["rows"]
        if not any(word in file["name"] for word in numbered):
            assert digest == file["sha256"], file["name"]


def test_files_and_papers_come_along(tmp_path: Path) -> None:
    exported(tmp_path / "out")
    import_all(tmp_path / "out")
    south = User.objects.get(username="Synthetic South")
    with acting_as(south):
        assert bytes(Document.objects.get(agency=south.agency).content) == b"%PDF-1"
        assert Paper.objects.get(agency=south.agency).outcome == "lodged"


def test_recording_goes_on_after_an_import(tmp_path: Path) -> None:
    exported(tmp_path / "out")
    import_all(tmp_path / "out")
    supervisor = User.objects.get(username="Synthetic South")
    size = JournalFrontier.objects.get().size
    event = record(supervisor, acts.ReadFile(at=AT, person=uuid4(), purpose="synthetic"))
    assert event.index == size
    User.objects.create(username="new", agency=supervisor.agency, role=Role.AUDITOR)


def test_the_files_for_others_are_read_as_any_file(tmp_path: Path) -> None:
    exported(tmp_path / "out")
    stays = read_custody_records([tmp_path / "out" / "custody_records.csv"])
    listed = read_detainer_list([tmp_path / "out" / "detainers.csv"])
    assert set(stays.rows["detainer_on_file"]) == {True}
    assert {"D-0-0", "D-1-0"} <= set(listed.rows["detainer_id"])
    # The expunged person has no name any more, so both files report the row instead of inventing one.
    assert (stays.rows.height, listed.rows.height) == (2, 2)

    assert len({problem.row for problem in stays.problems if problem.row}) == 1


@pytest.mark.parametrize(
    ("name", "change", "words_said"),
    [
        ("tables/event.jsonl", lambda text: text.replace("stay.booked", "stay.moved"), "SHA-256 differs"),
        ("tables/journalentry.jsonl", lambda text: text[: len(text) // 2], "SHA-256 differs"),
        ("manifest.json", lambda text: text.replace("lodged-export-1", "other"), "format is"),
        ("manifest.json", lambda _: "{", "can't be read"),
    ],
)
def test_a_damaged_export_is_refused_whole(
    tmp_path: Path, name: str, change: Callable[[str], str], words_said: str
) -> None:
    exported(tmp_path / "out")
    path = tmp_path / "out" / name
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    with pytest.raises(ExportError, match=words_said):
        import_all(tmp_path / "out")
    assert not Agency.objects.exists()


def test_an_export_forged_with_its_hashes_is_refused_by_the_journal(tmp_path: Path) -> None:
    """Somebody changes a payload and mends the manifest: the commitment doesn't open."""
    exported(tmp_path / "out")
    path = tmp_path / "out" / "tables" / "event.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows[0]["payload"] = rows[0]["payload"][:-4] + "0000"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    for file in told["files"]:
        if file["name"] == "tables/event.jsonl":
            file["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(ExportError, match="journal is not whole"):
        import_all(tmp_path / "out")
    assert not Agency.objects.exists()


def test_only_an_empty_instance_takes_an_import(tmp_path: Path) -> None:
    exported(tmp_path / "out")
    Agency.objects.create(name="Here already", state="MN")
    with pytest.raises(ExportError, match="has records already"):
        import_all(tmp_path / "out")


def test_an_export_is_not_written_over_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    with pytest.raises(ExportError, match="not empty"):
        export_all(tmp_path)
