"""What is to be looked at again: watched bills and dockets, and rules and facts of a place that end by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lodged.law.model import Rulebook, Rulebooks


class DueKind(Enum):
    """Why something is to be looked at."""

    WATCH = "watch"
    """A bill, a docket or a deadline may change the answer; from that day the answers it touches need review."""
    RULE_ENDS = "rule ends"
    """A rule is no longer in force from that day."""
    FACT_ENDS = "fact ends"
    """A dated fact of the place (an agreement, a list) is no longer supposed from that day."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to look at, and the day from which the rulebook no longer answers for it."""

    on: date
    jurisdiction: str
    kind: DueKind
    id: str
    what: str


def due(rulebooks: Rulebooks, after: date, until: date | None = None) -> tuple[Due, ...]:
    """Return what is due, the earliest first: every watch that has come, and what ends after a day.

    Watches stay due until somebody looks and changes the rulebook, so those before ``after`` are listed too;
    ends in the past are history and are not. ``until`` cuts the list at a day, inclusive.
    """
    items = [item for book in rulebooks.books.values() for item in _of(book, after)]
    within = [item for item in items if until is None or item.on <= until]
    return tuple(sorted(within, key=lambda item: (item.on, item.jurisdiction, item.id)))


def _of(book: Rulebook, after: date) -> Iterator[Due]:
    for watch in book.watches:
        yield Due(watch.on, book.jurisdiction, DueKind.WATCH, watch.id, f"{watch.what}. {watch.why}")
    for rule in book.rules:
        if rule.in_force.until is not None and rule.in_force.until > after:
            yield Due(rule.in_force.until, book.jurisdiction, DueKind.RULE_ENDS, rule.id, rule.because)
    for fact in book.dated_facts:
        if fact.in_force.until is not None and fact.in_force.until > after:
            what = f"{fact.fact} is {fact.value} until then. {fact.note}".strip()
            yield Due(fact.in_force.until, book.jurisdiction, DueKind.FACT_ENDS, fact.id, what)
