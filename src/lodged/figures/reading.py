"""From files to material: which source each is, and its rows ready to be counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from lodged.core.errors import UnreadableFileError
from lodged.core.folding import comparison_key
from lodged.figures.dataset import GONE, Material, from_reading
from lodged.figures.definition import Source
from lodged.figures.parquet import parquet_material
from lodged.figures.published import Counted, counted_material, published_material
from lodged.sources.agreement_history import read_agreement_history
from lodged.sources.agreements import read_agreements
from lodged.sources.facility_counts import read_facility_counts
from lodged.sources.files import MAX_BYTES, FileKind, open_file
from lodged.sources.foia import FOIA_DETAINERS, SYNONYMS, read_foia_detainers
from lodged.sources.input_tables import Names, read_custody_records
from lodged.sources.jail_bookings import read_jail_bookings
from lodged.sources.listings import gone_from, seen_key
from lodged.sources.mapping import MappingError, check_used, for_table
from lodged.sources.model import Problem, Reading, Severity
from lodged.sources.profiles import HeaderRow, Profile
from lodged.sources.raw_sheets import GridsOnce
from lodged.sources.recognition import FileMeaning, Recognized, recognize
from lodged.sources.stays import one_row_a_stay
from lodged.sources.tables import CUSTODY_RECORDS, Table

_SOURCES = {
    FileMeaning.FOIA_DETAINERS: Source.FOIA_DETAINERS,
    FileMeaning.PUBLISHED_TABLE: Source.FOIA_DETAINERS,
    FileMeaning.CUSTODY_RECORDS: Source.CUSTODY_RECORDS,
    FileMeaning.JAIL_BOOKINGS: Source.JAIL_BOOKINGS,
    FileMeaning.FACILITY_COUNTS: Source.FACILITY_COUNTS,
    FileMeaning.AGREEMENTS: Source.AGREEMENTS,
    FileMeaning.PENDING_AGREEMENTS: Source.AGREEMENTS,
    FileMeaning.AGREEMENT_HISTORY: Source.AGREEMENTS,
}
_FISCAL_YEAR = re.compile(r"[_ -]?FY ?\d{2}(\d{2})?", re.IGNORECASE)
LARGEST_PARQUET = 64 * 1024**3
"""Parquet is scanned where it lies, so its size matters little."""


def read_material(
    paths: Sequence[Path],
    *,
    within: str | None = None,
    mapping: Mapping[str, str] | None = None,
    counted: Counted | None = None,
    profile: Profile | None = None,
) -> Material:
    """Read files as the one source they are, counted together.

    ``within`` is the postal code of the state that they are all of, where their rows name none; ``mapping`` names
    columns of theirs that are ours (see :func:`lodged.sources.mapping.parse_mapping`); ``counted`` says what a table
    counts whose headers don't; ``profile`` says how custody records of an agency's own layout are read.

    Raises UnreadableFileError when a file is no source of figures, or they are of several.
    """
    if profile is not None:
        if mapping:
            raise MappingError("A profile names the columns already. Leave out --map, or --profile.")
        return _profiled(paths, within, profile)
    made = _materials(paths, within, lambda path, kind: kind.value, mapping or {}, counted, None)
    if len(made) > 1:
        kinds = ", ".join(sorted({one.source.value.replace("_", " ") for one in made}))
        raise UnreadableFileError(
            f"The files can't be counted together: they are {len(made)} tables or sources ({kinds}). "
            "Count each by itself."
        )
    return made[0]


def _profiled(paths: Sequence[Path], within: str | None, profile: Profile) -> Material:
    """Read custody records through a profile; stays are counted whoever they are of."""
    profile.check_tells_start()
    reading = _stays(read_custody_records(paths, profile=profile, names=Names.NONE))
    return from_reading(Source.CUSTODY_RECORDS, _name(paths), reading, within=within)


def _stays(reading: Reading) -> Reading:
    """Return one row a stay, those marked that are gone from a newer list of those held."""
    folded, gone = one_row_a_stay(reading), gone_from(reading)
    if not gone:
        return folded
    keys = zip(folded.rows["facility_name"], folded.rows["booking_id"], strict=True)
    left = [gone.get(seen_key(*key)) for key in keys]
    days = pl.Series(GONE, [one.after if one and one.is_sure else None for one in left], dtype=pl.Date)
    unsure = folded.rows.filter(pl.Series([one is not None and not one.is_sure for one in left]))
    return replace(
        folded,
        rows=folded.rows.with_columns(days),
        problems=(*folded.problems, *_perhaps_gone(unsure)),
    )


def _perhaps_gone(rows: pl.DataFrame) -> Iterator[Problem]:
    """Yield for those whom a newer list lacks that isn't whole that whether their custody ended isn't known."""
    for row in rows.filter(pl.col("released_at").is_null()).iter_rows(named=True):
        yield Problem(
            row["source_file"],
            "A newer list, which isn't whole, doesn't have this stay.",
            "Whether it ended was taken as not known. Give the whole list.",
            Severity.CELL,
            row["source_sheet"],
            row["source_row"],
            "released_at",
            field="released_at",
        )


def read_materials(
    paths: Sequence[Path],
    *,
    within: str | None = None,
    mapping: Mapping[str, str] | None = None,
    counted: Counted | None = None,
    profile: Profile | None = None,
) -> tuple[Material, ...]:
    """Read files as releases, each counted by itself.

    Workbooks that differ by the fiscal year in their names are one release, and so are all lists of agreements, and
    all custody records; any other file is one by itself. The options are those of :func:`read_material`; ``profile`` is
    for the files that have its columns and are of no other kind. Raises as :func:`read_material`.
    """
    return _materials(paths, within, _release, mapping or {}, counted, profile)


def _release(path: Path, source: Source) -> str:
    return _FISCAL_YEAR.sub("", path.stem) if source is Source.FOIA_DETAINERS else source.value


def _materials(
    paths: Sequence[Path],
    within: str | None,
    group: Callable[[Path, Source], str],
    mapping: Mapping[str, str],
    counted: Counted | None,
    profile: Profile | None,
) -> tuple[Material, ...]:
    if not paths:
        raise UnreadableFileError("No file was given. Name at least one.")
    own = [path for path in paths if profile is not None and _is_of(profile, path)]
    made = list(_own(own, within, profile))
    paths = [path for path in paths if path not in own]
    grids = GridsOnce()
    together: dict[tuple[Source, str, bool], list[Path]] = {}
    recognized: dict[Path, Recognized] = {}
    for path in paths:
        direct = None if mapping else _scanned(path, within)
        if direct is not None:
            made.append(direct)
            continue
        recognized[path] = recognize(open_file(path), grids)
        meaning = _meant(recognized[path], mapping)
        if meaning is FileMeaning.PUBLISHED_TABLE:
            made.append(published_material(path, within, counted))
            continue
        source = _source(path, meaning)
        is_history = meaning is FileMeaning.AGREEMENT_HISTORY
        together.setdefault((source, group(path, source), is_history), []).append(path)
    read = [
        _read(source, of_one, within, grids, mapping, is_history=is_history)
        for (source, _, is_history), of_one in together.items()
    ]
    _refuse_unknown(recognized, mapping)
    check_used(mapping, [mapped for _, mapped in read])
    return (*made, *(material for material, _ in read))


def _own(paths: Sequence[Path], within: str | None, profile: Profile | None) -> Iterator[Material]:
    """Read the files of a profile together; refuse where there is a profile and no file of it."""
    if profile is None:
        return
    if not paths:
        raise UnreadableFileError(
            f"No file has the columns that the profile {profile.id} reads. Name the agency's file, or leave it out."
        )
    yield _profiled(paths, within, profile)


def _is_of(profile: Profile, path: Path) -> bool:
    """Return whether a file has a profile's columns, and isn't of another kind."""
    recognized = recognize(open_file(path))
    if recognized.meaning not in {
        FileMeaning.UNKNOWN,
        FileMeaning.CUSTODY_RECORDS,
        FileMeaning.JAIL_BOOKINGS,
    }:
        return False
    if profile.header is HeaderRow.NONE:
        return recognized.meaning is FileMeaning.UNKNOWN
    return any(
        profile.columns & {comparison_key(name) for name in sheet.header} for sheet in recognized.sheets
    )


def _refuse_unknown(recognized: Mapping[Path, Recognized], mapping: Mapping[str, str]) -> None:
    """Refuse what no reader refused though it is of no kind known, unless a person said what its columns are."""
    for path, one in recognized.items():
        if one.meaning is FileMeaning.UNKNOWN and not mapping:
            _source(path, FileMeaning.UNKNOWN)


def _meant(recognized: Recognized, mapping: Mapping[str, str]) -> FileMeaning:
    """Return what a file is; one with some columns of a source is read as that, and the reader says which it lacks."""
    if recognized.meaning is not FileMeaning.UNKNOWN:
        return recognized.meaning
    named = {comparison_key(theirs): comparison_key(ours) for theirs, ours in mapping.items()}
    folded = {comparison_key(name) for sheet in recognized.sheets for name in sheet.header if name}
    header = {named.get(name, name) for name in folded}
    near = {meaning: len(header & names) for meaning, names in _NAMES.items()}
    nearest = max(near, key=lambda meaning: near[meaning])
    return nearest if near[nearest] >= ENOUGH_NAMES else FileMeaning.UNKNOWN


ENOUGH_NAMES = 3
_NAMES = {
    FileMeaning.FOIA_DETAINERS: {comparison_key(column.name) for column in FOIA_DETAINERS.columns}
    | set(SYNONYMS),
    FileMeaning.CUSTODY_RECORDS: {comparison_key(column.name) for column in CUSTODY_RECORDS.columns},
}


def _source(path: Path, meaning: FileMeaning) -> Source:
    if meaning not in _SOURCES:
        article = "" if meaning.value.startswith("a ") else "a "
        raise UnreadableFileError(
            f"{path.name}: figures are counted from ICE's detainer releases, published tables of them, custody "
            "records, bookings that mark immigration holds, facilities' own counts "
            f"and 287(g) lists; this is {article}{meaning.value}. Look at it with [lodged inspect]."
        )
    return _SOURCES[meaning]


def _scanned(path: Path, within: str | None) -> Material | None:
    file = open_file(path, LARGEST_PARQUET) if path.suffix.lower() == ".parquet" else None
    if file is None or file.kind is not FileKind.PARQUET:
        return None
    made = parquet_material(file, within)
    if made is None and file.size_bytes > MAX_BYTES:
        open_file(path)
    return made


def _read(
    source: Source,
    paths: list[Path],
    within: str | None,
    grids: GridsOnce,
    mapping: Mapping[str, str],
    *,
    is_history: bool,
) -> tuple[Material, frozenset[str]]:
    """Read files of one source; give with it which of the mapping's columns they have."""
    name = _name(paths)
    none = frozenset[str]()
    match source:
        case Source.FOIA_DETAINERS:
            reading = read_foia_detainers(paths, _names_for(FOIA_DETAINERS, mapping), grids=grids)
            return _with_years(from_reading(source, name, reading, within=within)), reading.mapped
        case Source.CUSTODY_RECORDS:
            reading = read_custody_records(paths, _names_for(CUSTODY_RECORDS, mapping))
            return from_reading(source, name, _stays(reading), within=within), reading.mapped
        case Source.JAIL_BOOKINGS:
            return from_reading(source, name, read_jail_bookings(paths)), none
        case Source.FACILITY_COUNTS:
            return counted_material(name, read_facility_counts(paths), within), none
        case Source.AGREEMENTS:
            reading = read_agreement_history(paths) if is_history else _halved(read_agreements(paths))
            return from_reading(source, name, reading), none


def _names_for(table: Table, mapping: Mapping[str, str]) -> Mapping[str, str]:
    """Return the part of a mapping that is of a table, and what is of no table at all, for the reader to refuse."""
    ours = {comparison_key(column.name) for one in _MAPPED for column in one.columns}
    strange = {theirs: name for theirs, name in mapping.items() if comparison_key(name) not in ours}
    return {**for_table(mapping, table), **strange}


_MAPPED = (FOIA_DETAINERS, CUSTODY_RECORDS)


def _name(paths: Sequence[Path]) -> str:
    return paths[0].name if len(paths) == 1 else f"{paths[0].name} and {len(paths) - 1} more"


def _halved(reading: Reading) -> Reading:
    """Return which list of a day is the later one, where ICE published one in the morning and one after noon."""
    half = pl.col("source_file").str.extract(r"(?i)\d{8}(am|pm)", 1).str.to_lowercase().fill_null("am")
    return replace(reading, rows=reading.rows.with_columns(half.alias("listed_half")))


def _with_years(material: Material) -> Material:
    """Note rows whose prepare date is outside the fiscal year that the name of their sheet says."""
    if "source_sheet" not in material.columns or material.missing(["prepared"]):
        return material
    other_years = material.ask(_OTHER_YEARS.format(rows=material.select(["prepared", "source_sheet"])))
    notes = [
        f"{rows:,} rows of the sheet {sheet} were prepared in another fiscal year than its name says. They are counted "
        "by the day they were prepared; check that the sheet is the one it says."
        for sheet, rows in other_years
    ]
    return material.noted(*notes)


_OTHER_YEARS = """
SELECT source_sheet, count(*) FROM ({rows})
WHERE regexp_matches(source_sheet, '(?i)^FY ?\\d{{2}}(\\d{{2}})?$')
  AND (year(prepared) + CAST(month(prepared) >= 10 AS INTEGER)) % 100 <> CAST(right(source_sheet, 2) AS INTEGER)
GROUP BY source_sheet ORDER BY source_sheet
"""
