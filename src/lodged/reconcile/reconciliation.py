"""Reconcile: two lists in, every row in exactly one category."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum

import polars as pl

from lodged.linkage import DUCKDB, Engine, Link, Linkage, Ruling, Verdict, identify
from lodged.linkage.links import best_first
from lodged.reconcile.ages import without_other_ages
from lodged.reconcile.answers import answers_of
from lodged.reconcile.coverage import coverage_of
from lodged.reconcile.custody import is_reported
from lodged.reconcile.duplicates import superseded
from lodged.reconcile.estimates import estimate
from lodged.reconcile.folding import folded
from lodged.reconcile.lists import left_by_lists, shortened_notes, with_gone
from lodged.reconcile.notes import identifier_notes, notes
from lodged.reconcile.outcomes import possibilities
from lodged.reconcile.places import Places
from lodged.reconcile.placing import RuleInputs
from lodged.reconcile.records import AsOf, Stay, listed_detainers, stays
from lodged.reconcile.result import Reconciliation, UnmatchedStay
from lodged.reconcile.rules import place
from lodged.reconcile.rulings import at_stays, ruling_notes
from lodged.reconcile.unread import UnreadRows, doubtful_rows, unread_part, unread_rows
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
    ESTIMATING = "Estimating what the doubtful rows come to"
    """Expected values and intervals are drawn."""
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
    read = stays(custody, places, state)
    kept_out, kept_out_of_list = unread_rows(custody, places, state), unread_rows(detainers, places)
    covered = coverage_of(coverage, read, kept_out, places, state)
    left = left_by_lists(read, custody, kept_out, covered)
    records = with_gone(folded(read, custody.rows), left)
    at = [stay.place for stay in read]
    doubtful = UnreadRows([*kept_out, *doubtful_rows(custody, at, every=False)])
    partly = any(row.is_doubtful for row in listed_detainers(detainers, places, with_who=False))
    rows = listed_detainers(detainers, places, with_who=bool(doubtful.rows or kept_out_of_list) or partly)
    progress(Stage.LINKING, 0.3)
    # Under one name for each facility, so that the same custody in two spellings isn't taken for two.
    at_places = custody.rows.with_columns(pl.Series("facility_name", [place.key for place in at], pl.String))
    listed = detainers.rows.with_columns(
        pl.Series("facility_name", [row.place.key for row in rows], pl.String)
    )
    linkage = identify(listed, at_places, rulings=at_stays(rulings, places, state), engine=engine)
    linkage = without_other_ages(linkage, detainers.rows, custody.rows)
    linkage = replace(linkage, links=_one_link_a_stay(linkage, records))
    progress(Stage.SORTING, 0.8)
    superseding = superseded(rows, linkage.person_of, day)
    inputs = RuleInputs(
        state=state,
        as_of=day,
        stays=dict(enumerate(records)),
        coverage=covered,
        superseded_by=superseding.by,
        order_unknown=superseding.perhaps_by,
        unread=doubtful,
        everybody=UnreadRows(doubtful_rows(custody, at, every=True)) if partly else UnreadRows(),
        unread_listed=UnreadRows(kept_out_of_list),
        may_be=linkage.may_be,
        unread_part=unread_part(custody),
    )
    on_file = tuple(
        stay
        for row, stay in enumerate(records)
        if stay.row == row and _counts_as_held(stay, inputs) and not stay.place.is_federal
    )
    placings = tuple(place(row, linkage.of_row(row.row), inputs) for row in rows)
    progress(Stage.ESTIMATING, 0.85)
    estimated = estimate(
        rows,
        possibilities(rows, placings, linkage, inputs),
        placings,
        linkage.person_of,
        frozenset(stay.row for stay in on_file),
    )
    return Reconciliation(
        state=state,
        as_of=day,
        detainers=detainers,
        custody=custody,
        coverage=coverage,
        placings=placings,
        answers=tuple(
            answers_of(row, linkage.of_row(row.row), placing, inputs)
            for row, placing in zip(rows, placings, strict=True)
        ),
        stays=tuple(records),
        unmatched=tuple(_unmatched(on_file, records, linkage)),
        on_file=on_file,
        rows_read=tuple(sorted(covered.rows.values(), key=lambda rows: rows.name)),
        notes=(
            *notes(detainers, custody, rows, records, covered, day),
            *shortened_notes(left),
            *identifier_notes(linkage, detainers, custody),
            *ruling_notes(linkage, rulings_file),
        ),
        linkage=linkage,
        estimated=estimated,
        rulings_file=rulings_file,
    )


def _counts_as_held(stay: Stay, now: RuleInputs) -> bool:
    """Return whether the custodian's records say that the person was held on the day with a detainer on file."""
    return stay.held_on(now.as_of) and stay.on_file_by(now.as_of) and is_reported(stay, now)


def _one_link_a_stay(linkage: Linkage, records: Sequence[Stay]) -> tuple[Link, ...]:
    """Keep of a row's links to the records of one stay the best: a clear one before one in doubt, then the heavier."""
    best: dict[tuple[int, int], Link] = {}
    for pair in sorted(linkage.links, key=lambda pair: (pair.verdict is not Verdict.CLEAR, best_first(pair))):
        best.setdefault((pair.left, records[pair.right].row), pair)
    kept = {(pair.left, pair.right) for pair in best.values()}
    return tuple(pair for pair in linkage.links if (pair.left, pair.right) in kept)


def _unmatched(on_file: Sequence[Stay], records: Sequence[Stay], linkage: Linkage) -> list[UnmatchedStay]:
    best: dict[int, Link] = {}
    for pair in linkage.links:
        row = records[pair.right].row
        known = best.get(row)
        if known is None or (known.verdict is Verdict.REVIEW and pair.verdict is Verdict.CLEAR):
            best[row] = pair
    return [
        UnmatchedStay(stay, in_review=stay.row in best)
        for stay in on_file
        if stay.row not in best or best[stay.row].verdict is Verdict.REVIEW
    ]
