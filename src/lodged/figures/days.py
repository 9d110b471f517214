"""The days that rows are of: the newest of them, the day of a list, and the day that a figure is really as of."""

from __future__ import annotations

from datetime import date

from lodged.figures.dataset import Material
from lodged.figures.definition import Definition, Source
from lodged.figures.figure import Figure

LISTS = {"list_day": "NOT pending", "pending_day": "pending"}
"""The parameters of a definition that are the day of a list, and the rows that are of such lists."""
_DAYS = {
    Source.FOIA_DETAINERS: ("prepared",),
    Source.CUSTODY_RECORDS: ("booked_on", "released_on"),
    Source.JAIL_BOOKINGS: ("booked_on", "released_on"),
    Source.FACILITY_COUNTS: ("counted_on",),
    Source.AGREEMENTS: ("listed_on",),
}


def newest_day(material: Material) -> date | None:
    """Return the newest day of the rows, of whatever event; None where they have no day."""
    there = [day for day in _DAYS[material.source] if not material.missing([day])]
    if not there:
        return None
    newest = ", ".join(f"max({day})" for day in there)
    (row,) = material.ask(f"SELECT {newest} FROM ({material.select(there)})")
    return max((day for day in row if day is not None), default=None)


def list_day(material: Material, condition: str, as_of: date | None) -> date | None:
    """Return the day of the newest list that meets ``condition`` (of :data:`LISTS`) on or before a day, if any."""
    ((newest,),) = material.ask(
        f"SELECT max(listed_on) FROM source_rows WHERE {condition} AND listed_on <= $as_of", {"as_of": as_of}
    )
    return newest if isinstance(newest, date) else None


def lists_of(definition: Definition) -> dict[str, str]:
    """Return the parameters of :data:`LISTS` that a definition speaks of, each with its condition."""
    conditions = f"{definition.population} {definition.of or ''}"
    return {name: condition for name, condition in LISTS.items() if f"${name}" in conditions}


def own_day(figure: Figure, material: Material) -> date | None:
    """Return the day that a figure is as of by its rows: that of its list, else the day asked about or the newest."""
    lists = [
        list_day(material, condition, figure.as_of) for condition in lists_of(figure.definition).values()
    ]
    list_or_newest = min((day for day in (*lists, newest_day(material)) if day is not None), default=None)
    return min((day for day in (figure.as_of, list_or_newest) if day is not None), default=None)
