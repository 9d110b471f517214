"""The files of a reconciliation: both lists read, and the result written whole or not at all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from lodged.core.errors import LodgedError
from lodged.core.json import to_plain
from lodged.core.states import STATES
from lodged.linkage import DUCKDB, Engine, Ruling
from lodged.reconcile.categories import Category
from lodged.reconcile.directory import DirectoryPlaces
from lodged.reconcile.placing import Placing
from lodged.reconcile.reconciliation import Progress, Stage, reconcile, silent
from lodged.reconcile.report import report
from lodged.reconcile.result import Reconciliation
from lodged.reconcile.rulings import rulings_of
from lodged.reconcile.summary import summary_of
from lodged.sources.facilities import load_directory
from lodged.sources.input_tables import (
    Names,
    read_coverage,
    read_custody_records,
    read_detainer_list,
    read_rulings,
)
from lodged.sources.mapping import MappingError, check_used, for_table, parse_mapping
from lodged.sources.model import Problem
from lodged.sources.profiles import read_profile
from lodged.sources.safe_cells import safe_csv
from lodged.sources.tables import COVERAGE, CUSTODY_RECORDS, DETAINER_LIST, RULINGS

SUMMARY, ROWS, NOT_ON_LIST, PROBLEMS, REPORT = (
    "summary.json",
    "rows.csv",
    "not_on_list.csv",
    "problems.csv",
    "report.html",
)
RESULT_FILES = (REPORT, SUMMARY, ROWS, NOT_ON_LIST, PROBLEMS)


class UnknownStateError(LodgedError):
    """The state asked about is none."""


class OutputFolderError(LodgedError):
    """The result can't be written where it was asked for."""


def reconcile_files(
    detainers: Sequence[Path],
    custody: Sequence[Path],
    coverage: Path | None,
    *,
    state: str,
    as_of: date,
    out: Path,
    mapping: Iterable[str] = (),
    profile: Path | None = None,
    rulings: Path | None = None,
    kept: Sequence[Ruling] = (),
    engine: Engine = DUCKDB,
    progress: Progress = silent,
) -> Reconciliation:
    """Read both lists, reconcile them, and write the result into the folder ``out``.

    ``mapping`` are THEIRS=OURS pairs of column names. ``profile`` says how the custody records are read, which
    ``mapping`` is not for then (see :mod:`lodged.sources.profiles`). ``rulings`` is a file of decisions on pairs of
    records (columns of ``tables.RULINGS``); each settles its pair, and so does each of ``kept``, which may be about
    other files too. Raises LodgedError where a file can't be read or ``out`` holds something already; nothing is
    written then. ``engine`` compares the records.
    """
    _refuse_taken(out)
    if state not in STATES:
        raise UnknownStateError(f"[{state}] is no state. Give its postal code, for example MN.")
    names = _mapping(mapping)
    progress(Stage.READING, 0.0)
    listed = read_detainer_list(detainers, for_table(names, DETAINER_LIST), names=Names.SOME)
    stays = read_custody_records(
        custody,
        for_table(names, CUSTODY_RECORDS),
        names=Names.SOME,
        profile=read_profile(profile) if profile else None,
    )
    reported = read_coverage(coverage, for_table(names, COVERAGE)) if coverage else None
    decided = read_rulings(rulings, for_table(names, RULINGS)) if rulings else None
    check_used(names, [reading.mapped for reading in (listed, stays, reported, decided) if reading])
    done = reconcile(
        listed,
        stays,
        reported,
        state=state,
        as_of=as_of,
        places=DirectoryPlaces(load_directory()),
        rulings=(*kept, *(rulings_of(decided.rows) if decided else ())),
        rulings_file=decided,
        engine=engine,
        progress=progress,
    )
    progress(Stage.WRITING, 0.9)
    write(done, out)
    progress(Stage.WRITING, 1.0)
    return done


def write(done: Reconciliation, out: Path) -> None:
    """Write the result's files into ``out``, which appears complete or not at all; a former result is replaced."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as building:
        new = Path(building) / "new"
        new.mkdir()
        summary = summary_of(done)
        (new / SUMMARY).write_text(
            json.dumps(to_plain(summary), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        safe_csv(rows_table(done), new / ROWS)
        safe_csv(not_on_list_table(done), new / NOT_ON_LIST)
        safe_csv(problems_table(done.problems), new / PROBLEMS)
        (new / REPORT).write_text(report(done, summary), encoding="utf-8")
        if out.exists():
            out.rename(Path(building) / "former")
        new.rename(out)


def rows_table(done: Reconciliation) -> pl.DataFrame:
    """Return the list's rows as they came in, each with category, reason, matched booking, evidence and answers."""
    placed = pl.DataFrame(
        [
            {
                "category": placing.category.value,
                "category_label": placing.category.label,
                "reason": placing.reason,
                "matched_facility_name": placing.stay.place.name if placing.stay else None,
                "matched_booking_id": placing.stay.booking_id if placing.stay else None,
                "match_probability": round(placing.link.probability, 6) if placing.link else None,
                "match_weight": round(placing.link.weight, 2) if placing.link else None,
                "match_evidence": placing.link.evidence if placing.link else None,
                "ended": answer.ended.value,
                "now": answer.now.value,
                "on_file_at_end": answer.on_file_at_end.value if answer.on_file_at_end else None,
                "anchor_booking": answer.anchor.booking_id if answer.anchor else None,
                **_others(row, placing, done),
                "held_probability": done.estimated.held_chance[row],
                "review_order": done.estimated.review_order.get(row),
            }
            for row, (placing, answer) in enumerate(zip(done.placings, done.answers, strict=True))
        ],
        schema={
            "category": pl.String,
            "category_label": pl.String,
            "reason": pl.String,
            "matched_facility_name": pl.String,
            "matched_booking_id": pl.String,
            "match_probability": pl.Float64,
            "match_weight": pl.Float64,
            "match_evidence": pl.String,
            "ended": pl.String,
            "now": pl.String,
            "on_file_at_end": pl.String,
            "anchor_booking": pl.String,
            "nearest_facility_name": pl.String,
            "nearest_booking_id": pl.String,
            "nearest_weight": pl.Float64,
            "second_facility_name": pl.String,
            "second_booking_id": pl.String,
            "second_probability": pl.Float64,
            "margin": pl.Float64,
            "held_probability": pl.Float64,
            "review_order": pl.Int64,
        },
        orient="row",
    )
    return pl.concat([done.detainers.rows, placed], how="horizontal")


def _others(row: int, placing: Placing, done: Reconciliation) -> dict[str, str | float]:
    """Return whom else a row might be: the nearest where nobody was found, else the second and how far behind."""
    fields: dict[str, str | float] = {}
    candidates = done.linkage.candidates.get(row, ())
    if placing.category in {Category.NOT_FOUND, Category.NO_ROSTER} and candidates:
        nearest = done.stays[candidates[0].stay]
        fields |= {
            "nearest_facility_name": nearest.place.name,
            "nearest_booking_id": nearest.booking_id,
            "nearest_weight": round(candidates[0].weight, 2),
        }
    if placing.link is not None and len(candidates) > 1:
        first, second = candidates
        other = done.stays[second.stay]
        fields |= {
            "second_facility_name": other.place.name,
            "second_booking_id": other.booking_id,
            "second_probability": round(second.chance, 6),
            "margin": round(first.weight - second.weight, 2),
        }
    return fields


def not_on_list_table(done: Reconciliation) -> pl.DataFrame:
    """Return the custody records with a detainer on file that no row of the list matches, as they came in."""
    return done.custody.rows[[stay.row for stay in done.not_on_list]]


def problems_table(problems: Sequence[Problem]) -> pl.DataFrame:
    """Return problems as a table: file, sheet, row, column, value, severity, reason, mend."""
    return pl.DataFrame(
        [
            (p.file, p.sheet, p.row, p.column, p.value, p.severity.value, p.reason, p.fix or None)
            for p in problems
        ],
        schema={
            "file": pl.String,
            "sheet": pl.String,
            "row": pl.Int64,
            "column": pl.String,
            "value": pl.String,
            "severity": pl.String,
            "reason": pl.String,
            "mend": pl.String,
        },
        orient="row",
    )


def _mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Read the pairs; each must name a column of one of the tables at the door."""
    names = parse_mapping(pairs)
    tables = (DETAINER_LIST, CUSTODY_RECORDS, COVERAGE, RULINGS)
    known = dict.fromkeys(column.name for table in tables for column in table.columns)
    for theirs, ours in names.items():
        if not any(for_table({theirs: ours}, table) for table in tables):
            raise MappingError(
                f"The mapping [{theirs}={ours}] names no column read here. They are: {', '.join(known)}."
            )
    return names


def _refuse_taken(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputFolderError(f"[{out}] is a file. Name a folder for the result with --out.")
    inside = {path.name for path in out.iterdir()}
    if inside - set(RESULT_FILES):
        raise OutputFolderError(
            f"[{out}] holds files that are not a former result, so nothing was written. "
            "Choose an empty or a new folder with --out."
        )
