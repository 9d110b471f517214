"""Which column of a file is which column of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lodged.core.errors import LodgedError, UnreadableFileError
from lodged.core.folding import comparison_key
from lodged.sources.raw_sheets import Sheet
from lodged.sources.tables import Table


class MappingError(LodgedError):
    """A ``--map THEIRS=OURS`` that can't be followed."""


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Read ``THEIRS=OURS`` pairs (their column's name, our column's name).

    >>> parse_mapping(["Subject DOB=date_of_birth"])
    {'Subject DOB': 'date_of_birth'}

    Raises :class:`MappingError` for text that is not such a pair, and for one of theirs named twice.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        theirs, equals, ours = (part.strip() for part in pair.rpartition("="))
        if not (theirs and equals and ours):
            raise MappingError(
                f"The mapping [{pair}] is not of the form THEIRS=OURS. Write for example "
                "[Subject DOB=date_of_birth]: the file's column name, an equals sign, our column name."
            )
        if comparison_key(theirs) in {comparison_key(known) for known in mapping}:
            raise MappingError(f"The column [{theirs}] is mapped twice. Map each column of the file once.")
        mapping[theirs] = ours
    return mapping


def check_mapping(mapping: Mapping[str, str], table: Table) -> dict[str, str]:
    """Return the mapping with folded keys and our exact names.

    Raises :class:`MappingError` when a name is not a column of ``table`` or is given for two columns.
    """
    ours_by_fold = {comparison_key(column.name): column.name for column in table.columns}
    checked: dict[str, str] = {}
    for theirs, ours in mapping.items():
        name = ours_by_fold.get(comparison_key(ours))
        if name is None:
            known = ", ".join(column.name for column in table.columns)
            raise MappingError(
                f"The mapping [{theirs}={ours}] names no column of the {table.title.lower()}. Its columns are: {known}."
            )
        if name in checked.values():
            raise MappingError(f"Two columns are mapped to [{name}]. Map one of them.")
        checked[comparison_key(theirs)] = name
    return checked


def used(mapping: Mapping[str, str], sheets: Sequence[Sheet]) -> frozenset[str]:
    """Return which of a mapping's columns the sheets have, by folded name."""
    present = {comparison_key(name) for sheet in sheets for name in sheet.header}
    return frozenset(comparison_key(theirs) for theirs in mapping) & present


def for_table(mapping: Mapping[str, str], table: Table) -> dict[str, str]:
    """Return the part of a mapping that names columns of a table."""
    ours = {comparison_key(column.name) for column in table.columns}
    return {theirs: name for theirs, name in mapping.items() if comparison_key(name) in ours}


def check_used(mapping: Mapping[str, str], columns_read: Iterable[frozenset[str]]) -> None:
    """Refuse a mapping with a column that no file has; ``columns_read`` is what each reading ``mapped``."""
    present = frozenset[str]().union(*columns_read)
    for theirs, ours in mapping.items():
        if comparison_key(theirs) not in present:
            raise MappingError(
                f"No file has the column [{theirs}] that is mapped to [{ours}]. Look at the columns with "
                "lodged inspect FILE."
            )


def match_columns(sheet: Sheet, table: Table, mapping: Mapping[str, str]) -> dict[str, int]:
    """Return for each of our columns at which position of the sheet it stands; ``mapping`` has folded keys.

    Raises :class:`UnreadableFileError` when a required column is missing (saying which, and which columns the
    file has) or when two columns of the file have one name.
    """
    ours_by_fold = {comparison_key(column.name): column.name for column in table.columns}
    mapped = _positions(sheet, mapping)
    named = _positions(sheet, {key: name for key, name in ours_by_fold.items() if name not in mapped})
    used = set(mapped.values())
    matched = mapped | {name: position for name, position in named.items() if position not in used}
    _refuse_missing(sheet, table, matched)
    return matched


def _positions(sheet: Sheet, names: Mapping[str, str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, theirs in enumerate(sheet.header):
        ours = names.get(comparison_key(theirs))
        if ours is None:
            continue
        if ours in positions:
            raise UnreadableFileError(
                f"{_place(sheet)}: two columns [{sheet.header[positions[ours]]}] and [{theirs}] are both {ours}. "
                "Rename or remove one of them."
            )
        positions[ours] = position
    return positions


def _refuse_missing(sheet: Sheet, table: Table, matched: Mapping[str, int]) -> None:
    missing = [name for name in table.required if name not in matched]
    if missing:
        have = ", ".join(name for name in sheet.header if name) or "none"
        raise UnreadableFileError(
            f"{_place(sheet)}: {table.title.lower()}: the required column{'s' if len(missing) > 1 else ''} "
            f"[{', '.join(missing)}] can't be found. The columns of the file (row {sheet.header_row}) are: {have}. "
            f"If one of them is meant, say so with --map THEIRS={missing[0]}."
        )


def _place(sheet: Sheet) -> str:
    return f"{sheet.file}, sheet {sheet.name}" if sheet.name else sheet.file
