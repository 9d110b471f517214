"""Words of the sources read once each: places, outcomes and form families, as small tables to join with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import polars as pl

from lodged.core.folding import comparison_key
from lodged.core.states import postal_code
from lodged.sources.facilities import load_directory


class Outcome(Enum):
    """What ICE's lift reasons say, in the words of this field."""

    BOOKED = "booked"
    DECLINED = "declined"
    NO_LONGER_IN_CUSTODY = "no_longer_in_custody"
    TRANSFERRED = "transferred"
    LIFTED = "lifted"
    """Any other recorded reason."""


_OUTCOMES = {
    comparison_key("Booked into Detention"): Outcome.BOOKED,
    comparison_key("Detainer Declined by LEA"): Outcome.DECLINED,
    comparison_key("No longer in State, Local, or Federal Custody"): Outcome.NO_LONGER_IN_CUSTODY,
    comparison_key("Transferred"): Outcome.TRANSFERRED,
}
_FORM = re.compile(r"^\s*I-?247([ADNX]?)\b")

Words = Sequence[str | None]
PLACE_COLUMNS = ("facility", "facility_group", "class", "kind", "county", "state")


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table made of the distinct words of ``keys``: for each, the ``columns`` it means.

    One of ``telling`` must be there, for without it nothing is told.
    """

    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    read: Callable[[Words], Words]
    telling: tuple[str, ...]

    def table(self, distinct: Sequence[Words]) -> pl.DataFrame:
        """Read each distinct combination of the keys."""
        rows = [(*words, *self.read(words)) for words in distinct]
        names = [*(f"key_{i}" for i in range(len(self.keys))), *self.columns]
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row")


def form_family(detainer_type: str) -> str | None:
    """Return the form family of a detainer type in ICE's words.

    >>> form_family("I247N - Immigration Advisal - Request for Notification"), form_family("Phone")
    ('I-247N', None)
    """
    match = _FORM.match(detainer_type)
    return f"I-247{match[1]}" if match else None


def outcome(reason: str) -> Outcome:
    """Return the outcome that a lift reason says."""
    return _OUTCOMES.get(comparison_key(reason), Outcome.LIFTED)


def _form(words: Words) -> Words:
    return (form_family(words[0]) if words[0] else None,)


def _outcome(words: Words) -> Words:
    return (outcome(words[0]).value if words[0] else None,)


def _state(words: Words) -> Words:
    return (postal_code(words[0]),)


def _place(words: Words) -> Words:
    """Resolve a place in the directory; one that isn't there keeps its name, and has no class."""
    name, code, state = words
    directory = load_directory()
    postal = postal_code(state)
    facility = directory.find(name, code, postal)
    if facility is None:
        return (name, name, None, None, None, postal)
    if facility.inferred:
        return (name, name, facility.facility_class.value, facility.kind.value, facility.county, postal)
    whole = directory.with_parts(facility)
    return (
        facility.name,
        whole.name,
        facility.facility_class.value,
        facility.kind.value,
        facility.county,
        postal or facility.state,
    )


def _placed_in_state(words: Words) -> Words:
    """As :func:`_place`, but a row that names no state belongs to none."""
    *placed, _ = _place(words)
    return (*placed, postal_code(words[2]))


DETAINER_LOOKUPS = (
    Lookup("states", ("facility_state",), ("state",), _state, ("facility_state",)),
    Lookup(
        "places",
        ("detention_facility", "detention_facility_code", "facility_state"),
        PLACE_COLUMNS,
        _placed_in_state,
        ("detention_facility", "detention_facility_code"),
    ),
    Lookup("forms", ("detainer_type",), ("form",), _form, ("detainer_type",)),
    Lookup("outcomes", ("detainer_lift_reason",), ("outcome",), _outcome, ("detainer_lift_reason",)),
)
CUSTODY_LOOKUPS = (
    Lookup("places", ("facility_name", "facility_code", "within"), PLACE_COLUMNS, _place, ("facility_name",)),
)
