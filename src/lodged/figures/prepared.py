"""The rows of the sources with the columns that definitions and breakdowns speak of.

ICE's detainers get, beside what the reader gives:

=================  =======  ===========================================================================
``prepared``       Date     the prepare date
``month``          String   its month, ``YYYY-MM``
``year``           Int32    its calendar year
``fiscal_year``    Int32    its federal fiscal year (from October)
``state``          String   postal code; null where the row names no state
``facility``       String   the facility's name in the directory, else as ICE spells it
``facility_group`` String   as ``facility``, with annexes and workhouses counted with their jail
``class``          String   kind of custodian; null where nothing tells it
``kind``           String   finer kind, by the directory or by plain words of the name
``county``         String   county, where the directory knows the place
``form``           String   form family; null where the type says none
``outcome``        String   the lift reason as one of :class:`Outcome`; null where it is blank
``repeats_earlier``  Boolean  an earlier row has the same pseudonym and prepare date; null without one
=================  =======  ===========================================================================
"""

from __future__ import annotations

import re
from enum import Enum

import polars as pl

from lodged.sources.facilities import Facility, load_directory
from lodged.sources.names import fold
from lodged.sources.states import postal_code


class Outcome(Enum):
    """What ICE's lift reasons say, in the words of this field."""

    BOOKED = "booked"
    DECLINED = "declined"
    NO_LONGER_IN_CUSTODY = "no_longer_in_custody"
    TRANSFERRED = "transferred"
    LIFTED = "lifted"
    """Any other recorded reason."""


_OUTCOMES = {
    fold("Booked into Detention"): Outcome.BOOKED,
    fold("Detainer Declined by LEA"): Outcome.DECLINED,
    fold("No longer in State, Local, or Federal Custody"): Outcome.NO_LONGER_IN_CUSTODY,
    fold("Transferred"): Outcome.TRANSFERRED,
}
_FORM = re.compile(r"^\s*I-?247([ADNX]?)\b")


def prepare_detainers(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the columns of this module to rows of a release."""
    rows = rows.join(
        _places(rows),
        on=["detention_facility", "detention_facility_code", "facility_state"],
        nulls_equal=True,
    )
    day = pl.col("detainer_prepare_date")
    who = pl.struct("unique_identifier", "detainer_prepare_date")
    return rows.sort("source_file", "source_sheet", "source_row", nulls_last=False).with_columns(
        day.alias("prepared"),
        day.dt.strftime("%Y-%m").alias("month"),
        day.dt.year().alias("year"),
        (day.dt.year() + (day.dt.month() >= 10).cast(pl.Int32)).alias("fiscal_year"),
        _mapped(rows, "detainer_type", form_family).alias("form"),
        _mapped(rows, "detainer_lift_reason", _outcome).alias("outcome"),
        pl.when(pl.col("unique_identifier").is_not_null())
        .then(pl.int_range(pl.len()).over(who) > 0)
        .alias("repeats_earlier"),
    )


def form_family(detainer_type: str) -> str | None:
    """Tell the form family of a detainer type in ICE's words.

    >>> form_family("I247N - Immigration Advisal - Request for Notification"), form_family("Phone")
    ('I-247N', None)
    """
    match = _FORM.match(detainer_type)
    return f"I-247{match[1]}" if match else None


def _outcome(reason: str) -> str:
    return _OUTCOMES.get(fold(reason), Outcome.LIFTED).value


def _mapped(rows: pl.DataFrame, column: str, read) -> pl.Expr:  # type: ignore[no-untyped-def]
    told = {text: read(text) for text in rows[column].drop_nulls().unique()}
    return pl.col(column).replace_strict(told, default=None, return_dtype=pl.String)


def _places(rows: pl.DataFrame) -> pl.DataFrame:
    """Each place named once, resolved."""
    directory = load_directory()
    keys = rows.select("detention_facility", "detention_facility_code", "facility_state").unique()
    made = []
    for name, code, state in keys.iter_rows():
        postal = postal_code(state)
        found = directory.resolve(name, code, postal) if name or code else None
        known = found if isinstance(found, Facility) else None
        group = directory.with_parts(known) if known and not known.inferred else known
        made.append(
            {
                "detention_facility": name,
                "detention_facility_code": code,
                "facility_state": state,
                "state": postal,
                "facility": known.name if known and not known.inferred else name,
                "facility_group": group.name if group and not group.inferred else name,
                "class": known.facility_class.value if known else None,
                "kind": known.kind.value if known else None,
                "county": known.county if known else None,
            }
        )
    columns = ("state", "facility", "facility_group", "class", "kind", "county")
    schema = dict(keys.schema) | dict.fromkeys(columns, pl.String())
    return pl.DataFrame(made, schema=schema)
