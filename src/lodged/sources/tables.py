"""The three tables agreed at the door: detainer list, custody records, coverage.

Column names and meanings are those of the design; types are what a reader returns. Local times carry no
offset in the files custodians send: they are wall-clock times in the facility's own zone and stay so here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import polars as pl


class ReleaseReason(Enum):
    """How a stay in custody ended."""

    RELEASED = "released"
    TRANSFERRED_TO_ICE = "transferred_to_ice"
    TRANSFERRED_TO_AGENCY = "transferred_to_agency"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table at the door."""

    name: str
    dtype: pl.DataType
    required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table at the door: what a file must and may hold."""

    name: str
    title: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Column names and Polars types, in order."""
        return {column.name: column.dtype for column in self.columns}

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns a file can't do without."""
        return tuple(column.name for column in self.columns if column.required)


NUMBERS = ("a_number", "fbi_number", "state_id")
"""Columns of numbers that one person is known by."""

_TEXT, _DATE, _TIME, _FLAG = pl.String(), pl.Date(), pl.Datetime("us"), pl.Boolean()

DETAINER_LIST = Table(
    "detainer_list",
    "Detainer list",
    (
        Column("detainer_id", _TEXT, True, "The issuer's identifier of this detainer."),
        Column("last_name", _TEXT, True, "Family name or names as the issuer wrote them."),
        Column("first_name", _TEXT, True, "Given name or names as the issuer wrote them."),
        Column("date_of_birth", _DATE, True, "Date of birth."),
        Column("middle_name", _TEXT, False, "Middle name."),
        Column("sex", _TEXT, False, "Sex as recorded."),
        Column("country_of_citizenship", _TEXT, False, "Country of citizenship as the issuer states it."),
        Column(
            "a_number",
            _TEXT,
            False,
            "Alien registration number; in another form it is kept as written.",
        ),
        Column("fbi_number", _TEXT, False, "FBI (UCN) number."),
        Column("state_id", _TEXT, False, "State identification number."),
        Column("facility_code", _TEXT, False, "ICE's code of the facility (DETLOC)."),
        Column("facility_name", _TEXT, False, "The facility the detainer was sent to, as written."),
        Column("facility_state", _TEXT, False, "State of the facility, postal code or name."),
        Column("form", _TEXT, False, "Form, for example I-247A."),
        Column("issued_on", _DATE, False, "Date the detainer was issued."),
        Column("lifted_on", _DATE, False, "Date the issuer lifted it."),
        Column("lift_reason", _TEXT, False, "The issuer's reason for lifting it."),
    ),
)

CUSTODY_RECORDS = Table(
    "custody_records",
    "Custody records",
    (
        Column("facility_name", _TEXT, True, "The facility that held the person."),
        Column("booking_id", _TEXT, True, "The facility's identifier of the stay."),
        Column("last_name", _TEXT, True, "Family name or names as booked."),
        Column("first_name", _TEXT, True, "Given name or names as booked."),
        Column("date_of_birth", _DATE, True, "Date of birth as booked."),
        Column("booked_at", _TIME, True, "When the stay began, local wall time."),
        Column("facility_code", _TEXT, False, "Code of the facility."),
        Column("middle_name", _TEXT, False, "Middle name."),
        Column("sex", _TEXT, False, "Sex as recorded."),
        Column(
            "a_number",
            _TEXT,
            False,
            "Alien registration number; in another form it is kept as written.",
        ),
        Column("fbi_number", _TEXT, False, "FBI (UCN) number."),
        Column("state_id", _TEXT, False, "State identification number."),
        Column("released_at", _TIME, False, "When the stay ended, local wall time; empty while held."),
        Column("release_reason", _TEXT, False, "One of the values of ReleaseReason."),
        Column("planned_release_at", _TIME, False, "When release is planned, local wall time."),
        Column("detainer_on_file", _FLAG, False, "Whether the facility has a detainer on file."),
        Column("detainer_received_on", _DATE, False, "Date the facility received it."),
        Column("born_from", _DATE, False, "Earliest day of birth, where only an age is known."),
        Column("born_through", _DATE, False, "Latest day of birth, where only an age is known."),
    ),
)

COVERAGE = Table(
    "coverage",
    "Coverage",
    (
        Column("facility_name", _TEXT, True, "The facility that reported."),
        Column("reported_from", _DATE, True, "First day its records cover."),
        Column("reported_through", _DATE, True, "Last day its records cover."),
    ),
)

RULINGS = Table(
    "rulings",
    "Rulings",
    (
        Column("detainer_id", _TEXT, True, "The detainer's identifier in the list."),
        Column("facility_name", _TEXT, True, "The facility of the custody record."),
        Column("booking_id", _TEXT, True, "The custody record's identifier there."),
        Column("same_person", _FLAG, True, "Whether both are of one person."),
        Column("ruled_by", _TEXT, True, "Who decided."),
        Column("why", _TEXT, True, "On what grounds, in a sentence."),
        Column("ruled_on", _DATE, False, "The day of the decision."),
    ),
)

SOURCE_COLUMNS: dict[str, pl.DataType] = {
    "source_file": pl.String(),
    "source_sheet": pl.String(),
    "source_row": pl.UInt32(),
}
