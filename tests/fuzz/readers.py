"""Every reader of what strangers send, with valid files to begin from."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import polars as pl

from lodged.commands.law import read_facts
from lodged.documents.reading.reader import read_form
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
from lodged.law import decide
from lodged.law.cases import run_cases
from lodged.law.loader import RULEBOOK_FOLDER, load_rulebooks
from lodged.names_check.files import read_people
from lodged.names_check.people import NAMED_LIST, read_text
from lodged.operations import backup, restore
from lodged.private_match import intersection, kept_state, messages
from lodged.private_match.messages import Message, MessageKind, Section
from lodged.publication.ledger import LEDGER, Ledger
from lodged.publication.reconciled import exact_totals, layout_of
from lodged.sealing.keyring import Keyring, new_key
from lodged.sealing.stream import open_stream, seal_stream
from lodged.sources import tables
from lodged.sources.agreements import read_agreements
from lodged.sources.facility_counts import FACILITY_COUNTS, read_facility_counts
from lodged.sources.foia import read_foia_detainers
from lodged.sources.input_tables import read_coverage, read_custody_records, read_detainer_list, read_rulings
from lodged.sources.inspection import inspect_file
from lodged.sources.jail_bookings import JAIL_BOOKINGS, read_jail_bookings
from lodged.sources.mapping import parse_mapping
from lodged.sources.published import read_published
from tests.journal.journal_maker import KEY, write_journal

RING = Keyring((new_key("fuzz"),))
DAY = date(2026, 1, 13)


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


def _containers(frame: pl.DataFrame) -> tuple[bytes, ...]:
    """A table in every container that is read."""
    feather, packed = io.BytesIO(), io.BytesIO()
    frame.write_ipc(feather, compression="zstd")
    text = frame.write_csv().encode()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", text)
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(f"CREATE TABLE a ({', '.join(frame.columns)})")
        made.execute(f"INSERT INTO a VALUES {frame.row(0)}")  # noqa: S608
        made.commit()
        database = made.serialize()
    rows = [frame.columns, *frame.rows()]
    cells = "".join("<tr>" + "".join(f"<td rowspan=2>{cell}" for cell in row) for row in rows)
    records = frame.to_dicts()
    nested = {
        "made": "x",
        "people": [record | {"charges": [{"code": "A"}, {"code": "B"}]} for record in records],
    }
    lines = "\n".join(json.dumps(record) for record in records)
    texts = (json.dumps(records), json.dumps(nested), lines, f"<html><table>{cells}</table>")
    return (
        *(written.encode() for written in texts),
        gzip.compress(text),
        packed.getvalue(),
        feather.getvalue(),
        database,
        text.decode().encode("utf-16-le"),
    )


OPEN_DOCUMENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="a"><table:table-row><table:table-cell
 table:number-columns-repeated="2" office:value-type="string"><text:p>facility_name</text:p></table:table-cell>
</table:table-row><table:table-row table:number-rows-repeated="3">
<table:table-cell office:value-type="float" office:value="1">
<text:p>1</text:p>
</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def _open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", OPEN_DOCUMENT)
    return out.getvalue()


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


def _in_folder(
    name: str, read: Callable[[Path], object], others: dict[str, bytes] | None = None
) -> Callable[[Path], object]:
    """Read a file in a folder, under a name, beside others that are good."""

    def placed(path: Path) -> object:
        with tempfile.TemporaryDirectory() as folder:
            for other, content in ({} if others is None else others).items():
                _kept(Path(folder) / other, content)
            _kept(Path(folder) / name, path.read_bytes())
            return read(Path(folder))

    return placed


def _kept(path: Path, content: bytes) -> None:
    """Write a file for its owner alone, as what is kept of a private comparison must be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)


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


EXCHANGE = UUID("00000000-0000-4000-8000-000000000000")
ASKED = intersection.ask(["a", "b", "c"])
ANSWERED = intersection.answer(["b", "c", "d"], ASKED.request)


def _message(kind: MessageKind, sections: dict[Section, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "message"
        messages.write(Message(kind, EXCHANGE, sections), path)
        return path.read_bytes()


def _answer_to(request: bytes) -> object:
    return len(intersection.answer(["b"], request).response)


def _found(setup: bytes, response: bytes) -> object:
    return intersection.matching_places(ASKED.secret, intersection.Answered(setup, response))


def _comparison() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        rows = pl.DataFrame({"detainer_id": ["D-1"], "last_name": ["Synthetic"]})
        places = (("born", (0,)), None)
        kept = kept_state.Kept(EXCHANGE, "detainer_list", rows, ASKED.secret, "00", places)
        kept_state.keep(Path(folder), kept)
        kept_state.note_answered(Path(folder), EXCHANGE, "00", 256, datetime(2026, 1, 13, tzinfo=UTC))
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


COMPARISON = _comparison()


def _check_limit(folder: Path) -> object:
    return kept_state.check_limit(folder, "11", 1, 1_000, datetime(2026, 1, 14, tzinfo=UTC))


def _backup() -> dict[str, bytes]:
    """Make a backup as far as it is checked before anything is restored."""
    said = backup.Manifest(str(EXCHANGE), "0.1.0", "2026-01-13", ("register.0001_initial",), 0, "00", 0)
    signed = {
        "format": backup.FORMAT,
        **asdict(said),
        "key": "fuzz",
        "signature": said.signature(RING.keys[0]),
    }
    made = {backup.MANIFEST: json.dumps(signed).encode()}
    for name in (backup.DATABASE, backup.FILES):
        out = io.BytesIO()
        seal_stream(RING, f"{said.id}/{name}", io.BytesIO(b"synthetic" * 50), out)
        made[name] = out.getvalue()
    return made


BACKUP = _backup()


def _question() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        record = Ledger.begin(Path(folder) / "question")
        (Path(folder) / "question").mkdir()
        record.made("synthetic", DAY, "An office", DAY, [])
        return record.path.read_bytes()


RECONCILIATION = {
    "summary.json": json.dumps({"state": "MN", "as_of": "2026-01-13", "inputs": []}).encode(),
    "rows.csv": b"category,facility_name,facility_code,facility_state\nin-custody,Anoka County Jail,,MN\n",
}
FACTS = {
    "facility_class": "county_jail",
    "detainer_only": True,
    "convictions": ["felony"],
    "county": "Hennepin",
}


def _decided(path: Path) -> object:
    return decide(load_rulebooks(), "us-mn", read_facts(path), DAY)


def _told_of(folder: Path) -> object:
    return exact_totals(folder), layout_of(folder)


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
    "any container": Reader(inspect_file, (*_containers(_table(tables.COVERAGE, _ROW)), _open_document())),
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
        _in_folder("us.yaml", lambda folder: list(run_cases(load_rulebooks(folder), "us"))),
        ((RULEBOOK_FOLDER / "us.yaml").read_bytes(),),
        slow=True,
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
    "names, as text": Reader(
        _text(lambda text: read_text(text, today=DAY)),
        (
            b"Pa Nhia Xiong, 34, Duluth\nAda Synthetic; born 1990-02-11; 1/12/2026\n",
            b"name,age\nAda Synthetic,34\n",
        ),
    ),
    "lists of names": Reader(
        lambda path: read_people(path, {}, today=DAY),
        _kinds(_table(NAMED_LIST, {"last_name": "Synthetic", "first_name": "Ada", "age": "34"})),
    ),
    "private requests": Reader(
        lambda path: messages.read(path, MessageKind.REQUEST),
        (_message(MessageKind.REQUEST, {Section.REQUEST: ASKED.request}),),
    ),
    "private answers": Reader(
        lambda path: messages.read(path, MessageKind.ANSWER),
        (_message(MessageKind.ANSWER, {Section.SETUP: ANSWERED.setup, Section.RESPONSE: ANSWERED.response}),),
    ),
    "keys of a request": Reader(lambda path: _answer_to(path.read_bytes()), (ASKED.request,), slow=True),
    "keys of an answerer": Reader(
        lambda path: _found(path.read_bytes(), ANSWERED.response), (ANSWERED.setup,), slow=True
    ),
    "keys of an answer": Reader(
        lambda path: _found(ANSWERED.setup, path.read_bytes()), (ANSWERED.response,), slow=True
    ),
    "kept comparisons": Reader(
        _in_folder(kept_state.STATE, kept_state.take, COMPARISON), (COMPARISON[kept_state.STATE],)
    ),
    "kept rows": Reader(
        _in_folder(kept_state.ROWS, kept_state.take, COMPARISON), (COMPARISON[kept_state.ROWS],)
    ),
    "answered requests": Reader(
        _in_folder(kept_state.LEDGER, _check_limit), (COMPARISON[kept_state.LEDGER],)
    ),
    **{
        f"backups' {name}": Reader(
            _in_folder(name, lambda folder: restore.check(folder, RING), BACKUP), (BACKUP[name],)
        )
        for name in (backup.MANIFEST, backup.DATABASE)
    },
    "records of questions": Reader(
        _in_folder(LEDGER, lambda folder: Ledger.of(folder).question()), (_question(),)
    ),
    "summaries of reconciliations": Reader(
        _in_folder("summary.json", _told_of, RECONCILIATION), (RECONCILIATION["summary.json"],)
    ),
    "rows of reconciliations": Reader(
        _in_folder("rows.csv", _told_of, RECONCILIATION), (RECONCILIATION["rows.csv"],)
    ),
    "facts for the law": Reader(_decided, (json.dumps(FACTS).encode(),)),
}
