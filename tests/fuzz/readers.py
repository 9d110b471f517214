"""Every reader of what strangers send, with valid files to begin from."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from journal_maker import KEY, write_journal

from lodged.figures.claims.loading import load_claims
from lodged.figures.definition import load_definitions
from lodged.figures.reading import read_material
from lodged.journal.checkpoint import Checkpoint
from lodged.journal.entry import Entry
from lodged.journal.folder import FolderStore
from lodged.journal.notes import Note, SigningKey, VerifyingKey
from lodged.journal.payload import read_private_row
from lodged.journal.prooffile import ProofFile
from lodged.journal.proofs import inclusion_proof
from lodged.journal.verification import verify
from lodged.law.loader import RULEBOOK_FOLDER, load_rulebooks
from lodged.papers.reading.reader import read_form
from lodged.sealing.keyring import Keyring, new_key
from lodged.sealing.stream import open_stream, seal_stream
from lodged.sources import tables
from lodged.sources.agreements import read_agreements
from lodged.sources.door import read_coverage, read_custody_records, read_detainer_list, read_rulings
from lodged.sources.facility_counts import FACILITY_COUNTS, read_facility_counts
from lodged.sources.foia import read_foia_detainers
from lodged.sources.inspection import inspect_file
from lodged.sources.jail_bookings import JAIL_BOOKINGS, read_jail_bookings
from lodged.sources.mapping import parse_mapping
from lodged.sources.published import read_published

RING = Keyring((new_key("fuzz"),))


@dataclass(frozen=True)
class Reader:
    """What is read, how, and from what valid files."""

    read: Callable[[Path], object]
    seeds: tuple[bytes, ...]
    suffix: str = ".bin"
    slow: bool = False
    """Whether one reading takes so long that few are made in the ordinary tests."""


def _table(table: tables.Table, row: dict[str, str]) -> pl.DataFrame:
    said = {column.name: row.get(column.name, "") for column in table.columns}
    return pl.DataFrame([said, said])


_ROW = {
    "detainer_id": "D-1", "last_name": "Synthetic", "first_name": "Ada", "date_of_birth": "1990-01-02",
    "facility_name": "Anoka County Jail", "facility_state": "MN", "booking_id": "B-1", "booked_at": "2026-01-02 10:00",
    "released_at": "1/20/2026 11:00", "release_reason": "released", "issued_on": "45000", "form": "I-247A",
    "booking_key": "K-1", "imm_hold": "1", "release_to_imm": "0", "release_dispositions": "Bail Bond; PR",
    "with_hold": "3",
    "detainer_on_file": "yes", "reported_from": "2025-01-01", "reported_through": "2026-01-13", "a_number": "999000001",
}  # fmt: skip


def _kinds(frame: pl.DataFrame) -> tuple[bytes, ...]:
    """A table as CSV, workbook and Parquet."""
    book, packed = io.BytesIO(), io.BytesIO()
    frame.write_excel(book)
    frame.write_parquet(packed)
    return frame.write_csv().encode(), book.getvalue(), packed.getvalue()


FOIA = (
    b"detainer_prepare_date,detainer_type,detainer_lift_reason,detention_facility,facility_state,facility_aor,"
    b"unique_identifier,birth_year,gender,citizenship_country,apprehension_date\n"
    b"2025-01-20,I-247A,Booked into Detention,HENNEPIN COUNTY JAIL,MINNESOTA,St. Paul,abc,1990,Male,X,2025-01-21\n"
)
AGREEMENTS = _kinds(
    pl.DataFrame(
        {
            "STATE": ["MINNESOTA"] * 2,
            "LAW ENFORCEMENT AGENCY": ["Synthetic County Sheriff"] * 2,
            "TYPE": ["County", "State"],
            "COUNTY": ["Synthetic County"] * 2,
            "SUPPORT TYPE": ["Jail Enforcement Model", "Task Force Model"],
            "SIGNED": ["1/2/2025", "45000"],
            "MOA": ["x"] * 2,
            "ADDENDUM": [""] * 2,
        }
    )
)
PUBLISHED = (
    b"Month,Detainers\n2025-01,10\n2025-02,11\n",
    b'"","detention_facility","Booked into Detention","Detainer Declined by LEA","NA"\n"1","X JAIL",1,2,3\n',
)
DEFINITION = b"""- id: fuzzed
  version: 1
  title: Synthetic
  unit: detainer
  kind: flow
  source: foia_detainers
  population: "outcome = 'declined'"
  means: A synthetic definition.
"""
MESSAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
MESSAGE += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def _pdf() -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def _in_folder(name: str, read: Callable[[Path], object]) -> Callable[[Path], object]:
    """Read a file as the only one of a folder, under a name."""

    def placed(path: Path) -> object:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / name).write_bytes(path.read_bytes())
            return read(Path(folder))

    return placed


def _journal() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lodged-fuzz-"))
    write_journal(folder, 12, private=True)
    return folder


JOURNAL = _journal()


def _with_journal_file(name: str) -> Callable[[Path], object]:
    """Verify the journal with one of its files put in place of the good one."""

    def placed(path: Path) -> object:
        good = (JOURNAL / name).read_bytes()
        try:
            (JOURNAL / name).write_bytes(path.read_bytes())
            return verify(FolderStore(JOURNAL), [KEY.verifying_key()])
        finally:
            (JOURNAL / name).write_bytes(good)

    return placed


def _proof() -> bytes:
    store = FolderStore(JOURNAL)
    path = tuple(inclusion_proof(store.levels(), 3, 12))
    return ProofFile(store.leaf(3), 3, path, store.checkpoint().note).encode()


def _read_proof(path: Path) -> object:
    proof = ProofFile.parse(path.read_bytes())
    return proof.note().signers([KEY.verifying_key()]), proof.entry(), proof.holds()


def _sealed() -> bytes:
    out = io.BytesIO()
    seal_stream(RING, "fuzz", io.BytesIO(b"synthetic" * 50), out)
    return out.getvalue()


def _text(read: Callable[[str], object]) -> Callable[[Path], object]:
    return lambda path: read(path.read_text("utf-8", "replace"))


READERS: dict[str, Reader] = {
    "detainer list": Reader(
        lambda path: read_detainer_list([path]), _kinds(_table(tables.DETAINER_LIST, _ROW))
    ),
    "custody records": Reader(
        lambda path: read_custody_records([path]), _kinds(_table(tables.CUSTODY_RECORDS, _ROW))
    ),
    "coverage": Reader(read_coverage, _kinds(_table(tables.COVERAGE, _ROW))),
    "rulings": Reader(read_rulings, _kinds(_table(tables.RULINGS, _ROW))),
    "ICE's release": Reader(lambda path: read_foia_detainers([path]), (FOIA,)),
    "bookings": Reader(lambda path: read_jail_bookings([path]), _kinds(_table(JAIL_BOOKINGS, _ROW))),
    "own counts": Reader(lambda path: read_facility_counts([path]), _kinds(_table(FACILITY_COUNTS, _ROW))),
    "287(g) lists": Reader(lambda path: read_agreements([path]), AGREEMENTS),
    "published tables": Reader(read_published, PUBLISHED),
    "any table": Reader(inspect_file, (FOIA, *AGREEMENTS, *_kinds(_table(tables.DETAINER_LIST, _ROW)))),
    "material of figures": Reader(lambda path: read_material([path]), (FOIA, AGREEMENTS[0]), slow=True),
    "definitions": Reader(_in_folder("own.yaml", lambda folder: load_definitions([folder])), (DEFINITION,)),
    "claims": Reader(
        _in_folder("own.yaml", lambda folder: load_claims([folder])),
        (DEFINITION.replace(b"fuzzed", b"claimed"),),
    ),
    "column names": Reader(
        _text(lambda text: parse_mapping(text.splitlines())), (b"Surname=last_name\nDOB=date_of_birth",)
    ),
    "rulebooks": Reader(
        _in_folder("us.yaml", load_rulebooks), ((RULEBOOK_FOLDER / "us.yaml").read_bytes(),), slow=True
    ),
    "papers": Reader(
        lambda path: read_form(path.read_bytes(), "paper"), (_pdf(), MESSAGE, b"II*\x00", b"\x89PNG\r\n")
    ),
    "signed notes": Reader(
        lambda path: Note.parse(path.read_bytes()).signers([KEY.verifying_key()]),
        ((JOURNAL / "checkpoint.txt").read_bytes(),),
    ),
    "checkpoints": Reader(
        lambda path: Checkpoint.from_note(path.read_bytes()), ((JOURNAL / "checkpoint.txt").read_bytes(),)
    ),
    "public keys": Reader(_text(VerifyingKey.from_text), (KEY.verifying_key().text().encode(),)),
    "private keys": Reader(_text(SigningKey.from_text), (KEY.text().encode(),)),
    "proofs": Reader(_read_proof, (_proof(),)),
    "entries": Reader(
        lambda path: Entry.from_leaf(path.read_bytes()),
        ((JOURNAL / "entries.jsonl").read_bytes().split(b"\n")[0],),
    ),
    "payloads": Reader(
        lambda path: read_private_row(path.read_bytes()),
        ((JOURNAL / "private/payloads.jsonl").read_bytes().split(b"\n")[0],),
    ),
    "journal rows": Reader(_with_journal_file("entries.jsonl"), ((JOURNAL / "entries.jsonl").read_bytes(),)),
    "journal hashes": Reader(_with_journal_file("hashes/0"), ((JOURNAL / "hashes/0").read_bytes(),)),
    "journal payloads": Reader(
        _with_journal_file("private/payloads.jsonl"), ((JOURNAL / "private/payloads.jsonl").read_bytes(),)
    ),
    "journal checkpoint": Reader(
        _with_journal_file("checkpoint.txt"), ((JOURNAL / "checkpoint.txt").read_bytes(),)
    ),
    "sealed files": Reader(
        lambda path: list(open_stream(RING, "fuzz", io.BytesIO(path.read_bytes()))), (_sealed(),)
    ),
    "sealed values": Reader(lambda path: RING.open("x", path.read_bytes()), (RING.seal("x", b"synthetic"),)),
    "key settings": Reader(_text(Keyring.read), (str(new_key("a")).encode(),)),
}
