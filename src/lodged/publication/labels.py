"""What a group of a protected table may be called: a word of a closed list, never the text of a cell.

A cell can hold anything: a name that slid over from the column beside it, a day nobody meant. A group whose value is in
none of these lists is told together with all such groups as :data:`NOT_NAMED`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from lodged.core.states import STATES
from lodged.figures.cells import NOT_STATED
from lodged.figures.lookups import Outcome
from lodged.figures.maps import county_names
from lodged.figures.question import Question
from lodged.sources.facilities import FacilityClass, fold_facility, load_directory

NOT_NAMED = "not-named"
"""The group of all values that are in no list."""
FIRST_MONTH = "2003-03"
"""ICE has been there since March 2003, so no detainer of its own is older."""

_FORMS = re.compile(r"I-247[ADNX]?")
_CRIMINALITY = re.compile(
    r"([1-3] )?(convicted criminal|pending criminal charges|other immigration violator|level [1-3]|non-criminal)",
    re.IGNORECASE,
)
_COUNTY_PLACES = (
    *("Jail", "Detention Center", "Detention Facility", "Correctional Center", "Correctional Facility"),
    *("Sheriff", "Sheriff's Office", "Sheriff's Department", "Law Enforcement Center", "Workhouse"),
)

Vocabulary = Callable[[str], str | None]
"""Gives what a value is called: itself, its name in a list, or :data:`NOT_NAMED`."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The lists of one question: its state's places and its days."""

    question: Question

    def named(self, rows: pl.DataFrame, levels: Collection[str]) -> pl.DataFrame:
        """Return the rows with each level's values as they may be called."""
        for level in levels:
            value = pl.col(level).cast(pl.String)
            texts = rows.select(value.unique()).to_series().drop_nulls().to_list()
            words = {text: self._word(level)(text) if text != NOT_STATED else text for text in texts}
            rows = rows.with_columns(
                value.replace_strict(words, default=None, return_dtype=pl.String) if words else value
            )
        return rows

    def _word(self, level: str) -> Vocabulary:
        words: Mapping[str, Vocabulary] = {
            "facility_group": lambda text: place_word(text, self.question.state),
            "county": lambda text: text if text in _counties(self.question.state) else NOT_NAMED,
            "class": lambda text: text if text in {one.value for one in FacilityClass} else NOT_NAMED,
            "state": lambda text: text if text in STATES else NOT_NAMED,
            "outcome": lambda text: text if text in {one.value for one in Outcome} else NOT_NAMED,
            "form": lambda text: text if _FORMS.fullmatch(text) else NOT_NAMED,
            "final_order": lambda text: text if text in {"true", "false"} else NOT_NAMED,
            "criminality": lambda text: text if _CRIMINALITY.fullmatch(text) else NOT_NAMED,
            "month": lambda text: text if FIRST_MONTH <= text <= self._last[:7] else NOT_NAMED,
            "fiscal_year": lambda text: text if FIRST_MONTH[:4] <= text <= self._last_year else NOT_NAMED,
        }
        return words.get(level, lambda _: NOT_NAMED)

    @property
    def _last(self) -> str:
        days = [day for day in (self.question.last, self.question.as_of) if day]
        return str(max(days, default=date.min))

    @property
    def _last_year(self) -> str:
        year, month = int(self._last[:4]), int(self._last[5:7])
        return str(year + (month >= 10))


def place_word(text: str | None, state: str | None) -> str | None:
    """Return a facility's name in the directory or a county's kind of place; else :data:`NOT_NAMED`."""
    if not text or text in _facilities():
        return text
    return _county_places(state).get(fold_facility(text), NOT_NAMED) if state else NOT_NAMED


@cache
def _facilities() -> frozenset[str]:
    return frozenset(facility.name for facility in load_directory().facilities)


@cache
def _counties(state: str | None) -> frozenset[str]:
    known = {one.county for one in load_directory().facilities if one.county and state in {None, one.state}}
    return frozenset(known | set(_drawn_counties(state)))


@cache
def _county_places(state: str) -> Mapping[str, str]:
    return {
        fold_facility(name): name
        for county in _drawn_counties(state)
        for name in (f"{county} County {place}" for place in _COUNTY_PLACES)
    }


def _drawn_counties(state: str | None) -> tuple[str, ...]:
    """Return the counties of a state that is on the map; territories are not."""
    try:
        return county_names(state) if state else ()
    except StopIteration:
        return ()
