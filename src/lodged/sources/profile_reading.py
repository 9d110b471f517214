"""Read a file through its profile: its sheets get our fields, and rows of one stay become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl

from lodged.core.errors import UnreadableFileError
from lodged.core.folding import comparison_key
from lodged.sources.cell_readers import CellReader
from lodged.sources.custody_words import hold_cells, release_cells
from lodged.sources.model import Problem, Reading, Severity
from lodged.sources.profile_expressions import Day, FromColumn
from lodged.sources.profiles import Grain, HeaderRow, Profile
from lodged.sources.raw_sheets import Sheet
from lodged.sources.reading import TableSpec

BETWEEN = " / "
"""Stands between what rows of one stay say that contradicts; no reader takes it, so that it is reported."""
_NONE = "(none)"
_SEEN = (
    "The file doesn't say when custody began: the person stands on the list of this day, and may have been held long "
    "before."
)


def through(profile: Profile, spec: TableSpec) -> TableSpec:
    """Return how custody records are read through a profile.

    Raises :class:`UnreadableFileError` where it has no field for a column that this use of it can't do without.
    """
    given = profile.fields.keys()
    missing = sorted(name for name in spec.keys if name not in given)
    if missing:
        raise UnreadableFileError(
            f"The profile {profile.id} says nothing of [{', '.join(missing)}], which this needs. Add it under fields."
        )
    table = replace(
        spec.table,
        columns=tuple(
            replace(column, required=column.required and column.name in given)
            for column in spec.table.columns
        ),
    )
    readers: dict[str, CellReader] = {
        **spec.readers,
        "detainer_on_file": partial(hold_cells, more=profile.hold_words),
        "release_reason": partial(release_cells, more=profile.release_words),
    }
    return replace(
        spec,
        table=table,
        readers=readers,
        never_empty=spec.never_empty & given,
        synonyms={comparison_key(label): ours for ours, label in _labels(profile).items()},
        prepare=partial(shaped, profile),
        theirs=profile.columns,
        header_row=0 if profile.header is HeaderRow.NONE else None,
    )


def marked(reading: Reading, profile: Profile) -> Reading:
    """Return the reading with the profile named in each of its files, and whether they list those held."""
    of_held = profile.grain is Grain.SNAPSHOT or isinstance(profile.fields["booked_at"], Day)
    files = (replace(file, profile=profile.mark, is_list_of_held=of_held) for file in reading.files)
    return replace(reading, files=tuple(files))


def shaped(profile: Profile, sheet: Sheet) -> Sheet:
    """Return a sheet with our fields as its columns; one that has none of the profile's columns as it is.

    Raises :class:`UnreadableFileError` where it has some of them and lacks others.
    """
    at = {comparison_key(name): position for position, name in reversed(list(enumerate(sheet.header)))}
    if profile.columns and not profile.columns & at.keys():
        return sheet
    _refuse_lacking(profile, sheet, at)
    wanted = {name for expression in profile.fields.values() for name in expression.columns}
    empty = pl.repeat(None, sheet.body.height, dtype=pl.String, eager=True)
    given = {
        name: sheet.body[str(at[key])] if (key := comparison_key(name)) in at else empty for name in wanted
    }
    texts = {
        ours: expression.text(given, sheet.body.height, sheet.file)
        for ours, expression in profile.fields.items()
    }
    frame = pl.DataFrame([text.alias(ours) for ours, text in texts.items()])
    frame = frame.with_columns(sheet.body["source_row"])
    whole = frame if profile.grain is Grain.STAY else folded(frame, profile)
    labels = _labels(profile)
    body = whole.rename({ours: str(position) for position, ours in enumerate(texts)})
    return replace(
        sheet,
        header=tuple(labels[ours] for ours in texts),
        body=body,
        problems=(*sheet.problems, *_fewer(sheet, frame, whole, profile), *_seen(sheet, whole, profile)),
        rows_in=sheet.rows_in - (frame.height - whole.height),
    )


def _labels(profile: Profile) -> dict[str, str]:
    """Name each field for people: what it is made of, and ours."""
    return {
        ours: f"{' + '.join(expression.columns) or 'profile'} ({ours})"
        for ours, expression in profile.fields.items()
    }


def _refuse_lacking(profile: Profile, sheet: Sheet, at: Mapping[str, int]) -> None:
    lacking = {
        column
        for expression in profile.fields.values()
        if not (isinstance(expression, FromColumn) and expression.optional)
        for column in expression.columns
        if comparison_key(column) not in at
    }
    if lacking:
        have = ", ".join(name for name in sheet.header if name) or "none"
        place = f"{sheet.file}, sheet {sheet.name}" if sheet.name else sheet.file
        raise UnreadableFileError(
            f"{place}: the profile {profile.id} reads the column{'s' if len(lacking) > 1 else ''} "
            f"[{', '.join(sorted(lacking))}], which the file doesn't have. Its columns (row {sheet.header_row}) are: "
            f"{have}. Correct the profile, or add optional: true where the export leaves a column out."
        )


_OF_STAY = (
    *("facility_name", "facility_code", "booking_id", "booked_at", "last_name", "first_name", "middle_name"),
    *("date_of_birth", "born_from", "born_through"),
)
"""Fields that rows of one stay have in common; what differs in one of them stays apart, as an alias does."""


def folded(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Return one row a stay, in whatever order its rows stand, under the number of the first.

    Any row that marks a hold counts. What rows contradict each other in is left as all that they say, for the reader to
    report. Rows without a number of their stay are kept.
    """
    keys = [name for name in _OF_STAY if name in frame.columns]
    others = [name for name in frame.columns if name not in {*keys, "source_row"}]
    numbered = frame.filter(pl.col("booking_id").is_not_null())
    grouped = numbered.group_by(keys).agg(
        *(pl.col(name).unique().sort() for name in others), pl.col("source_row").min()
    )
    words = _Words(frame, profile)
    agreed = grouped.with_columns(
        pl.Series(name, [_agreed(name, cells, words) for cells in grouped[name]], dtype=pl.String)
        for name in others
    )
    kept = frame.filter(pl.col("booking_id").is_null())
    return pl.concat([agreed.select(frame.columns), kept]).sort("source_row")


class _Words:
    """What each cell that marks a hold or an end is read as; each different cell is read once."""

    def __init__(self, frame: pl.DataFrame, profile: Profile) -> None:
        self.holds = self._read(frame, "detainer_on_file", partial(hold_cells, more=profile.hold_words))
        self.ends = self._read(frame, "release_reason", partial(release_cells, more=profile.release_words))

    @staticmethod
    def _read(frame: pl.DataFrame, name: str, read: CellReader) -> dict[str, Any]:
        if name not in frame.columns:
            return {}
        cells = frame[name].drop_nulls().unique()
        return dict(zip(cells, read(cells).values, strict=True))


def _agreed(name: str, cells: Iterable[str | None], words: _Words) -> str | None:
    every = list(cells)
    filled = [cell for cell in every if cell is not None]
    if name == "detainer_on_file":
        return _mark(filled, words)
    if name == "released_at" and filled and len(filled) < len(every):
        return BETWEEN.join([_NONE, *filled])
    if name == "release_reason" and len(filled) > 1:
        reasons = {words.ends[cell] for cell in filled}
        if len(reasons) == 1 and None not in reasons:
            return filled[0]
    return BETWEEN.join(filled) or None


def _mark(filled: list[str], words: _Words) -> str | None:
    """Return a cell that says yes; else one that can't be read; else one that says no."""
    read = {words.holds[cell]: cell for cell in reversed(filled)}
    return next((read[wanted] for wanted in (True, None, False) if wanted in read), None)


def _fewer(sheet: Sheet, frame: pl.DataFrame, whole: pl.DataFrame, profile: Profile) -> tuple[Problem, ...]:
    if frame.height == whole.height:
        return ()
    return (
        Problem(
            sheet.file,
            f"{frame.height:,} rows, one a {profile.grain.value}, are of {whole.height:,} stays; each was read as one.",
            "",
            Severity.NOTE,
            sheet.name,
        ),
    )


def _seen(sheet: Sheet, whole: pl.DataFrame, profile: Profile) -> tuple[Problem, ...]:
    """Note for each row of a list of a day that when custody began isn't known."""
    if not isinstance(profile.fields["booked_at"], Day):
        return ()
    label = _labels(profile)["booked_at"]
    return tuple(
        Problem(sheet.file, _SEEN, "", Severity.CELL, sheet.name, row, label, None, "booked_at")
        for row in whole["source_row"]
    )
