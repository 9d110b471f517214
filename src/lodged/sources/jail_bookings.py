"""Read a jail's bookings that mark immigration holds: no names, one row a booking.

The custodian's side of the count where records about people can't be had. A booking may end in several dispositions one
after another; ``release_dispositions`` has them all and ``final_release_disp`` the last. Columns are those of the
bookings of the Pierce County jail (Washington) that the University of Washington Center for Human Rights published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from lodged.sources.cell_readers import Cells
from lodged.sources.files import MAX_BYTES
from lodged.sources.input_tables import after_start, readers_of
from lodged.sources.model import Reading
from lodged.sources.reading import TableSpec, read_table
from lodged.sources.tables import Column, Table

BETWEEN_DISPOSITIONS = "; "
IMMIGRATION = "immigration"
"""The disposition, in small letters, that says a person was released to immigration."""

_TEXT, _TIME, _FLAG, _COUNT = pl.String(), pl.Datetime("us"), pl.Boolean(), pl.Int64()

JAIL_BOOKINGS = Table(
    "jail_bookings",
    "Bookings that mark immigration holds",
    (
        Column("booking_key", _TEXT, True, "The booking's own key; the same booking has it in every file."),
        Column("booked_at", _TIME, True, "When the booking began, local wall time."),
        Column("released_at", _TIME, True, "When it ended, local wall time; empty while held."),
        Column("imm_hold", _FLAG, True, "Whether an immigration hold was marked."),
        Column("release_to_imm", _FLAG, True, "Whether any of its releases was to immigration."),
        Column("charge_rows", _COUNT, False, "Charges of the booking, the hold among them."),
        Column("hold_immigration_charge", _FLAG, False, "Whether the hold is written down as a charge."),
        Column("cancel_detainer", _FLAG, False, "Whether a detainer was canceled during the booking."),
        Column("admin_booking", _FLAG, False, "Whether it is a booking on paper, of nobody held."),
        Column("final_release_disp", _TEXT, False, "The last disposition, in the jail's words."),
        Column("release_dispositions", _TEXT, False, "All dispositions, joined by a semicolon."),
        Column("jurisdictions", _TEXT, False, "Courts and agencies, joined by a semicolon."),
    ),
)


def bookings_spec() -> TableSpec:
    """Return how bookings are read; one without a key or a start is kept out and reported."""
    keys = frozenset({"booking_key", "booked_at"})
    against = {"released_at": after_start, "release_to_imm": _as_disposed}
    return TableSpec(JAIL_BOOKINGS, readers_of(JAIL_BOOKINGS), keys=keys, never_empty=keys, against=against)


def read_jail_bookings(paths: Sequence[Path | str], *, max_bytes: int = MAX_BYTES) -> Reading:
    """Read bookings; the rows have the columns of :data:`JAIL_BOOKINGS`.

    A booking that ends before it begins keeps its start, and its end is reported and emptied; so is
    ``release_to_imm`` where it contradicts the dispositions. Raises :class:`~lodged.core.errors.UnreadableFileError`.
    """
    return read_table(bookings_spec(), paths, max_bytes=max_bytes)


def _as_disposed(others: Mapping[str, Cells], cells: Cells) -> Cells:
    """Refuse a release to immigration that the dispositions don't have, and one they have that isn't marked."""
    if "release_dispositions" not in others:
        return cells
    among = (
        others["release_dispositions"]
        .values.str.to_lowercase()
        .str.split(BETWEEN_DISPOSITIONS)
        .list.contains(IMMIGRATION)
    )
    contradicts = (cells.values != among).fill_null(value=False)
    reason = pl.lit("release_to_imm and release_dispositions say different things.")
    checked = pl.select(
        pl.when(contradicts).then(None).otherwise(cells.values).alias("value"),
        pl.when(contradicts).then(reason).otherwise(cells.reasons).alias("reason"),
    )
    return Cells(checked["value"], checked["reason"], cells.remark, cells.text)
