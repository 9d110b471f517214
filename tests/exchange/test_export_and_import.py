"""Everything out, and back into an empty instance: the same record and the same root, or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from lodged.core.json import from_json
from lodged.exchange.exporting import MANIFEST, ExportError, Manifest, export_all
from lodged.exchange.importing import import_all
from lodged.register import acts
from lodged.register.acting import acting_as
from lodged.register.counting import held_at
from lodged.register.models import Agency, Document, Event, JournalFrontier, Paper, Role, User
from lodged.register.services import record
from lodged.sources.input_tables import read_custody_records, read_detainer_list
from tests.exported_record import exported, root
from tests.fuzz.exports import DEEP, LONG, Export, fitting, read_export, write_export
from tests.whole_case import AT

pytestmark = pytest.mark.django_db


def test_an_import_of_an_export_has_the_same_record_and_root(tmp_path: Path) -> None:
    manifest, before, held = exported(tmp_path / "out")
    assert from_json(Manifest, (tmp_path / "out" / MANIFEST).read_bytes()) == manifest
    assert JournalFrontier.objects.get().size == 0
    import_all(tmp_path / "out")
    assert root() == before == bytes.fromhex(manifest.journal_root)
    supervisor = User.objects.get(username="Synthetic North")
    assert not supervisor.has_usable_password()
    with acting_as(supervisor):
        assert held_at(AT + timedelta(days=1)).count() == held == 2
    again = export_all(tmp_path / "again")
    same = [file for file in manifest.files if "personname" not in file.name]
    told = {file.name: (file.rows, file.sha256) for file in again.files}
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
        rows, digest = told[file.name]
        assert rows == file.rows
        if not any(word in file.name for word in numbered):
            assert digest == file.sha256, file.name


def test_an_export_of_the_version_before_is_imported(tmp_path: Path) -> None:
    _, before, _ = exported(tmp_path / "out")
    export = read_export(tmp_path / "out")
    rows = [json.loads(line) for line in export["tables/event.jsonl"].splitlines()]
    older = b"".join(
        json.dumps({name: said for name, said in row.items() if name != "program"}).encode() + b"\n"
        for row in rows
    )
    write_export(fitting(export | {"tables/event.jsonl": older}), tmp_path / "out")
    import_all(tmp_path / "out")
    assert root() == before
    with acting_as(User.objects.get(username="Synthetic North")):
        assert set(Event.objects.values_list("program", flat=True)) == {""}


def test_imports_that_came_to_nothing_use_up_no_numbers(tmp_path: Path) -> None:
    """Each import moved the counter on by the highest number there is; some dozens of tries, and it was beyond all."""
    exported(tmp_path / "out")
    highest = max(json.loads(line)["id"] for line in read_export(tmp_path / "out")[USER].splitlines())
    for _ in range(3):
        with transaction.atomic():
            import_all(tmp_path / "out")
            transaction.set_rollback(True)
    import_all(tmp_path / "out")
    agency = Agency.objects.first()
    assert User.objects.create(username="next", agency=agency, role=Role.AUDITOR).pk <= highest + 5


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
    good = read_export(tmp_path / "out")
    forged = changed(
        good, "tables/event.jsonl", 0, payload=row(good, "tables/event.jsonl")["payload"][:-4] + "0000"
    )
    write_export(fitting(forged), tmp_path / "forged")
    with pytest.raises(ExportError, match="journal is not whole"):
        import_all(tmp_path / "forged")
    assert not Agency.objects.exists()


def row(export: Export, name: str, at: int = 0) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(export[name].splitlines()[at])
    return said


def place_of(export: Export, name: str, **fields: object) -> int:
    """Find a row; of somebody whose acts were expunged nothing can be worked out anew."""
    rows = [json.loads(line) for line in export[name].splitlines()]
    return next(at for at, said in enumerate(rows) if fields.items() <= said.items())


def changed(export: Export, name: str, at: int, **fields: object) -> Export:
    """The same export with other fields in one row."""
    lines = export[name].splitlines(keepends=True)
    lines[at] = json.dumps(json.loads(lines[at]) | fields).encode() + b"\n"
    return export | {name: b"".join(lines)}


def manifest_with(export: Export, **fields: object) -> Export:
    return export | {"manifest.json": json.dumps(json.loads(export["manifest.json"]) | fields).encode()}


def without(export: Export, name: str, field: str) -> Export:
    said = row(export, name)
    del said[field]
    return export | {name: json.dumps(said).encode() + b"\n"}


AGENCY, FACILITY, USER = "tables/agency.jsonl", "tables/facility.jsonl", "tables/user.jsonl"
STAY, NAME, EDGE = "tables/stay.jsonl", "tables/personname.jsonl", "tables/journalfrontier.jsonl"
BROKEN: dict[str, tuple[Callable[[Export], Export], str]] = {
    "half a line": (lambda e: e | {STAY: e[STAY][:-50]}, "can't be read as JSON"),
    "no UTF-8": (lambda e: e | {STAY: b"\xff" + e[STAY]}, r"stay.jsonl\], row 1: it can't be read as JSON"),
    "no object": (lambda e: e | {STAY: b"[]\n"}, "a row is a JSON object"),
    "lists in lists": (lambda e: e | {STAY: DEEP}, "can't be read as JSON"),
    "a number of thousands of digits": (
        lambda e: e | {EDGE: b'{"id":' + LONG + b"}"},
        "can't be read",
    ),
    "a field missing": (lambda e: without(e, STAY, "person_id"), r"\[person_id\] is missing"),
    "a field too many": (lambda e: changed(e, STAY, 0, beyond=1), "this version doesn't know"),
    "another type": (
        lambda e: changed(e, STAY, 1, booked_at=5),
        r"row 2, field \[booked_at\]: it must be a time",
    ),
    "a time without a zone": (
        lambda e: changed(e, STAY, 0, booked_at="2026-01-10T15:00:00"),
        "a time with its zone",
    ),
    "a time before all time": (
        lambda e: changed(e, STAY, 0, booked_at="0001-01-01T00:00:00+14:00"),
        "a time with",
    ),
    "no identifier": (lambda e: changed(e, STAY, 0, person_id="x"), "an identifier"),
    "no bytes": (lambda e: changed(e, EDGE, 0, nodes="zz"), "bytes in hexadecimal"),
    "a truth that is a number": (lambda e: changed(e, USER, 0, is_active=1), "true or false"),
    "a number that is a truth": (lambda e: changed(e, EDGE, 0, size=True), "a whole number"),
    "an enormous number": (lambda e: changed(e, AGENCY, 0, answer_minutes=10**30), "longer, higher or lower"),
    "a NUL": (lambda e: changed(e, NAME, 0, last="a\x00"), r"field \[last\]: it must be text"),
    "half a surrogate pair": (lambda e: changed(e, NAME, 0, last="\ud800"), "it must be text"),
    "a NUL in data": (
        lambda e: changed(e, "tables/detainer.jsonl", 0, lacks=["\x00"]),
        "JSON that the database can",
    ),
    "a number that is none": (
        lambda e: changed(e, "tables/statedfact.jsonl", 0, value=float("inf")),
        "JSON that",
    ),
    "too long": (lambda e: changed(e, NAME, 0, last="x" * 201), "longer, higher or lower"),
    "empty where it must not be": (lambda e: changed(e, STAY, 0, booked_at=None), "must not be"),
    "an unknown word": (lambda e: changed(e, FACILITY, 0, kind="castle"), "none of the words"),
    "no time zone": (lambda e: changed(e, AGENCY, 0, time_zone="Nowhere/Never"), "its time zone is none"),
    "no state": (lambda e: changed(e, AGENCY, 0, state="ZZ"), "its state is none"),
    "a row twice": (lambda e: e | {STAY: e[STAY] * 2}, r"stay.jsonl\]: its rows contradict each other"),
    "a row gone that others name": (
        lambda e: e | {AGENCY: e[AGENCY].splitlines(keepends=True)[0]},
        r"by the rule \[register_\w+_fk_register",
    ),
    "an account with a number without end": (
        lambda e: (
            e | {USER: e[USER] + json.dumps(row(e, USER) | {"id": 2**31 - 1, "username": "x"}).encode()}
        ),
        "no number of an account is above",
    ),
    "another file in a document": (
        lambda e: changed(e, "tables/document.jsonl", 0, content="00"),
        "not the one its SHA-256",
    ),
    "a stay moved": (
        lambda e: changed(e, STAY, place_of(e, STAY, booking_number="S-0-0"), booking_number="other"),
        "tables are not what its acts make: row changed, register_stay",
    ),
    "a name added": (lambda e: e | {NAME: e[NAME] + e[NAME]}, "tables are not what its acts make: row added"),
    "an event of another": (
        lambda e: changed(e, "tables/event.jsonl", 0, occurred_at="2026-01-01T00:00:00+00:00"),
        "tables are not what its acts make: event changed",
    ),
    "no edge": (lambda e: e | {EDGE: b""}, "can't be continued"),
    "two edges": (lambda e: e | {EDGE: e[EDGE] * 2}, "one row"),
    "another edge": (
        lambda e: changed(e, EDGE, 0, nodes="00" * 32 + row(e, EDGE)["nodes"][64:]),
        "can't be continued",
    ),
    "an edge in the future": (
        lambda e: changed(e, EDGE, 0, recorded_at="2099-01-01T00:00:00+00:00"),
        "can't be continued",
    ),
    "no files named": (lambda e: manifest_with(e, files=None), r"field \[files\]"),
    "files that are none": (lambda e: manifest_with(e, files=[1]), "one name and one SHA-256"),
    "no size": (lambda e: manifest_with(e, journal_size="x"), r"field \[journal_size\]"),
    "a manifest that is a list": (lambda e: e | {"manifest.json": b"[]"}, "a manifest is a JSON object"),
    "a table of a later version": (
        lambda e: manifest_with(
            e, files=[*json.loads(e["manifest.json"])["files"], {"name": "tables/later.jsonl", "sha256": ""}]
        ),
        "a table that this version doesn't know",
    ),
}


def refusal(folder: Path) -> str:
    """What an import is refused with."""
    try:
        import_all(folder)
    except ExportError as error:
        return str(error)
    return "it was imported"


def test_a_broken_export_is_refused_in_words_and_nothing_stays(tmp_path: Path) -> None:
    """The manifest fits what was broken, so that hashes notice nothing."""
    exported(tmp_path / "out")
    good = read_export(tmp_path / "out")
    for what, (change, words_said) in BROKEN.items():
        write_export(fitting(change(good)), tmp_path / what)
        assert re.search(words_said, refusal(tmp_path / what)), what
        assert not Agency.objects.exists(), what
        assert JournalFrontier.objects.get().size == 0, what


def test_an_act_of_a_later_version_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(tmp_path / "out")
    monkeypatch.delitem(acts.ACTS, acts.Book.name)
    with pytest.raises(ExportError, match="this version can't read the act"):
        import_all(tmp_path / "out")


def test_only_an_empty_instance_takes_an_import(tmp_path: Path) -> None:
    exported(tmp_path / "out")
    Agency.objects.create(name="Here already", state="MN")
    with pytest.raises(ExportError, match="has records already"):
        import_all(tmp_path / "out")


def test_an_export_is_not_written_over_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    with pytest.raises(ExportError, match="not empty"):
        export_all(tmp_path)
