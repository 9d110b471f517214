"""An export read into an empty instance: all of it or nothing, and only if it proves to be whole."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from lodged.exchange.exporting import (
    BOUND,
    FORMAT,
    JOURNAL,
    MANIFEST,
    OPEN,
    ExportError,
    columns,
    name_of,
    rows_at_once,
)
from lodged.journal.verification import verify
from lodged.register.acting import acting_for
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import Agency, JournalFrontier, Role, Sharing, User


def import_all(folder: Path) -> dict[str, Any]:
    """Read an export into this instance, which must be empty; gives its manifest.

    The journal is recomputed from its entries and every payload opened against its commitment before anything
    stays. Raises ExportError, and nothing is kept, when the instance isn't empty or the export isn't whole.
    """
    manifest = _manifest(folder)
    with transaction.atomic():
        if Agency.objects.exists() or JournalFrontier.objects.select_for_update().get().size:
            raise ExportError("This instance has records already. Import into an empty one.")
        for table in OPEN:
            for rows in _batches(folder, table):
                table._default_manager.bulk_create(rows)
        _go_on_counting(User)
        for table in BOUND:
            _import_bound(folder, table)
        for table in JOURNAL:
            for rows in _batches(folder, table):
                if table is JournalFrontier:
                    rows[0].save(force_update=True)
                else:
                    table._default_manager.bulk_create(rows)
        _refuse_unless_whole(manifest)
    return manifest


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ExportError(
            f"[{folder}] is not an export: its {MANIFEST} can't be read. Name the folder."
        ) from error
    if manifest.get("format") != FORMAT:
        raise ExportError(
            f"The export's format is [{manifest.get('format')}]; this version reads [{FORMAT}]."
        )
    told = {file["name"]: file["sha256"] for file in manifest["files"]}
    for table in (*OPEN, *BOUND, *JOURNAL):
        path = folder / name_of(table)
        if not path.is_file() or name_of(table) not in told:
            raise ExportError(f"The export lacks [{name_of(table)}]. Export again; nothing was imported.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != told[name_of(table)]:
                raise ExportError(
                    f"[{name_of(table)}] is not the file the manifest names: its SHA-256 differs. "
                    "Copy the export again; nothing was imported."
                )
    return manifest


def _batches(folder: Path, table: type[models.Model]) -> Iterator[list[models.Model]]:
    fields = columns(table)
    batch: list[models.Model] = []
    with (folder / name_of(table)).open("rb") as file:
        for line in file:
            row = json.loads(line)
            batch.append(table(**{field.attname: _value(field, row[field.attname]) for field in fields}))
            if table is User:
                batch[-1].password = make_password(None)  # type: ignore[attr-defined]
            if len(batch) == rows_at_once(table):
                yield batch
                batch = []
    if batch:
        yield batch


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(value)
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def _import_bound(folder: Path, table: type[models.Model]) -> None:
    """Write the rows of each agency as that agency; keys that only number the rows are given anew."""
    role = Role.AGENCY_ADMINISTRATOR if table is Sharing else Role.RECORDS_SUPERVISOR
    numbered = isinstance(table._meta.pk, models.AutoField)
    for rows in _batches(folder, table):
        by_agency: dict[UUID, list[models.Model]] = defaultdict(list)
        for row in rows:
            if numbered:
                row.pk = None
            by_agency[row.agency_id].append(row)  # type: ignore[attr-defined]
        for agency, own in by_agency.items():
            with acting_for(agency, role):
                table._default_manager.bulk_create(own)


def _go_on_counting(table: type[models.Model]) -> None:
    """Let the next row get the number after the highest."""
    highest = table._default_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(nextval(pg_get_serial_sequence(%s, 'id'))) FROM generate_series(1, %s)",
            [table._meta.db_table, highest],
        )


def _refuse_unless_whole(manifest: dict[str, Any]) -> None:
    report = verify(DatabaseStore())
    if report.findings:
        raise ExportError(
            f"The export's journal is not whole: {report.findings[0].detail} Nothing was imported."
        )
    if (report.size, report.root.hex()) != (manifest["journal_size"], manifest["journal_root"]):
        raise ExportError(
            "The export's journal has another root than its manifest says. Nothing was imported."
        )
