"""The record in the formats of the door, so that any program that reads those can read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl

from lodged.register.models import Agency, BirthDate, Detainer, PersonIdentifier, PersonName, Stay
from lodged.register.returns import StateCoverage
from lodged.sources.facility_counts import FACILITY_COUNTS
from lodged.sources.tables import CUSTODY_RECORDS, DETAINER_LIST

_NUMBERS = ("a_number", "fbi_number", "state_id")


def custody_records(agency: UUID) -> pl.DataFrame:
    """Return an agency's stays as custody records (columns of ``tables.CUSTODY_RECORDS``), times in the agency's zone.

    A person's first name and date of birth on record stand for them; the whole file is in the tables.
    """
    zone = ZoneInfo(Agency.objects.get(pk=agency).time_zone)
    people = _people(agency)
    on_file: dict[UUID, datetime] = {}
    for on_stay, since in Detainer.objects.filter(agency=agency, lifted_at=None).values_list(
        "stay_id", "received_at"
    ):
        on_file[on_stay] = min(since, on_file.get(on_stay, since))
    rows = []
    for stay in Stay.objects.filter(agency=agency).select_related("facility").order_by("booked_at", "pk"):
        received = on_file.get(stay.id)
        rows.append(
            people.get(stay.person_id, {})
            | {
                "facility_name": stay.facility.name,
                "facility_code": stay.facility.code or None,
                "booking_id": stay.booking_number,
                "booked_at": _wall(stay.booked_at, zone),
                "released_at": _wall(stay.departed_at, zone),
                "release_reason": _door_reason(stay.departure),
                "planned_release_at": _wall(stay.planned_for, zone),
                "detainer_on_file": received is not None,
                "detainer_received_on": received.astimezone(zone).date() if received else None,
            }
        )
    return _table(rows, CUSTODY_RECORDS.schema)


def detainer_list(agency: UUID) -> pl.DataFrame:
    """Return an agency's detainers as a detainer list (columns of ``tables.DETAINER_LIST``)."""
    owner = Agency.objects.get(pk=agency)
    zone, people = ZoneInfo(owner.time_zone), _people(agency)
    rows = []
    detainers = (
        Detainer.objects.filter(agency=agency).select_related("stay__facility").order_by("received_at", "pk")
    )
    for detainer in detainers:
        lifted = detainer.lifted_at.astimezone(zone).date() if detainer.lifted_at else None
        rows.append(
            people.get(detainer.stay.person_id, {})
            | {
                "detainer_id": detainer.reference or str(detainer.id),
                "facility_name": detainer.stay.facility.name,
                "facility_code": detainer.stay.facility.code or None,
                "facility_state": owner.state,
                "form": detainer.form,
                "issued_on": detainer.issued_on,
                "lifted_on": lifted,
                "lift_reason": detainer.get_lift_reason_display() if lifted else None,
            }
        )
    return _table(rows, DETAINER_LIST.schema)


def counts_of(coverage: StateCoverage, zone: ZoneInfo) -> pl.DataFrame:
    """Return a state's returns as facilities' own counts (columns of ``FACILITY_COUNTS``), times in ``zone``.

    A facility without a return has empty counts, and not none.
    """
    rows = [
        {"facility_name": answer.facility.name}
        | (
            {
                "with_hold": answer.newest.with_detainer,
                "counted_at": _wall(answer.newest.counted_at, zone),
                "held": answer.newest.held,
            }
            if answer.newest
            else {}
        )
        for answer in coverage.answers
    ]
    return _table(rows, FACILITY_COUNTS.schema)


def _people(agency: UUID) -> dict[UUID, dict[str, object]]:
    people: dict[UUID, dict[str, object]] = {}
    for name in PersonName.objects.filter(agency=agency).order_by("pk"):
        people.setdefault(
            name.person_id,
            {"last_name": name.last, "first_name": name.first, "middle_name": name.middle or None},
        )
    for birth in BirthDate.objects.filter(agency=agency).order_by("pk"):
        people.setdefault(birth.person_id, {}).setdefault("date_of_birth", birth.value)
    for number in PersonIdentifier.objects.filter(agency=agency, kind__in=_NUMBERS).order_by("pk"):
        people.setdefault(number.person_id, {}).setdefault(number.kind, number.value)
    return people


def _door_reason(departure: str) -> str | None:
    return departure if departure and departure != "not_stated" else None


def _wall(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


def _table(rows: Sequence[Mapping[str, object]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row"
    )
