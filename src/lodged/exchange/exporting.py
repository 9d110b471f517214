"""The whole record as files, and back: nothing is lost on the way, and the journal's root proves it.

===================== =============================================================================
`manifest.json`       format, version, journal size and root, and each file's rows and SHA-256
`tables/NAME.jsonl`   one row of a table a line, in the order of the table; times in UTC, bytes in hex
`custody_records.csv` the stays in the format of docs/formats.md, for other programs
`detainers.csv`       the detainers in the format of docs/formats.md, for other programs
===================== =============================================================================

Passwords are never exported: after an import staff are given new ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.db import models
from django.utils import timezone

import lodged
from lodged.core.errors import LodgedError
from lodged.core.json import Plain, to_plain
from lodged.core.private_files import close_to_others
from lodged.exchange.record_tables import custody_records, detainer_list
from lodged.journal.tree import Frontier
from lodged.register import models as record
from lodged.register.acting import acting_for
from lodged.register.models import Agency, JournalFrontier, Role
from lodged.register.sealed import LookupField
from lodged.sources.safe_cells import safe_csv

FORMAT = "lodged-export-1"
MANIFEST, TABLES = "manifest.json", "tables"
OPEN: tuple[type[models.Model], ...] = (record.Agency, record.User, record.Facility)
"""Tables that hold no person in custody; everyone who signs in may read them."""
BOUND: tuple[type[models.Model], ...] = (
    record.Sharing,
    record.SavedMapping,
    record.Person,
    record.PersonName,
    record.BirthDate,
    record.PersonIdentifier,
    record.Stay,
    record.Detainer,
    record.Warrant,
    record.Notice,
    record.StatedFact,
    record.DecisionRecord,
    record.Override,
    record.Hold,
    record.Document,
    record.Paper,
    record.Dispatch,
    record.Handover,
    record.CitizenshipClaim,
    record.CustodySpan,
    record.DetainerSpan,
    record.FacilityReturn,
    record.PairRuling,
    record.IceContact,
    record.RetentionRule,
    record.RetentionHold,
    record.Disposal,
    record.Event,
)
"""Tables bound by agency, in an order in which they can be written again."""
JOURNAL: tuple[type[models.Model], ...] = (
    record.JournalEntry,
    record.JournalHash,
    record.JournalFrontier,
    record.JournalCheckpoint,
)
USER_COLUMNS = frozenset(
    {"id", "username", "first_name", "last_name", "email", "is_active", "agency_id", "role", "title", "phone"}
)
Row = dict[str, Plain]
"""A row of a table as its line holds it."""
_ROWS = 5_000
_FILES = 20


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file of an export, its rows and its hash."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export says of itself: the size and root of the journal, and every file."""

    format: str
    version: str
    exported_at: str
    journal_size: int
    journal_root: str
    files: tuple[ExportedFile, ...]


class ExportError(LodgedError):
    """The record can't be exported there, or an export can't be imported."""


def export_all(folder: Path) -> Manifest:
    """Write the whole record into a new or empty folder; gives the manifest.

    Raises ExportError when the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ExportError(f"[{folder}] is not empty, so nothing was written. Choose a new folder.")
    (folder / TABLES).mkdir(parents=True, exist_ok=True)
    agencies = list(Agency.objects.order_by("id").values_list("id", flat=True))
    files = [_write(folder, table, _rows(table)) for table in OPEN]
    files += [_write(folder, table, _bound_rows(table, agencies)) for table in BOUND]
    files += [_write(folder, table, _rows(table)) for table in JOURNAL]
    files += _for_others(folder, agencies)
    edge = JournalFrontier.objects.get()
    manifest = Manifest(
        format=FORMAT,
        version=lodged.__version__,
        exported_at=timezone.now().astimezone(UTC).isoformat(),
        journal_size=edge.size,
        journal_root=Frontier.from_bytes(edge.size, bytes(edge.nodes)).root().hex(),
        files=tuple(files),
    )
    (folder / MANIFEST).write_text(json.dumps(to_plain(manifest), indent=2) + "\n", "utf-8")
    close_to_others(folder)
    return manifest


def columns(table: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the columns of a table that are exported."""
    # A hash is under this instance's keys; another one makes its own.
    left_out = (models.CompositePrimaryKey, LookupField)
    fields = [field for field in table._meta.concrete_fields if not isinstance(field, left_out)]
    if table is record.User:
        return [field for field in fields if field.attname in USER_COLUMNS]
    return fields


def rows_at_once(table: type[models.Model]) -> int:
    """Return how many rows of a table are held in memory: few where each may be a file."""
    return _FILES if table is record.Document else _ROWS


def name_of(table: type[models.Model]) -> str:
    """Return the name of a table's file."""
    return f"{TABLES}/{table._meta.model_name}.jsonl"


def _rows(table: type[models.Model]) -> Iterator[Row]:
    names = [field.attname for field in columns(table)]
    key = ["level", "position"] if table is record.JournalHash else ["pk"]
    for row in table._default_manager.order_by(*key).values(*names).iterator(rows_at_once(table)):
        yield {name: _plain(row[name]) for name in names}


def _bound_rows(table: type[models.Model], agencies: Iterable[UUID]) -> Iterator[Row]:
    names = [field.attname for field in columns(table)]
    for agency in agencies:
        with acting_for(agency, Role.AUDITOR):
            own = table._default_manager.filter(agency_id=agency).order_by("pk").values(*names)
            for row in own.iterator(rows_at_once(table)):
                yield {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Plain:
    match value:
        case bytes() | memoryview():
            return bytes(value).hex()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    plain: Plain = value
    return plain


def _write(folder: Path, table: type[models.Model], rows: Iterator[Row]) -> ExportedFile:
    digest, count = hashlib.sha256(), 0
    with (folder / name_of(table)).open("wb") as file:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return ExportedFile(name_of(table), count, digest.hexdigest())


def _for_others(folder: Path, agencies: Iterable[UUID]) -> list[ExportedFile]:
    stays, detainers = [], []
    for agency in agencies:
        with acting_for(agency, Role.AUDITOR):
            stays.append(custody_records(agency))
            detainers.append(detainer_list(agency))
    exported = []
    for name, parts in (("custody_records.csv", stays), ("detainers.csv", detainers)):
        if not parts:
            continue
        table = pl.concat(parts)
        safe_csv(table, folder / name)
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        exported.append(ExportedFile(name, table.height, digest))
    return exported
