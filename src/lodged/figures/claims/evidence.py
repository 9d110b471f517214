"""What files can show of a claim: whether they are of its days, its unit and its place, and of all that there is.

What was not read proves nothing: a file of other days, or of some facilities, is no evidence against anybody's words,
and a list that knows only what is still there can't say what there was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lodged.figures.claims.loading import ClaimError
from lodged.figures.claims.model import Meaning, Measure, Weight, Window
from lodged.figures.dataset import Material
from lodged.figures.days import list_day, lists_of, newest_day
from lodged.figures.definition import Definition, Kind, Source
from lodged.figures.filters import rolled_up
from lodged.figures.question import RollUp
from lodged.sources.facilities import Facility, Unresolved, load_directory
from lodged.sources.model import Severity

SLACK_DAYS = 7
"""By how much files may miss a day: lists appear about weekly, and no facility has a row on every day."""
SOME_FACILITIES = "the records aren't known to be of every facility"
NO_PERIOD = "the claim says no period"
_OF_SOME_FACILITIES = frozenset({Source.CUSTODY_RECORDS, Source.JAIL_BOOKINGS, Source.FACILITY_COUNTS})
"""Sources that have the facilities which reported, and not all."""
_PLACED_BY_NAME = frozenset({Source.CUSTODY_RECORDS, Source.FACILITY_COUNTS})
_NAMED_AT_MOST = 30


@dataclass(frozen=True, slots=True)
class _Gap:
    """By how many days files miss a window (None: by no known number), and how to say it."""

    days: int | None
    words: str


def another_shape(unit: Measure, definition: Definition) -> str:
    """Return that a definition gives a share and the claim is a number, or the other way; empty where they fit."""
    if definition.is_share == (unit is Measure.PERCENT):
        return ""
    counts = "gives a share" if definition.is_share else f"counts {definition.unit.plural}"
    return f"[{definition.id}] {counts}, and the claim is told in {_plural(unit)}"


def why_not_counted(
    definition: Definition, material: Material, meaning: Meaning, window: Window
) -> str | None:
    """Return why a definition can't be counted on files in a window; None where it can."""
    for one in filter(None, (window, window.before)):
        gap = _gap(definition, material, one)
        if gap is not None and (gap.days is None or gap.days > SLACK_DAYS):
            return gap.words
    return _no_row_of(material, meaning)


def weight(
    unit: Measure, definition: Definition, material: Material, window: Window, *, complete: bool
) -> tuple[Weight, str]:
    """Return what a count can show of a claim told in ``unit``, and why where that is not everything."""
    if other := _another_unit(unit, definition):
        return Weight.ANOTHER_UNIT, other
    nothing = _no_period(material, window) or _incomplete(definition, material, complete=complete)
    if nothing:
        return Weight.NOTHING, nothing
    gaps = [_gap(definition, material, one) for one in (window, window.before) if one]
    short = next((gap for gap in gaps if gap is not None and gap.days), None)
    if short is not None and definition.kind is Kind.FLOW:
        is_count = unit not in {Measure.PERCENT, Measure.PERCENT_CHANGE}
        return (Weight.AT_LEAST if is_count else Weight.NOTHING), short.words
    survivors = _survivors(definition, material)
    return (Weight.AT_LEAST, survivors) if survivors else (Weight.DECIDES, "")


def refuse_unresolved(materials: Sequence[Material]) -> None:
    """Refuse to take records for complete while names of facilities in them are not resolved; raises ClaimError.

    Such a facility's rows are in no count by state or by kind of facility, so the count is not of all.
    """
    for material in materials:
        names = _unresolved(material) if material.source in _PLACED_BY_NAME else ()
        if names:
            raise ClaimError(
                f"{material.name}: --complete can't be taken, because {len(names)} names of facilities aren't resolved "
                f"and their rows are in no count by state or kind of facility. {_why_unresolved(names)} {_REMEDY}"
            )


_REMEDY = (
    "If all rows are of one state, say it with --within, for example --within MN. Else give each row its facility's "
    "code in the column facility_code, or write the names as the directory has them."
)


def _unresolved(material: Material) -> tuple[str, ...]:
    """Return the names that the directory doesn't place."""
    rows = material.select(["facility_name", "class"])
    names = material.ask(
        f"SELECT DISTINCT facility_name FROM ({rows}) WHERE facility_name IS NOT NULL AND class IS NULL ORDER BY ALL"
    )
    return tuple(name for (name,) in names)


def _why_unresolved(names: Sequence[str]) -> str:
    """Return for each name that several states may have it, or that the directory lacks it, with the nearest it has."""
    directory = load_directory()
    states = sorted({facility.state for facility in directory.facilities})
    in_several = [name for name in names if any(directory.find(name, None, state) for state in states)]
    lacking = [f"{name}{_nearest(directory.resolve(name))}" for name in names if name not in set(in_several)]
    sentences = []
    if in_several:
        sentences.append(f"Several states may have a facility of one of these names: {_some(in_several)}.")
    if lacking:
        sentences.append(f"The directory has none of these names: {_some(lacking)}.")
    return " ".join(sentences)


def _nearest(entry: Facility | Unresolved) -> str:
    candidates = entry.candidates if isinstance(entry, Unresolved) else ()
    return f" (nearest: {', '.join(one.name for one in candidates)})" if candidates else ""


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED_AT_MOST
    return "; ".join(names[:_NAMED_AT_MOST]) + (f"; and {rest} more" if rest > 0 else "")


def _plural(unit: Measure) -> str:
    return {
        Measure.PERSON: "people",
        Measure.COUNTY: "counties",
        Measure.AGENCY: "agencies",
        Measure.FACILITY: "facilities",
        Measure.PERCENT: "percent",
        Measure.PERCENT_CHANGE: "percent of change",
    }.get(unit, f"{unit.value}s")


def _another_unit(unit: Measure, definition: Definition) -> str:
    if unit in {Measure.PERCENT, Measure.PERCENT_CHANGE} or unit.value == definition.unit.value:
        return ""
    return f"[{definition.id}] counts {definition.unit.plural}, and the claim is of {_plural(unit)}"


def _no_period(material: Material, window: Window) -> str:
    if window.first or window.last or window.as_of:
        return ""
    days = material.span
    return f"{NO_PERIOD}, and {material.name} is of {days[0]} to {days[1]}" if days else NO_PERIOD


def _incomplete(definition: Definition, material: Material, *, complete: bool) -> str:
    if material.source not in _OF_SOME_FACILITIES:
        return ""
    if not complete:
        return SOME_FACILITIES
    used = material.closure(definition.words & material.vocabulary, definition.day)
    unread = sum(
        problem.severity is Severity.ROW or (problem.severity is Severity.CELL and problem.field in used)
        for problem in material.problems
    )
    return (
        f"{unread:,} rows or cells of {material.name} that it counts by could not be read" if unread else ""
    )


def _survivors(definition: Definition, material: Material) -> str:
    """Return what files know only the rest of; empty where they don't."""
    if material.source is Source.AGREEMENTS and not lists_of(definition):
        return f"{material.name} has only agreements that had not ended when ICE made the list"
    is_of_held = material.source is Source.CUSTODY_RECORDS and material.missing(["released_on"])
    if is_of_held and definition.kind is Kind.FLOW:
        return f"{material.name} has only people who were still held when it was made"
    return ""


def _gap(definition: Definition, material: Material, window: Window) -> _Gap | None:
    """Return by how much files miss a window; None where the claim says no period at all."""
    if not (window.first or window.last or window.as_of):
        return None
    if definition.kind is Kind.FLOW:
        if window.first is None or window.last is None:
            return _Gap(
                None, f"[{definition.id}] counts what happened in a period, and the claim's has no two ends"
            )
        return _outside(definition, material, window.first, window.last)
    if window.as_of is None:
        return _Gap(
            None, f"[{definition.id}] counts what there was on a day, and the claim's window has none"
        )
    if material.source is Source.AGREEMENTS:
        return _list_gap(definition, material, window.as_of)
    return _outside(definition, material, window.as_of, window.as_of)


def _outside(definition: Definition, material: Material, first: date, last: date) -> _Gap:
    span = _span(definition, material)
    if span is None:
        return _Gap(None, f"{material.name} doesn't say of which days its rows are")
    begins, ends = span
    missed = max((begins - first).days, (last - ends).days, 0)
    if material.source is Source.FACILITY_COUNTS:
        missed = max(missed, (ends - last).days)
    period = str(first) if first == last else f"{first} to {last}"
    return _Gap(missed, f"{material.name} is of {begins} to {ends}, and the claim of {period}")


def _span(definition: Definition, material: Material) -> tuple[date, date] | None:
    """Return the first day of the event that is counted, and the newest of any event: files reach to that."""
    ends = newest_day(material)
    if definition.day is None or ends is None or material.missing([definition.day]):
        return None
    day = definition.day
    ((begins,),) = material.ask(f"SELECT min({day}) FROM ({material.select([day])})")
    return (begins, ends) if begins else None


def _list_gap(definition: Definition, material: Material, as_of: date) -> _Gap:
    conditions = lists_of(definition).values()
    days = [list_day(material, condition, as_of) for condition in conditions] or [newest_day(material)]
    there = [day for day in days if day is not None]
    if len(there) < len(days):
        return _Gap(None, f"{material.name} has no list of {as_of} or before")
    newest = min(there)
    age = max((as_of - newest).days, 0)
    return _Gap(age, f"{material.name} has no list of {as_of}: the newest is of {newest}, {age} days older")


def _no_row_of(material: Material, meaning: Meaning) -> str | None:
    """Say which place or kind a claim is of that no row has; ICE's lists are of every state, so there none is zero."""
    if material.source is Source.AGREEMENTS:
        return None
    conditions = [("state", (meaning.state,))] if meaning.state else []
    for column, values in [*conditions, *meaning.where]:
        names = {column, rolled_up(column, RollUp.WITH_PARTS)}
        if not material.missing(names) and not any(_has(material, name, values) for name in names):
            return f"no row of {material.name} has the {column.replace('_', ' ')} {' or '.join(values)}"
    return None


def _has(material: Material, column: str, values: Sequence[str]) -> bool:
    rows = material.select([column], material.source.day)
    statement = f"SELECT count(*) FROM ({rows}) WHERE list_contains($values, CAST({column} AS VARCHAR))"
    ((rows_with_it,),) = material.ask(statement, {"values": list(values)})
    return bool(rows_with_it)
