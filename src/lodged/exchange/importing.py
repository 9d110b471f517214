"""An export read into an empty instance: all of it or nothing, and only if it proves to be whole."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, models, transaction

from lodged.exchange.exporting import BOUND, FORMAT, JOURNAL, MANIFEST, OPEN, TABLES, ExportError, name_of
from lodged.exchange.rows import AGAIN, Place, batches, parsed
from lodged.exchange.wholeness import faults
from lodged.register.acting import acting_for
from lodged.register.models import Agency, JournalFrontier, Role, Sharing, User

ALL = (*OPEN, *BOUND, *JOURNAL)
HIGHEST_STAFF_NUMBER = 1_000_000
"""More staff than any instance has had; a number is as many steps of a counter as it is high."""


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of an export, as its manifest says: how many entries, and its root."""

    size: int
    root: str


def import_all(folder: Path) -> Journal:
    """Read an export into this instance, which must be empty; returns its journal.

    Before anything stays, the journal is recomputed from its entries, every payload opened against its commitment, and
    the tables worked out anew from the acts. Raises ExportError, and nothing is kept, when the instance isn't empty or
    the export isn't whole.
    """
    journal = _journal(folder)
    with transaction.atomic(), _the_database_agrees():
        if Agency.objects.exists() or JournalFrontier.objects.select_for_update().get().size:
            raise ExportError("This instance has records already. Import into an empty one.")
        for table in OPEN:
            for rows in batches(folder, table):
                table._default_manager.bulk_create(rows)
        _go_on_counting(User)
        for table in BOUND:
            _import_bound(folder, table)
        for table in JOURNAL:
            _import_journal(folder, table)
        # References are looked at when a transaction ends: now, while it can still be said what is wrong.
        connection.check_constraints()
        for fault in faults(journal.size, journal.root):
            raise ExportError(f"{fault} {AGAIN}")
    return journal


def _journal(folder: Path) -> Journal:
    try:
        raw = (folder / MANIFEST).read_bytes()
    except (OSError, ValueError) as error:
        raise ExportError(
            f"[{folder}] is not an export: its {MANIFEST} can't be read. Name the folder."
        ) from error
    place = Place(MANIFEST)
    manifest = parsed(raw, place)
    if not isinstance(manifest, dict):
        place.refuse("a manifest is a JSON object, and this is something else")
    if manifest.get("format") != FORMAT:
        raise ExportError(
            f"The export's format is [{manifest.get('format')}]; this version reads [{FORMAT}]. {AGAIN}"
        )
    for field, kind in (("journal_size", int), ("journal_root", str), ("files", list)):
        if type(manifest.get(field)) is not kind:
            Place(MANIFEST, field=field).refuse("it is missing, or is not what an export says there")
    _check_files(folder, _hashes(manifest["files"]))
    return Journal(manifest["journal_size"], manifest["journal_root"])


def _hashes(files: list[Any]) -> dict[str, str]:
    """Return the hash of each file that a manifest names."""
    hashes: dict[str, str] = {}
    for file in files:
        name, digest = (file.get("name"), file.get("sha256")) if isinstance(file, dict) else (None, None)
        if (
            not isinstance(name, str)
            or not isinstance(digest, str)
            or hashes.setdefault(name, digest) != digest
        ):
            Place(MANIFEST, field="files").refuse(
                "each file has one name and one SHA-256, and one here hasn't"
            )
    return hashes


def _check_files(folder: Path, hashes: dict[str, str]) -> None:
    known = {name_of(table) for table in ALL}
    if any(name.startswith(f"{TABLES}/") and name not in known for name in hashes):
        raise ExportError(
            "The export has a table that this version doesn't know, so something of it would be lost. Import it with "
            "the version that made it, or a newer one; nothing was imported."
        )
    for name in sorted(known):
        path = folder / name
        if not path.is_file() or name not in hashes:
            raise ExportError(f"The export lacks [{name}]. Export again; nothing was imported.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != hashes[name]:
                raise ExportError(
                    f"[{name}] is not the file the manifest names: its SHA-256 differs. "
                    "Copy the export again; nothing was imported."
                )


@contextmanager
def _the_database_agrees() -> Iterator[None]:
    """Say in words by which rule the database refuses rows; its trouble with itself stays as it is."""
    try:
        yield
    except OperationalError:
        raise
    except DatabaseError as error:
        _refuse_for_rule(error)


def _refuse_for_rule(error: DatabaseError) -> NoReturn:
    diagnosis = getattr(error.__cause__, "diag", None)
    files = {table._meta.db_table: name_of(table) for table in ALL}
    file = files.get(getattr(diagnosis, "table_name", None) or "", TABLES)
    rule = getattr(diagnosis, "constraint_name", None) or type(error.__cause__ or error).__name__
    Place(file).refuse(
        f"its rows contradict each other or those of another table, by the rule [{rule}] of the database",
        error,
    )


def _import_bound(folder: Path, table: type[models.Model]) -> None:
    """Write the rows of each agency as that agency; keys that only number the rows are given anew."""
    role = Role.AGENCY_ADMINISTRATOR if table is Sharing else Role.RECORDS_SUPERVISOR
    numbered = isinstance(table._meta.pk, models.AutoField)
    for rows in batches(folder, table):
        by_agency: dict[UUID, list[models.Model]] = defaultdict(list)
        for row in rows:
            if numbered:
                row.pk = None
            by_agency[row.agency_id].append(row)  # type: ignore[attr-defined]
        for agency, own in by_agency.items():
            with acting_for(agency, role):
                table._default_manager.bulk_create(own)


def _import_journal(folder: Path, table: type[models.Model]) -> None:
    for rows in batches(folder, table):
        if table is not JournalFrontier:
            table._default_manager.bulk_create(rows)
        elif len(rows) == 1 and rows[0].pk == 1:
            rows[0].save(force_update=True)
        else:
            Place(name_of(table)).refuse("it has one row, with the number 1, and here it hasn't")


def _go_on_counting(table: type[models.Model]) -> None:
    """Let the next row get the number after the highest."""
    highest = table._default_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
    if highest > HIGHEST_STAFF_NUMBER:
        Place(name_of(table), field="id").refuse(f"no number of an account is above {HIGHEST_STAFF_NUMBER:,}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table._meta.db_table])
        (given,) = cursor.fetchone()
        # A counter that an import before this one moved on, and was refused, is not moved again.
        cursor.execute(
            "SELECT count(nextval(pg_get_serial_sequence(%s, 'id'))) FROM generate_series(1, %s)",
            [table._meta.db_table, max(0, highest - given)],
        )
