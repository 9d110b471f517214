"""What a reader of the result should know besides: nothing here changes a row's category."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lodged.linkage import Linkage
from lodged.linkage.identifiers import Fault, Malformed
from lodged.reconcile.coverage import Coverage
from lodged.reconcile.places import Place
from lodged.reconcile.records import AsOf, ListedDetainer, Stay
from lodged.sources.model import Problem, Reading, Severity


def notes(
    detainers: Reading,
    custody: Reading,
    rows: Sequence[ListedDetainer],
    records: Sequence[Stay],
    coverage: Coverage,
    as_of: AsOf,
) -> tuple[Problem, ...]:
    """Note names the directory lacks, and rosters from after the as-of date."""
    return (
        *_unknown_places(detainers, [row.place for row in rows]),
        *_unknown_places(custody, [stay.place for stay in records]),
        *_reported_later(custody, records, coverage, as_of),
    )


def identifier_notes(linkage: Linkage, detainers: Reading, custody: Reading) -> tuple[Problem, ...]:
    """Note identifiers that name nobody or have an unknown form: a few each by itself, more of a column at once."""
    sides = ((detainers, linkage.malformed_listed), (custody, linkage.malformed_stays))
    return tuple(note for reading, cells in sides for note in _notes_of_cells(reading, cells))


FEW = 5
"""So many cells of one column and file with one thing wrong are noted each by itself."""


def _notes_of_cells(reading: Reading, cells: Sequence[Malformed]) -> list[Problem]:
    sources = reading.rows.select("source_file", "source_sheet").rows()
    groups: dict[tuple[str, str | None, str, Fault], list[Malformed]] = defaultdict(list)
    for cell in cells:
        groups[*sources[cell.row], cell.column, cell.fault].append(cell)
    problems: list[Problem] = []
    for (file, sheet, column, _), group in groups.items():
        if len(group) <= FEW:
            problems += [_note(reading, cell.row, (cell.column, cell.value), cell.reason) for cell in group]
            continue
        reason = f"{len(group):,} cells of this column: {group[0].reason}"
        problems.append(Problem(file, reason, "", Severity.NOTE, sheet, column=column))
    return problems


def _unknown_places(reading: Reading, places: Sequence[Place]) -> list[Problem]:
    problems: dict[str, Problem] = {}
    for index, place in enumerate(places):
        if not place.is_known and place.name and place.key not in problems:
            problems[place.key] = _note(
                reading,
                index,
                ("facility_name", place.name),
                "This facility is not in the directory; its rows are kept under the name as written.",
            )
    return list(problems.values())


def _reported_later(
    reading: Reading, records: Sequence[Stay], coverage: Coverage, as_of: AsOf
) -> list[Problem]:
    problems: dict[str, Problem] = {}
    for stay in records:
        spans = coverage.by_place.get(stay.place.key, ())
        if stay.place.key not in problems and spans and all(span.since > as_of.day for span in spans):
            problems[stay.place.key] = _note(
                reading,
                stay.row,
                ("facility_name", stay.place.name),
                f"All that this facility reported is from after {as_of.day}, so it says nothing of that day. "
                "Ask it for its roster of the as-of date.",
            )
    return list(problems.values())


def _note(reading: Reading, index: int, cell: tuple[str, str], reason: str) -> Problem:
    row = reading.rows.row(index, named=True)
    column, value = cell
    return Problem(
        file=row["source_file"],
        sheet=row["source_sheet"],
        row=row["source_row"],
        column=column,
        value=value,
        reason=reason,
        severity=Severity.NOTE,
    )
