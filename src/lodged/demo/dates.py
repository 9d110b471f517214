"""The demonstration's calendar: when detainers are issued, people booked and released."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

AS_OF = date(2026, 1, 13)
"""The day the federal government first said 1,360."""
REPORTED_FROM = date(2025, 1, 20)
"""The day from which the dispute counts releases; the first day the custodians' records cover."""

ISSUED_BY_QUARTER = {
    date(2022, 10, 1): 262, date(2023, 1, 1): 284, date(2023, 4, 1): 278, date(2023, 7, 1): 326,
    date(2023, 10, 1): 393, date(2024, 1, 1): 368, date(2024, 4, 1): 444, date(2024, 7, 1): 471,
    date(2024, 10, 1): 445, date(2025, 1, 1): 549, date(2025, 4, 1): 585, date(2025, 7, 1): 561,
    date(2025, 10, 1): 547, date(2026, 1, 1): 118,
}  # fmt: skip
"""Detainers prepared for Minnesota by quarter, from the public monthly table (2026 is January alone)."""


def issued_between(rng: Random, earliest: date, latest: date) -> date:
    """Draw an issue date as the real flow of detainers is spread, within the days given (both included)."""
    starts = [*ISSUED_BY_QUARTER, date(2026, 2, 1)]
    pieces = []
    for start, after in pairwise(starts):
        first, last = max(start, earliest), min(after - timedelta(days=1), latest)
        if first <= last:
            share = ((last - first).days + 1) / (after - start).days
            pieces.append((first, last, ISSUED_BY_QUARTER[start] * share))
    if not pieces:
        return day_between(rng, earliest, latest)
    first, last, _ = rng.choices(pieces, weights=[weight for _, _, weight in pieces])[0]
    return day_between(rng, first, last)


def day_between(rng: Random, first: date, last: date) -> date:
    """Draw a day, both ends included; ``first`` where ``last`` lies before it."""
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def at_night_mostly(rng: Random, day: date) -> datetime:
    """Return a booking its time of day: most arrive after noon and into the night."""
    return datetime.combine(day, time(int(rng.triangular(0, 24, 20)) % 24, rng.randrange(60)))


def by_day_mostly(rng: Random, day: date) -> datetime:
    """Return a release its time of day: office hours mostly, some at any hour."""
    return datetime.combine(day, time(int(rng.triangular(0, 24, 10)) % 24, rng.randrange(60)))


def days(count: int) -> timedelta:
    """Return a span of whole days."""
    return timedelta(days=count)
