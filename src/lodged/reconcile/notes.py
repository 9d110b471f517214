"""What a reader of the result should know besides: nothing here changes a row's category."""

from __future__ import annotations

from collections.abc import Sequence

from lodged.linkage import Linkage
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
    """Note identifiers that can't be ones and so were not compared."""
    sides = ((detainers, linkage.malformed_listed), (custody, linkage.malformed_stays))
    return tuple(
        _note(reading, cell.row, (cell.column, cell.value), cell.reason)
        for reading, cells in sides
        for cell in cells
    )


def _unknown_places(reading: Reading, places: Sequence[Place]) -> list[Problem]:
    found: dict[str, Problem] = {}
    for index, place in enumerate(places):
        if not place.is_known and place.name and place.key not in found:
            found[place.key] = _note(
                reading,
                index,
                ("facility_name", place.name),
                "This facility is not in the directory; its rows are kept under the name as written.",
            )
    return list(found.values())


def _reported_later(
    reading: Reading, records: Sequence[Stay], coverage: Coverage, as_of: AsOf
) -> list[Problem]:
    found: dict[str, Problem] = {}
    for stay in records:
        spans = coverage.by_place.get(stay.place.key, ())
        if stay.place.key not in found and spans and all(span.since > as_of.day for span in spans):
            found[stay.place.key] = _note(
                reading,
                stay.row,
                ("facility_name", stay.place.name),
                f"All that this facility reported is from after {as_of.day}, so it says nothing of that day. "
                "Ask it for its roster of the as-of date.",
            )
    return list(found.values())


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
