"""Reconcile: two lists in, every row in exactly one category."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum

import polars as pl

from lodged.linkage import DUCKDB, Engine, Link, Linkage, Ruling, Verdict, link
from lodged.reconcile.coverage import implied_coverage, stated_coverage
from lodged.reconcile.duplicates import superseded
from lodged.reconcile.notes import identifier_notes, notes
from lodged.reconcile.places import Places
from lodged.reconcile.records import AsOf, Stay, listed_detainers, stays
from lodged.reconcile.result import Reconciliation, UnmatchedStay
from lodged.reconcile.rules import Situation, place
from lodged.reconcile.rulings import at_stays, ruling_notes
from lodged.reconcile.unread import unread_rows
from lodged.sources.model import Reading


class Stage(Enum):
    """What a reconciliation is doing, in words for a progress bar."""

    READING = "Reading the files"
    """The files are read and checked."""
    PLACING = "Finding the facilities"
    """Facility names are looked up."""
    LINKING = "Comparing people"
    """Rows and custody records are compared."""
    SORTING = "Putting each row in its category"
    """The rules are applied."""
    WRITING = "Writing the result"
    """The result is written."""


Progress = Callable[[Stage, float], None]
"""Told the stage and the share of all the work done, 0 to 1."""


def silent(stage: Stage, done: float) -> None:
    """Tell nobody."""


def reconcile(
    detainers: Reading,
    custody: Reading,
    coverage: Reading | None,
    *,
    state: str,
    as_of: date,
    places: Places,
    rulings: Sequence[Ruling] = (),
    rulings_file: Reading | None = None,
    engine: Engine = DUCKDB,
    progress: Progress = silent,
) -> Reconciliation:
    """Put every row of a federal list into one category, from the custodians' records.

    ``as_of`` means the end of that day. ``state`` is a postal code. Without ``coverage`` each facility is taken to
    have reported from its first to its last custody row's date. Each of ``rulings`` settles a pair; ``rulings_file`` is
    the reading they come from, where there is one.
    """
    day = AsOf(as_of)
    progress(Stage.PLACING, 0.2)
    unread = unread_rows(custody, places, state)
    rows = listed_detainers(detainers.rows, places, with_who=bool(unread))
    records = stays(custody, places, state)
    covered = stated_coverage(coverage.rows, places, state) if coverage else implied_coverage(records)
    progress(Stage.LINKING, 0.3)
    # Under one name for each facility, so that the same custody in two spellings isn't taken for two.
    at_places = custody.rows.with_columns(
        pl.Series("facility_name", [stay.place.key for stay in records], pl.String)
    )
    linkage = link(detainers.rows, at_places, rulings=at_stays(rulings, places, state), engine=engine)
    progress(Stage.SORTING, 0.8)
    situation = Situation(
        state, day, dict(enumerate(records)), covered, superseded(rows, linkage.person_of, day), unread
    )
    on_file = tuple(
        stay for stay in records if stay.held_on(day) and stay.on_file_by(day) and not stay.place.is_federal
    )
    return Reconciliation(
        state=state,
        as_of=day,
        detainers=detainers,
        custody=custody,
        coverage=coverage,
        placings=tuple(place(row, linkage.of_row(row.row), situation) for row in rows),
        stays=tuple(records),
        unmatched=tuple(_unmatched(on_file, linkage)),
        on_file=on_file,
        notes=(
            *notes(detainers, custody, rows, records, covered, day),
            *identifier_notes(linkage, detainers, custody),
            *ruling_notes(linkage, rulings_file),
        ),
        linkage=linkage,
        rulings_file=rulings_file,
    )


def _unmatched(on_file: Sequence[Stay], linkage: Linkage) -> list[UnmatchedStay]:
    best: dict[int, Link] = {}
    for pair in linkage.links:
        known = best.get(pair.right)
        if known is None or (known.verdict is Verdict.REVIEW and pair.verdict is Verdict.CLEAR):
            best[pair.right] = pair
    return [
        UnmatchedStay(stay, in_review=stay.row in best)
        for stay in on_file
        if stay.row not in best or best[stay.row].verdict is Verdict.REVIEW
    ]
