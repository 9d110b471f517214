"""The world as the tables that change hands, and the truth beside them.

The first column of every table says that the row is synthetic, since a file travels without its folder.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lodged.demo.dates import AS_OF, REPORTED_FROM
from lodged.demo.places import Place, Reporting, custodians
from lodged.demo.recording import FEDERAL, Recorded, as_recorded_by
from lodged.demo.seeded import stream
from lodged.demo.world import ListRow, Stay, World
from lodged.sources.tables import COVERAGE, CUSTODY_RECORDS, DETAINER_LIST, Table

MARK_COLUMN, MARK = "synthetic", "SYNTHETIC"
_NEW_FORM_FROM = (2025, 5)
_FORM = "I247A - Immigration Detainer - Immigration Detainer - Notice of Action"
_NEW_FORM = "I247A - Immigration Detainer - Notice of Action (as of May 2025)"
_MARK_SCHEMA = {MARK_COLUMN: pl.String()}
_TRUTH_SCHEMA = {
    "detainer_id": pl.String(),
    "true_category": pl.String(),
    "person_id": pl.String(),
    "booking_id": pl.String(),
    "name_tradition": pl.String(),
    "difficulty": pl.String(),
}
_CUSTODY_TRUTH_SCHEMA = {
    "booking_id": pl.String(),
    "person_id": pl.String(),
    "name_tradition": pl.String(),
}


@dataclass(frozen=True)
class Lists:
    """The tables of one synthetic world.

    ``federal_list``, ``custody_records`` and ``coverage`` have the columns of the tables at the door;
    ``truth`` has a row for each row of the list: its true category, person, deciding booking (if any) and
    difficulty; ``custody_truth`` says whose each booking is. All begin with the column ``synthetic``.
    """

    federal_list: pl.DataFrame
    custody_records: pl.DataFrame
    coverage: pl.DataFrame
    truth: pl.DataFrame
    custody_truth: pl.DataFrame


def draw_up(world: World) -> Lists:
    """Have every office write down what it knows of the world."""
    stays = sorted(world.stays, key=lambda stay: (stay.place.name, stay.booked_at, stay.number))
    rows = sorted(world.rows, key=lambda row: (row.issued_on, row.person.person_id))
    bookings = {
        stay.number: f"SYN-{_slug(stay.place)}-{place:05d}" for place, stay in enumerate(stays, start=1)
    }
    detainers = [f"SYN-D-{place:05d}" for place in range(1, len(rows) + 1)]
    return Lists(
        federal_list=_federal_list(world.seed, rows, detainers),
        custody_records=_custody_records(world.seed, stays, bookings),
        coverage=_coverage(),
        truth=_truth(rows, detainers, bookings),
        custody_truth=_custody_truth(stays, bookings),
    )


def _slug(place: Place) -> str:
    words = place.name.upper().replace(" COUNTY", "").removesuffix(" JAIL")
    return "".join(letter for letter in words if letter.isalpha())


def _table(table: Table, rows: list[dict[str, object]]) -> pl.DataFrame:
    return _marked(pl.DataFrame(rows, schema=table.schema))


def _marked(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.lit(MARK, dtype=pl.String()).alias(MARK_COLUMN), pl.all())


def _person_columns(record: Recorded) -> dict[str, object]:
    return {
        "last_name": record.last_name,
        "first_name": record.first_name,
        "middle_name": record.middle_name,
        "date_of_birth": record.date_of_birth,
        "sex": record.sex,
        "a_number": record.a_number,
        "fbi_number": record.fbi_number,
        "state_id": record.state_id,
    }


def _federal_list(seed: int, rows: list[ListRow], detainers: list[str]) -> pl.DataFrame:
    rng = stream(seed, "federal list")
    return _table(
        DETAINER_LIST,
        [
            {
                "detainer_id": detainer_id,
                **_person_columns(as_recorded_by(row.person, rng, FEDERAL)),
                "country_of_citizenship": row.person.citizenship,
                "facility_code": row.place.code,
                "facility_name": row.written_as,
                "facility_state": row.place.state,
                "form": _form(row),
                "issued_on": row.issued_on,
                "lifted_on": row.lifting.on if row.lifting else None,
                "lift_reason": row.lifting.reason if row.lifting else None,
            }
            for row, detainer_id in zip(rows, detainers, strict=True)
        ],
    )


def _form(row: ListRow) -> str:
    return _NEW_FORM if (row.issued_on.year, row.issued_on.month) >= _NEW_FORM_FROM else _FORM


def _custody_records(seed: int, stays: list[Stay], bookings: dict[int, str]) -> pl.DataFrame:
    rng = stream(seed, "custody records")
    return _table(
        CUSTODY_RECORDS,
        [
            {
                "facility_name": stay.place.name,
                "booking_id": bookings[stay.number],
                **_person_columns(as_recorded_by(stay.person, rng, stay.profile)),
                "booked_at": stay.booked_at,
                "released_at": stay.ending.at if stay.ending else None,
                "release_reason": stay.ending.reason.value if stay.ending else None,
                "planned_release_at": stay.planned_release_at,
                "detainer_on_file": stay.received_on is not None,
                "detainer_received_on": stay.received_on,
            }
            for stay in stays
        ],
    )


def _coverage() -> pl.DataFrame:
    return _table(
        COVERAGE,
        [
            {
                "facility_name": place.name,
                "reported_from": REPORTED_FROM,
                "reported_through": AS_OF if place.reporting is Reporting.FULL else place.reported_through,
            }
            for place in sorted(custodians(), key=lambda place: place.name)
        ],
    )


def _truth(rows: list[ListRow], detainers: list[str], bookings: dict[int, str]) -> pl.DataFrame:
    records = [
        {
            "detainer_id": detainer_id,
            "true_category": row.fate.value,
            "person_id": row.person.person_id,
            "booking_id": bookings[row.stay.number] if row.stay else None,
            "name_tradition": row.person.tradition,
            "difficulty": row.difficulty or None,
        }
        for row, detainer_id in zip(rows, detainers, strict=True)
    ]
    return _marked(pl.DataFrame(records, schema=_TRUTH_SCHEMA))


def _custody_truth(stays: list[Stay], bookings: dict[int, str]) -> pl.DataFrame:
    records = [
        {
            "booking_id": bookings[stay.number],
            "person_id": stay.person.person_id,
            "name_tradition": stay.person.tradition,
        }
        for stay in stays
    ]
    return _marked(pl.DataFrame(records, schema=_CUSTODY_TRUTH_SCHEMA))
