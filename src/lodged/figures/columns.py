"""The columns that definitions and breakdowns speak of, worked out in SQL from those of the sources.

ICE's detainers get, beside what the reader gives:

===================  =======  =========================================================================
``prepared``         Date     the prepare date
``state``            String   postal code; null where the row names no state
``facility``         String   the facility's name in the directory, else as ICE spells it
``facility_group``   String   as ``facility``, with annexes and workhouses counted with their jail
``class``            String   kind of custodian; null where nothing tells it
``kind``             String   finer kind, by the directory or by plain words of the name
``county``           String   county, where the directory knows the place
``aor``              String   ICE's area of responsibility
``form``             String   form family; null where the type says none
``outcome``          String   the lift reason as one of :class:`~lodged.figures.lookups.Outcome`; null where blank
``criminality``      String   ICE's criminality group when it prepared the detainer
``final_order``      Boolean  ICE records a final order
``person``           String   the pseudonym; joins within one release only
``repeats_earlier``  Boolean  an earlier row has the same pseudonym and prepare date; null without one
``in_repeat``        Boolean  another row has; null without a pseudonym
===================  =======  =========================================================================

Custody records get ``facility`` to ``county``, ``booked_on``, ``released_on`` and ``person``. A jail's bookings get
``booked_on``, ``released_on`` and ``disposed_to_immigration`` (immigration is among the dispositions). Facilities' own
counts get ``facility`` to ``county``, ``counted_on`` and ``newest`` (the files have no later answer of the facility).
Agreements get ``superseded`` (a later list of the same day is among the files). All get ``month``, ``year`` and
``fiscal_year`` (from October) of the day that the definition counts by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lodged.figures.definition import Source
from lodged.figures.lookups import CUSTODY_LOOKUPS, DETAINER_LOOKUPS, Lookup
from lodged.sources.agreements import AGREEMENTS
from lodged.sources.facility_counts import FACILITY_COUNTS
from lodged.sources.foia import FOIA_DETAINERS
from lodged.sources.jail_bookings import BETWEEN_DISPOSITIONS, IMMIGRATION, JAIL_BOOKINGS
from lodged.sources.tables import CUSTODY_RECORDS

EVIDENCE = ("source_file", "source_sheet", "source_row")
BREAKDOWNS: dict[Source, tuple[str, ...]] = {
    Source.FOIA_DETAINERS: (
        "facility",
        "facility_group",
        "class",
        "kind",
        "county",
        "state",
        "aor",
        "facility_aor",
        "facility_city",
        "detention_facility",
        "prepared",
        "month",
        "year",
        "fiscal_year",
        "form",
        "detainer_type",
        "outcome",
        "detainer_lift_reason",
        "criminality",
        "final_order",
        "detainer_prepared_criminality",
        "final_order_yes_no",
        "case_status",
        "gender",
        "citizenship_country",
    ),
    Source.CUSTODY_RECORDS: (
        "facility",
        "facility_group",
        "class",
        "kind",
        "county",
        "state",
        "month",
        "year",
        "fiscal_year",
        "release_reason",
        "detainer_on_file",
        "sex",
    ),
    Source.JAIL_BOOKINGS: (
        "month",
        "year",
        "fiscal_year",
        "final_release_disp",
        "imm_hold",
        "release_to_imm",
        "cancel_detainer",
        "admin_booking",
    ),
    Source.FACILITY_COUNTS: ("facility", "facility_group", "class", "kind", "county", "state", "counted_on"),
    Source.AGREEMENTS: ("state", "county", "agency", "agency_type", "model", "listed_on", "signed_on"),
}
"""What a figure may be broken down by."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A column worked out: its SQL, the columns it needs, and those it uses where the files have them."""

    sql: str
    needs: tuple[str, ...]
    uses: tuple[str, ...] = ()


_REPEAT = "PARTITION BY unique_identifier, detainer_prepare_date"
_IN_ORDER = "ORDER BY source_file, source_sheet NULLS FIRST, source_row"
_PERSON_HELD = (
    "coalesce('A-number ' || a_number, 'FBI ' || fbi_number, 'state ' || state_id, "
    "lower(last_name) || '|' || lower(first_name) || '|' || date_of_birth)"
)

DERIVED: Mapping[Source, Mapping[str, Derived]] = {
    Source.FOIA_DETAINERS: {
        "prepared": Derived("detainer_prepare_date", ("detainer_prepare_date",)),
        "aor": Derived("facility_aor", ("facility_aor",)),
        "criminality": Derived("detainer_prepared_criminality", ("detainer_prepared_criminality",)),
        "final_order": Derived("final_order_yes_no", ("final_order_yes_no",)),
        "person": Derived("unique_identifier", ("unique_identifier",)),
        "repeats_earlier": Derived(
            f"CASE WHEN unique_identifier IS NOT NULL THEN row_number() OVER ({_REPEAT} {_IN_ORDER}) > 1 END",
            ("unique_identifier", "detainer_prepare_date", *EVIDENCE),
        ),
        "in_repeat": Derived(
            f"CASE WHEN unique_identifier IS NOT NULL THEN count(*) OVER ({_REPEAT}) > 1 END",
            ("unique_identifier", "detainer_prepare_date"),
        ),
    },
    Source.CUSTODY_RECORDS: {
        "booked_on": Derived("CAST(booked_at AS DATE)", ("booked_at",)),
        "released_on": Derived("CAST(released_at AS DATE)", ("released_at",)),
        "person": Derived(
            _PERSON_HELD,
            ("last_name", "first_name", "date_of_birth"),
            ("a_number", "fbi_number", "state_id"),
        ),
    },
    Source.JAIL_BOOKINGS: {
        "booked_on": Derived("CAST(booked_at AS DATE)", ("booked_at",)),
        "released_on": Derived("CAST(released_at AS DATE)", ("released_at",)),
        "disposed_to_immigration": Derived(
            f"list_contains(string_split(lower(release_dispositions), '{BETWEEN_DISPOSITIONS}'), '{IMMIGRATION}')",
            ("release_dispositions",),
        ),
    },
    Source.FACILITY_COUNTS: {
        "counted_on": Derived("CAST(counted_at AS DATE)", ("counted_at",)),
        "newest": Derived(
            "row_number() OVER (PARTITION BY facility_name ORDER BY with_hold IS NULL, counted_at DESC NULLS LAST, "
            "source_file, source_sheet NULLS FIRST, source_row) = 1",
            ("facility_name", *EVIDENCE),
            ("with_hold", "counted_at"),
        ),
    },
    Source.AGREEMENTS: {
        "superseded": Derived(
            "listed_half < max(listed_half) OVER (PARTITION BY listed_on, pending)",
            ("listed_half", "listed_on", "pending"),
        ),
    },
}
LOOKUPS: Mapping[Source, tuple[Lookup, ...]] = {
    Source.FOIA_DETAINERS: DETAINER_LOOKUPS,
    Source.CUSTODY_RECORDS: CUSTODY_LOOKUPS,
    Source.JAIL_BOOKINGS: (),
    Source.FACILITY_COUNTS: CUSTODY_LOOKUPS,
    Source.AGREEMENTS: (),
}
CALENDAR: Mapping[str, str] = {
    "month": "strftime({day}, '%Y-%m')",
    "year": "year({day})",
    "fiscal_year": "year({day}) + CAST(month({day}) >= 10 AS INTEGER)",
}
"""Columns worked out from the day that a definition counts by."""


SCHEMAS: Mapping[Source, Mapping[str, pl.DataType]] = {
    Source.FOIA_DETAINERS: FOIA_DETAINERS.schema,
    Source.CUSTODY_RECORDS: CUSTODY_RECORDS.schema,
    Source.JAIL_BOOKINGS: JAIL_BOOKINGS.schema,
    Source.FACILITY_COUNTS: {**FACILITY_COUNTS.schema, "n": pl.Int64()},
    Source.AGREEMENTS: {
        **AGREEMENTS.schema,
        "listed_on": pl.Date(),
        "listed_half": pl.String(),
        "pending": pl.Boolean(),
    },
}
"""The columns that files of a source may have."""

_SQL_TYPES: Mapping[type[pl.DataType], str] = {
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP",
    pl.Boolean: "BOOLEAN",
    pl.Int64: "BIGINT",
}


def empty(source: Source, column: str) -> str:
    """Return the SQL of a column of the source that the files don't have."""
    return f"CAST(NULL AS {sql_type(source, column)})"


def sql_type(source: Source, column: str) -> str:
    """Return the SQL type of a column that files of a source may have."""
    return _SQL_TYPES.get(type(SCHEMAS[source].get(column, pl.String())), "VARCHAR")


def speakable(source: Source) -> frozenset[str]:
    """Return every column name that a definition over a source may use, whether the files have it or not."""
    looked_up = {column for lookup in LOOKUPS[source] for column in lookup.columns}
    return frozenset({*SCHEMAS[source], *DERIVED[source], *looked_up, *CALENDAR, *EVIDENCE, "n"})
