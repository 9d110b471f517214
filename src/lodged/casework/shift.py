"""What one shift hands to the next, and what staff go by when the computers are down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lodged.casework import intake
from lodged.casework.board import Row, State, counts, rows_in
from lodged.casework.supervision import Today, today
from lodged.law import Action, decide, explain, load_rulebooks
from lodged.law.explanation import ActionExplanation
from lodged.law.overview import SUPPOSED
from lodged.register.decisions import NoRulebookError, jurisdiction_of
from lodged.register.models import Facility

MOST_ON_SHEET = 14
"""People on a sheet, so that it prints on one page; it says how many more there are."""
SHIFT = timedelta(hours=24)
"""How far ahead a sheet looks."""
ON_CARD = (Action.HOLD_DETAINER_ONLY, Action.NOTIFY_RELEASE, Action.TRANSFER_AT_RELEASE)


@dataclass(frozen=True)
class Sheet:
    """Who is due or comes up within a day, and what waits for somebody."""

    rows: tuple[Row, ...]
    more: int
    """People of the same kinds who are not on it."""
    waiting: Today
    forms: int
    """Received forms that nobody has entered yet."""


def sheet(now: datetime) -> Sheet:
    """Return what the next shift must know, as far as whoever is acting may see it."""
    by_state = rows_in((State.NOW, State.CLAIM, State.PASSED, State.SOON), now, MOST_ON_SHEET)
    rows = {row.case.stay.pk: row for state in by_state for row in state}
    shown = tuple(rows.values())[:MOST_ON_SHEET]
    number = counts(now)
    there = number["now"] + number["passed"] + number["soon"]
    return Sheet(shown, max(0, there - len(shown)), today(now), intake.waiting().count())


def usual_answers(facility: Facility, on: date) -> tuple[ActionExplanation, ...]:
    """Return what the law says at a facility for a served I-247A with an officer's warrant and nothing else.

    Empty where no rulebook speaks for its state.
    """
    books = load_rulebooks()
    try:
        jurisdiction = jurisdiction_of(facility)
    except NoRulebookError:
        return ()
    facts = {**SUPPOSED, "county": facility.county or None}
    known = {name: value for name, value in facts.items() if value is not None}
    explained = explain(books, decide(books, jurisdiction, known, on))
    by_action = {item.action: item for item in explained.actions}
    return tuple(by_action[action] for action in ON_CARD)
