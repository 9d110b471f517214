"""What a question leaves out, as ordered steps: each an SQL condition of the rows kept, and why others are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lodged.core.states import STATES
from lodged.figures.definition import Definition, Kind, Source
from lodged.figures.question import Duplicates, Question, RollUp

_GROUPED = {"facility": "facility_group"}


@dataclass(frozen=True, slots=True)
class Step:
    """Keeps the rows that meet ``condition``; ``columns`` are those it speaks of."""

    condition: str
    reason: str
    columns: tuple[str, ...]


def steps(definition: Definition, question: Question) -> list[Step]:
    """Return the steps of a question, in the order in which they are taken."""
    return [
        *_state(definition, question),
        *_where(question),
        *_period(definition, question),
        *_duplicates(question),
    ]


def rolled_up(column: str, roll_up: RollUp) -> str:
    """Return the column that a facility is told by."""
    return _GROUPED.get(column, column) if roll_up is RollUp.WITH_PARTS else column


def _state(definition: Definition, question: Question) -> list[Step]:
    if question.state is None:
        return []
    blank = (
        "the facility's state isn't known"
        if definition.source is Source.CUSTODY_RECORDS
        else "the row names no state"
    )
    if question.state not in STATES:
        raise ValueError(f"[{question.state}] is no postal code")
    return [
        Step("state IS NOT NULL", blank, ("state",)),
        Step(f"state = {_text(question.state)}", f"not in {question.state}", ("state",)),
    ]


def _where(question: Question) -> list[Step]:
    made = []
    for named, values in question.where:
        column = rolled_up(named, question.roll_up)
        wanted = ", ".join(_text(value) for value in values)
        listed = " or ".join(values)
        made.append(
            Step(
                f"coalesce(CAST({column} AS VARCHAR) IN ({wanted}), false)",
                f"{column.replace('_', ' ')} is not {listed}",
                (column,),
            )
        )
    return made


def _period(definition: Definition, question: Question) -> list[Step]:
    """Return the days asked for: of the event counted; a stock of detainers is of those prepared by the day."""
    day, made = definition.day, list[Step]()
    stands = definition.kind in {Kind.STOCK, Kind.CUMULATIVE} and definition.source is Source.FOIA_DETAINERS
    until = question.as_of if stands else None
    if day is None or not (question.first or question.last or until):
        return made
    named = day.replace("_", " ")
    made.append(Step(f"{day} IS NOT NULL", f"no day ({named})", (day,)))
    if question.first:
        made.append(Step(f"{day} >= {_day(question.first)}", f"{named} before {question.first}", (day,)))
    for last in filter(None, (question.last, until)):
        made.append(Step(f"{day} <= {_day(last)}", f"{named} after {last}", (day,)))
    return made


def _duplicates(question: Question) -> list[Step]:
    match question.duplicates:
        case Duplicates.KEPT:
            return []
        case Duplicates.FIRST_KEPT:
            return [
                Step(
                    "NOT coalesce(repeats_earlier, false)",
                    "repeats pseudonym and prepare date of an earlier row",
                    ("repeats_earlier",),
                )
            ]
        case Duplicates.NONE_KEPT:
            return [
                Step("person IS NOT NULL", "no pseudonym", ("person",)),
                Step("NOT in_repeat", "shares pseudonym and prepare date with another row", ("in_repeat",)),
            ]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _day(day: date) -> str:
    return f"DATE '{day}'"
