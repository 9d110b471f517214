"""Rulings on pairs of records: read, brought to the stays they are about, and reported where they need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from lodged.linkage import Linkage, Ruling
from lodged.reconcile.places import Places
from lodged.sources.model import Problem, Reading, Severity


def rulings_of(rows: pl.DataFrame) -> tuple[Ruling, ...]:
    """Return the rulings of a table (columns of ``tables.RULINGS``)."""
    return tuple(
        Ruling(
            detainer_id=row["detainer_id"],
            facility_name=row["facility_name"],
            booking_id=row["booking_id"],
            same=row["same_person"],
            by=row["ruled_by"],
            why=row["why"],
            on=row["ruled_on"],
        )
        for row in rows.iter_rows(named=True)
    )


def at_stays(rulings: Iterable[Ruling], places: Places, state: str) -> list[Ruling]:
    """Name each ruling's facility by its key in the directory, so that another spelling finds its stay."""
    return [
        replace(ruling, facility_name=places.find(ruling.facility_name, None, state).key)
        for ruling in rulings
    ]


def ruling_notes(linkage: Linkage, file: Reading | None) -> tuple[Problem, ...]:
    """Note rulings that the data clearly contradict, that contradict each other, and that are about nothing here.

    Of rulings that come from no file it is ordinary that some are about other lists.
    """
    name = file.files[0].name if file else "rulings"
    problems = []
    for pair in linkage.to_revisit:
        assert pair.ruling  # noqa: S101 - only ruled pairs are to be looked at again
        reason = f"The data clearly say the opposite: {pair.evidence}."
        problems.append(_note(name, pair.ruling, reason, "The ruling was followed. Look at this pair again."))
    for ruling in linkage.contradictory_rulings:
        reason = "Another ruling on the same pair says the opposite."
        problems.append(
            _note(name, ruling, reason, "Neither was followed; the pair is in review. Withdraw one.")
        )
    for ruling in linkage.unused_rulings if file else ():
        reason = "The list or the custody records lack this record."
        problems.append(_note(name, ruling, reason, "Nothing was changed. Check the identifiers."))
    return tuple(problems)


def _note(file: str, ruling: Ruling, reason: str, fix: str) -> Problem:
    return Problem(file, reason, fix, Severity.NOTE, value=ruling.place)
