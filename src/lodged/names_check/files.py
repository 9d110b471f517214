"""A list of names and custody records as files, and the answers written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from lodged.names_check.answer import NameAnswer
from lodged.names_check.people import NAMED_LIST, NamedListError, NamedPerson, read_file, read_text
from lodged.names_check.search import records_of, search
from lodged.names_check.table import table_of
from lodged.sources.input_tables import read_custody_records
from lodged.sources.mapping import check_used, for_table, parse_mapping
from lodged.sources.profiles import read_profile
from lodged.sources.safe_cells import safe_csv
from lodged.sources.tables import CUSTODY_RECORDS


def check_files(
    listed: Path,
    custody: Sequence[Path],
    *,
    today: date,
    mapping: Iterable[str] = (),
    profile: Path | None = None,
) -> list[NameAnswer]:
    """Answer each name of a file from custody records; ``mapping`` are THEIRS=OURS pairs of column names, and
    ``profile`` says how the records are read.

    Raises LodgedError where a file can't be read.
    """
    names = parse_mapping(mapping)
    people, mapped = read_people(listed, for_table(names, NAMED_LIST), today=today)
    through = read_profile(profile) if profile else None
    if through is not None:
        through.check_tells_start()
    reading = read_custody_records(custody, for_table(names, CUSTODY_RECORDS), profile=through)
    check_used(names, [mapped, reading.mapped])
    return search(people, records_of(reading.rows), today=today)


def read_people(
    path: Path, mapping: dict[str, str], *, today: date
) -> tuple[list[NamedPerson], frozenset[str]]:
    """Read a list: plain text, one name a line, where the file is a ``.txt``, else a table.

    Gives with it the file's columns (folded names) that the mapping named.
    """
    if not path.is_file():
        raise NamedListError(f"There is no file [{path}].")
    if path.suffix.lower() != ".txt":
        people, reading = read_file(path, mapping, today=today)
        return people, reading.mapped
    try:
        return read_text(path.read_text(encoding="utf-8-sig"), today=today), frozenset()
    except UnicodeDecodeError as error:
        raise NamedListError(
            f"[{path.name}] is not text in UTF-8. Save it as UTF-8, or as CSV or XLSX."
        ) from error


def write_answers(answers: Sequence[NameAnswer], as_of: datetime, out: Path) -> None:
    """Write the answers as CSV to a new file."""
    if out.exists():
        raise NamedListError(f"[{out}] is there already and was not replaced. Name a new file.")
    if not out.parent.is_dir():
        raise NamedListError(f"There is no folder [{out.parent}]. Make it, or name another file.")
    safe_csv(table_of(answers, as_of), out)
