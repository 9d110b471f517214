"""The rows of the two lists as the rules read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lodged.reconcile.places import Place, Places
from lodged.reconcile.unread import NOBODY, Identity, identity_of, is_doubtful
from lodged.sources.listings import Gone
from lodged.sources.model import Reading, RowPlace
from lodged.sources.tables import ReleaseReason


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day a reconciliation is about; what happened by its end counts."""

    day: date

    @property
    def end(self) -> datetime:
        """The first moment that is no longer in the day, local wall time."""
        return datetime.combine(self.day + timedelta(days=1), time())


@dataclass(frozen=True, slots=True)
class ListedDetainer:
    """One row of the federal list.

    ``who`` it is of is read only where records that could not be read whole ask for it. ``unread`` names the columns
    whose cell could not be read; ``source`` is where the row stands.
    """

    row: int
    detainer_id: str
    place: Place
    issued_on: date | None
    lifted_on: date | None
    lift_reason: str | None
    who: Identity
    unread: frozenset[str]
    source: RowPlace
    is_doubtful: bool
    """Whether a name or birth is missing, or a number could not be read: more records may be of this person."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One custody record: a person in a facility from booking to release, local wall times.

    ``unread`` names the columns whose cell could not be read, or that records of the one stay contradict each other in;
    ``source`` is where the record stands, or the first of them.
    """

    row: int
    booking_id: str
    place: Place
    booked_at: datetime
    released_at: datetime | None
    release_reason: ReleaseReason | None
    detainer_on_file: bool | None
    detainer_received_on: date | None
    unread: frozenset[str]
    source: RowPlace
    gone: Gone | None = None
    """Between which lists the stay ended, where it is on one and no longer on a newer one."""

    @property
    def start_is_known(self) -> bool:
        """Whether the records say when the stay began; else ``booked_at`` is the day of a list that has the person."""
        return "booked_at" not in self.unread

    def begun_by(self, as_of: AsOf) -> bool:
        """Return whether the stay had begun by the end of the day."""
        return self.booked_at < as_of.end

    def held_on(self, as_of: AsOf) -> bool:
        """Return whether the person was still held at the end of the day; an unread end doesn't say so."""
        if "released_at" in self.unread or (self.gone is not None and as_of.day > self.gone.after):
            return False
        return self.begun_by(as_of) and (self.released_at is None or self.released_at >= as_of.end)

    def on_file_by(self, as_of: AsOf) -> bool:
        """Return whether the facility had a detainer on file by the end of the day."""
        received_later = self.detainer_received_on is not None and self.detainer_received_on > as_of.day
        return bool(self.detainer_on_file) and not received_later


def listed_detainers(listed: Reading, places: Places, *, with_who: bool) -> list[ListedDetainer]:
    """Read the rows of a detainer list (columns of ``tables.DETAINER_LIST``), ``with_who`` they are of or without."""
    unread = listed.unread_cells
    return [
        ListedDetainer(
            row=index,
            detainer_id=row["detainer_id"],
            place=places.find(row["facility_name"], row["facility_code"], row["facility_state"]),
            issued_on=row["issued_on"],
            lifted_on=row["lifted_on"],
            lift_reason=row["lift_reason"],
            who=identity_of(row) if with_who else NOBODY,
            unread=unread.get(_source(row), frozenset()),
            source=_source(row),
            is_doubtful=is_doubtful(row, unread.get(_source(row), frozenset())),
        )
        for index, row in enumerate(listed.rows.iter_rows(named=True))
    ]


def stays(custody: Reading, places: Places, state: str) -> list[Stay]:
    """Read custody records (columns of ``tables.CUSTODY_RECORDS``) of facilities of one state."""
    unread = custody.unread_cells
    return [
        Stay(
            row=index,
            booking_id=row["booking_id"],
            place=places.find(row["facility_name"], row["facility_code"], state),
            booked_at=row["booked_at"],
            released_at=row["released_at"],
            release_reason=ReleaseReason(row["release_reason"]) if row["release_reason"] else None,
            detainer_on_file=row["detainer_on_file"],
            detainer_received_on=row["detainer_received_on"],
            unread=unread.get(_source(row), frozenset()) | _contradicted(row),
            source=_source(row),
        )
        for index, row in enumerate(custody.rows.iter_rows(named=True))
    ]


def _source(row: Mapping[str, Any]) -> RowPlace:
    return row["source_file"], row["source_sheet"], row["source_row"]


def _contradicted(row: Mapping[str, Any]) -> frozenset[str]:
    """Return the columns that can't be so: a way that a stay ended, and no end."""
    ended = row["release_reason"] is not None and row["released_at"] is None
    return frozenset({"released_at"}) if ended else frozenset()
