"""Words that jails write for a detainer on file and for how a stay ended, read through a word list.

A word that is not in the list is never guessed at: it stays unread, and is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from lodged.core.folding import comparison_key
from lodged.core.yaml_with_lines import read
from lodged.sources.cell_readers import NO, YES, Cells, by_distinct
from lodged.sources.dates import EVENTS, read_moments
from lodged.sources.tables import ReleaseReason

WORDS_FILE = Path(__file__).parent / "data" / "custody_words.yaml"


def hold_cells(text: pl.Series, more: Mapping[str, bool] | None = None) -> Cells:
    """Read whether a detainer is on file: yes and no, the words of the list, or the day it was placed.

    ``more`` are an agency's own words, by :func:`~lodged.core.folding.comparison_key`; they go before the list's.
    """

    def read(distinct: pl.Series) -> pl.Series:
        words = {**hold_words(), **(more or {})}
        holds = pl.Series([words.get(_key(word)) for word in distinct], dtype=pl.Boolean)
        days = read_moments(distinct)["moment"].dt.date()
        dated = days.is_between(EVENTS.earliest, EVENTS.latest).fill_null(value=False)
        return holds.set(holds.is_null() & dated, True)

    return _read(text, read, "This is not a word known here for a detainer on file or none.")


def release_cells(text: pl.Series, more: Mapping[str, str] | None = None) -> Cells:
    """Read how a stay ended: the values of :class:`~lodged.sources.tables.ReleaseReason` or the words of the list.

    ``more`` as in :func:`hold_cells`.
    """

    def read(distinct: pl.Series) -> pl.Series:
        words = {**release_words(), **(more or {})}
        return pl.Series([words.get(_key(word)) for word in distinct], dtype=pl.String)

    known = ", ".join(reason.value for reason in ReleaseReason)
    return _read(text, read, f"This is not a word known here for the end of a stay, nor one of: {known}.")


def _read(text: pl.Series, read: Callable[[pl.Series], pl.Series], reason: str) -> Cells:
    values = by_distinct(text, lambda distinct: pl.DataFrame({"value": read(distinct)}))["value"]
    unread = text.is_not_null() & values.is_null()
    reasons = pl.select(pl.when(unread).then(pl.lit(reason)).alias("reason")).to_series()
    return Cells(values, reasons)


def _key(word: str) -> str:
    """Return how a cell is looked up; one with a question mark is nobody's word for anything."""
    return "" if "?" in word else comparison_key(word)


def hold_words() -> Mapping[str, bool]:
    """Return the words for a detainer on file and for none, by their comparison keys."""
    listed = _listed()["detainer_on_file"]
    own = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    return own | {comparison_key(word): known == "yes" for known, words in listed.items() for word in words}


def release_words() -> Mapping[str, str]:
    """Return the words for each end of a stay, by their comparison keys."""
    listed = _listed()["release_reason"]
    own = {comparison_key(reason.value): reason.value for reason in ReleaseReason}
    return own | {comparison_key(word): reason for reason, words in listed.items() for word in words}


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    """Read the list.

    Raises ValueError when a word stands for two things, or an end is none of the known ones.
    """
    lists: dict[str, dict[str, Any]] = read(WORDS_FILE).data
    for meanings in lists.values():
        words = [comparison_key(word) for listed in meanings.values() for word in listed]
        twice = {word for word in words if words.count(word) > 1}
        if twice:
            raise ValueError(f"{WORDS_FILE.name}: {', '.join(sorted(twice))} stands twice")
    for reason in lists["release_reason"]:
        ReleaseReason(reason)
    return lists
