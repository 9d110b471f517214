"""Count: one scan of the rows gives the value, the rows in, and the rows each filter left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb
import polars as pl

from lodged.figures.columns import BREAKDOWNS, EVIDENCE
from lodged.figures.dataset import GONE, Material
from lodged.figures.days import list_day, lists_of, newest_day
from lodged.figures.definition import Definition, Kind, Source, Unit
from lodged.figures.figure import Excluded, Figure, FigureError
from lodged.figures.filters import Step, rolled_up, steps
from lodged.figures.question import Question
from lodged.figures.unsettled import REASON, SETTLED, Criteria, statement, stored, with_settled

_DISTINCT = {
    Unit.PERSON: ("person",),
    Unit.BOOKING: ("facility_name", "booking_id"),
    Unit.AGENCY: ("state", "agency"),
    Unit.COUNTY: ("state", "county"),
    Unit.FACILITY: ("facility_name",),
}
"""The columns whose distinct values are the units; the other units are rows."""

_UNIDENTIFIED = {
    Unit.PERSON: "no pseudonym or identifier, so not countable as a person",
    Unit.AGENCY: "the row names no agency",
    Unit.COUNTY: "the row names no county",
    Unit.FACILITY: "the row names no facility",
}
"""Why a row whose unit isn't named is no unit: a blank is no county."""


_Days = Mapping[str, date | None]
"""The parameters of a statement: the day asked about, and the days of the lists it speaks of."""


@dataclass(frozen=True, slots=True)
class _Totals:
    """What one scan of the rows gives.

    ``left`` are the rows each step left out; ``counted`` the rows behind the ``value`` in units; ``met`` and ``base``
    what the two parts of a share stand for; ``most`` the value, and ``unsettled`` the rows, if all that may count did.
    """

    rows_in: int
    left: tuple[int, ...]
    counted: int
    value: int
    met: int
    base: int
    most: int
    unsettled: int


def distinct_columns(definition: Definition) -> tuple[str, ...]:
    """Return the columns whose distinct values a definition counts; none where it counts rows."""
    if definition.unit is Unit.BOOKING and definition.source is Source.JAIL_BOOKINGS:
        return ("booking_key",)
    return _DISTINCT.get(definition.unit, ())


def _no_list(lists: dict[str, date | None], as_of: date | None) -> str:
    kinds = " and ".join(_LISTS[name] for name, day in lists.items() if day is None)
    return f"none of these files is a list of {kinds} of {as_of} or before"


_LISTS = {"list_day": "agreements in force", "pending_day": "pending agreements"}
_ENDS = frozenset({"released_at", "released_on"})
SPEAKS_FOR = timedelta(days=31)
"""How long a list of those held speaks for, after its newest booking: as long as in a reconciliation."""
NOT_OF_IT = "doesn't meet the definition's condition"


def figure(definition: Definition, material: Material, question: Question) -> Figure:
    """Run a definition on the rows of its source.

    Without ``as_of`` the newest day in the rows is the day asked about. A figure that these files can't tell has no
    value and says why. Raises FigureError for a breakdown or a filter that the files can't give, a condition that is
    no SQL over the columns, or a day before every list.
    """
    if definition.source is not material.source:
        raise FigureError(
            f"[{definition.id}] is not defined over these files ({material.name}), which are {material.source.value}. "
            "See [lodged count definitions]."
        )
    by = tuple(rolled_up(column, question.roll_up) for column in question.by)
    _refuse_breakdown(material, by)
    taken = steps(definition, question)
    _refuse_filters(material, taken)
    return _Count(definition, material, question, by, tuple(taken)).figure()


def _refuse_breakdown(material: Material, by: tuple[str, ...]) -> None:
    unknown = [name for name in by if name not in BREAKDOWNS[material.source]]
    if unknown:
        known = ", ".join(BREAKDOWNS[material.source])
        raise FigureError(f"A figure can't be broken down by [{', '.join(unknown)}]. It can by: {known}.")
    missing = material.missing(by)
    if missing:
        raise FigureError(
            f"{material.name} has no [{', '.join(missing)}] to break down by, or it is empty throughout."
        )


def _refuse_filters(material: Material, taken: list[Step]) -> None:
    for step in taken:
        missing = material.missing(step.columns)
        if missing:
            also = " If they are all of one state, say it with --within." if "state" in missing else ""
            raise FigureError(
                f"{material.name} doesn't say [{', '.join(missing)}], so it can't be filtered by it.{also}"
            )


@dataclass(frozen=True)
class _Count:
    """One definition on one material: builds the statements and runs them."""

    definition: Definition
    material: Material
    question: Question
    by: tuple[str, ...]
    taken: tuple[Step, ...]
    unsettled: str = ""
    """The table of rows of which it can't be told whether they count."""

    def figure(self) -> Figure:
        """Count, or say why it can't be."""
        as_of = self.question.as_of or newest_day(self.material)
        lacking = self._lacking(as_of)
        if lacking:
            return self._untold(lacking)
        if as_of is None and "$as_of" in self._conditions:
            return self._untold("the rows have no day, and it counts as of one")
        lists = {
            name: list_day(self.material, condition, as_of)
            for name, condition in lists_of(self.definition).items()
        }
        if None in lists.values():
            return self._untold(_no_list(lists, as_of))
        days = {"as_of": as_of, **lists}
        return self._with_unsettled(days)._made(days)

    def _with_unsettled(self, days: _Days) -> _Count:
        """Return the count with the rows apart of which it can't be told whether they count."""
        words = set(self.definition.words & self.material.vocabulary)
        deciding = frozenset(words.union(*(step.columns for step in self._steps)))
        conditions = (self._met, self._base) if self.definition.is_share else (self._met,)
        sql = statement(
            self.material, Criteria(conditions, deciding, frozenset(self._columns), self.definition.day)
        )
        try:
            return replace(self, unsettled=stored(self.material, sql, dict(days))) if sql else self
        except duckdb.Error as error:
            raise self._cant_run(error) from error

    def _made(self, days: _Days) -> Figure:
        totals = self._totals(days)
        ambiguous = self._ambiguous(days, totals)
        if ambiguous:
            return self._untold(ambiguous)
        value, as_of = self._value(totals), days["as_of"]
        return Figure(
            definition=self.definition,
            question=self.question,
            as_of=as_of,
            value=value,
            table=self._table(days, value, totals.counted),
            rows_in=totals.rows_in,
            rows_counted=totals.counted,
            excluded=self._excluded(totals),
            files=self.material.files,
            notes=(*self.material.notes, *self._unreadable(totals.rows_in)),
            between=self._between(totals),
            _list=lambda: self._evidence(days),
        )

    def _lacking(self, as_of: date | None) -> str:
        """Say which columns the files lack for it; a list of those held needs no end of custody about its own day."""
        lacking = self.material.missing(self._spoken)
        of_held = self.material.lists_those_held and self.definition.kind is Kind.STOCK
        others = [name for name in lacking if not (of_held and name in _ENDS)]
        if others:
            return f"these files don't have {', '.join(lacking)}, or it is empty throughout"
        newest = newest_day(self.material) if lacking else None
        if newest is None or as_of is None or newest <= as_of <= newest + SPEAKS_FOR:
            return ""
        return (
            f"no row has an end of custody, so the files list those held about {newest}, and say nothing of who was "
            f"held on {as_of}"
        )

    @property
    def _conditions(self) -> str:
        return f"{self.definition.population} {self.definition.of or ''}"

    @property
    def _spoken(self) -> set[str]:
        """The columns the definition speaks of, and those its unit needs."""
        spoken = set(self.definition.words & self.material.vocabulary)
        return spoken | set(distinct_columns(self.definition))

    @property
    def _columns(self) -> set[str]:
        used = {column for step in self._steps for column in step.columns} | set(self.by)
        return self._spoken | used | ({"n"} if self._rows_stand_for_many else set())

    @property
    def _rows_stand_for_many(self) -> bool:
        """Whether a row is as many units as it says: a facility is one, whatever it counted."""
        return self.material.counts is not None and self.definition.unit is not Unit.FACILITY

    @property
    def _steps(self) -> tuple[Step, ...]:
        """The question's steps, after those that the rows call for."""
        made = [Step(SETTLED, REASON, EVIDENCE)] if self.unsettled else []
        if self.definition.kind is Kind.STOCK and GONE in self.material.columns:
            gone = f"{GONE} IS NULL OR $as_of <= {GONE}"
            made.append(Step(gone, "gone from a newer list of those held", (GONE,)))
        return (*made, *self._identified)

    @property
    def _identified(self) -> tuple[Step, ...]:
        reason = _UNIDENTIFIED.get(self.definition.unit)
        if reason is None:
            return self.taken
        named = " AND ".join(f"{column} IS NOT NULL" for column in distinct_columns(self.definition))
        condition = f"({named}) OR NOT coalesce(({self.definition.population}), false)"
        return (*self.taken, Step(condition, reason, ()))

    @property
    def _kept(self) -> str:
        return " AND ".join(f"({step.condition})" for step in self._steps) or "true"

    @property
    def _base(self) -> str:
        return f"{self._kept} AND coalesce(({self.definition.of or 'true'}), false)"

    @property
    def _met(self) -> str:
        return f"{self._base} AND coalesce(({self.definition.population}), false)"

    @property
    def _met_or_unsettled(self) -> str:
        return f"({self._met}) OR NOT {SETTLED}" if self.unsettled else self._met

    def _units(self, condition: str) -> str:
        """SQL of the number of units among the rows that meet a condition."""
        if distinct := distinct_columns(self.definition):
            return f"count(DISTINCT ({', '.join(distinct)})) FILTER ({condition})"
        return self._weight(condition)

    def _weight(self, condition: str) -> str:
        """SQL of the rows that meet a condition; in a table of counts, of what they stand for."""
        if self._rows_stand_for_many:
            return f"CAST(coalesce(sum(n) FILTER ({condition}), 0) AS BIGINT)"
        return f"count(*) FILTER ({condition})"

    def _totals(self, days: _Days, outcome: str | None = None) -> _Totals:
        kept, left = "true", []
        for i, step in enumerate(self._steps):
            left.append(f"count(*) FILTER ({kept} AND NOT coalesce(({step.condition}), false)) AS left_{i}")
            kept = f"{kept} AND ({step.condition})"
        columns = [
            "count(*) AS rows_in",
            f"count(*) FILTER ({self._met}) AS counted",
            f"{self._units(self._met)} AS value",
            f"{self._weight(self._met)} AS met",
            f"{self._weight(self._base)} AS base",
            f"{self._units(self._met_or_unsettled)} AS most",
            f"{self._weight(f'NOT {SETTLED}') if self.unsettled else 0} AS unsettled",
            *left,
        ]
        table = self._frame(f"SELECT {', '.join(columns)} FROM ({self._rows(outcome)})", days)
        rows_in, counted, value, met, base, most, unsettled, *rows_left = table.row(0)
        return _Totals(rows_in, tuple(rows_left), counted, value, met, base, most, unsettled)

    def _between(self, totals: _Totals) -> tuple[float, float] | None:
        """Return the least and the most that the figure can be, where they differ."""
        if not totals.unsettled:
            return None
        least, most = float(totals.value), float(totals.most)
        if self.definition.is_share:
            whole = totals.base + totals.unsettled
            least, most = totals.met / whole, (totals.met + totals.unsettled) / whole
        return (least, most) if least < most else None

    def _value(self, totals: _Totals) -> float | None:
        if self.definition.is_share:
            return totals.met / totals.base if totals.base else None
        return float(totals.value)

    def _table(self, days: _Days, value: float | None, counted: int) -> pl.DataFrame:
        if not self.by:
            types = {"value": pl.Float64(), "rows": pl.Int64()}
            return pl.DataFrame({"value": [value], "rows": [counted]}, schema=types)
        names = ", ".join(self.by)
        share = self.definition.is_share
        value_sql = (
            f"{self._weight(self._met)} / {self._weight(self._base)}" if share else self._units(self._met)
        )
        whole = f", {self._weight(self._base)} AS of" if share else ""
        statement = (
            f"SELECT {names}, CAST({value_sql} AS DOUBLE) AS value, count(*) FILTER ({self._met}) AS rows{whole} "
            f"FROM ({self._rows()}) GROUP BY {names} HAVING count(*) FILTER ({self._base if share else self._met}) > 0 "
            f"ORDER BY rows DESC, {', '.join(f'{name} NULLS LAST' for name in self.by)}"
        )
        return self._frame(statement, days)

    def _evidence(self, days: _Days) -> pl.DataFrame:
        rows = self._rows(also=EVIDENCE)
        return self._frame(f"SELECT {', '.join(EVIDENCE)} FROM ({rows}) WHERE {self._met} ORDER BY ALL", days)

    def _excluded(self, totals: _Totals) -> tuple[Excluded, ...]:
        left = zip(self._steps, totals.left, strict=True)
        left_out = [Excluded(step.reason, rows) for step, rows in left if rows]
        rest = totals.rows_in - totals.counted - sum(one.rows for one in left_out)
        if rest:
            left_out.append(Excluded(NOT_OF_IT, rest))
        return tuple(left_out)

    def _unreadable(self, rows_in: int) -> list[str]:
        """Return how many cells of the columns used can't be read; they count as empty."""
        used = self.material.closure(self._columns, self.definition.day) & self.material.unreadable.keys()
        notes = []
        for name in sorted(used):
            statement = f"SELECT count(*) FROM source_rows WHERE {self.material.unreadable[name]}"
            ((bad,),) = self.material.ask(statement)
            if bad:
                notes.append(
                    f"{bad:,} of {rows_in:,} cells of {name} can't be read; what hangs on them is in no count."
                )
        return notes

    def _ambiguous(self, days: _Days, totals: _Totals) -> str | None:
        """Return why a table of counts can't tell this: it counts outcomes together, or leaves some out."""
        counts = self.material.counts
        if counts is None or "outcome" not in self._spoken:
            return self._needs_blanks(days) if counts and counts.leaves_out_blank else None
        for possible in counts.together:
            other = self._totals(days, f"'{possible.value}'")
            if (other.met, other.base) != (totals.met, totals.base):
                names = ", ".join(one.value.replace("_", " ") for one in counts.together)
                return f"the table counts these outcomes in one number: {names}"
        return self._needs_blanks(days) if counts.leaves_out_blank else None

    def _needs_blanks(self, days: _Days) -> str | None:
        if "outcome" in self._spoken:
            blank = self._totals(days, "NULL")
            if not (blank.met or (self.definition.is_share and blank.base)):
                return None
        return "the table leaves out detainers without a recorded outcome"

    def _rows(self, outcome: str | None = None, also: tuple[str, ...] = ()) -> str:
        rows = self.material.select({*self._columns, *also}, self.definition.day, outcome=outcome)
        return with_settled(rows, self.unsettled) if self.unsettled else rows

    def _frame(self, statement: str, days: _Days) -> pl.DataFrame:
        used = {name: value for name, value in days.items() if f"${name}" in statement}
        try:
            return pl.DataFrame(self.material.database.sql(statement, params=used or None).to_arrow_table())
        except duckdb.Error as error:
            raise self._cant_run(error) from error

    def _cant_run(self, error: duckdb.Error) -> FigureError:
        complaint = str(error).splitlines()[0]
        return FigureError(
            f"The definition [{self.definition.id}] can't be run: [{self._conditions.strip()}] ({complaint}). "
            "Fix its condition; docs/figures.md lists the columns."
        )

    def _untold(self, reason: str) -> Figure:
        ((rows,),) = self.material.ask("SELECT count(*) FROM source_rows")
        types = {"value": pl.Float64(), "rows": pl.Int64()}
        return Figure(
            definition=self.definition,
            question=self.question,
            as_of=self.question.as_of,
            value=None,
            table=pl.DataFrame(schema=types),
            rows_in=rows,
            rows_counted=0,
            excluded=(),
            files=self.material.files,
            notes=self.material.notes,
            untold=reason,
        )
