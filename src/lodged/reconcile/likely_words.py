"""Expected values and intervals in words, the same in the terminal, in the report and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from lodged.core.json import Absent
from lodged.reconcile.estimates import Estimates, HeldEstimate
from lodged.reconcile.intervals import Range


def in_words(likely: Range) -> str:
    """Return an expected value with its interval.

    >>> in_words(Range(463.8, 462, 466))
    '464 (95 % interval 462 to 466)'
    """
    return f"{likely.expected:,.0f} (95 % interval {likely.low:,} to {likely.high:,})"


def in_columns(likely: Range | Absent) -> tuple[str, str]:
    """Return an expected value and its interval apart, empty where an earlier version wrote none.

    >>> in_columns(Range(463.8, 462, 466))
    ('464', '462 to 466')
    """
    if isinstance(likely, Absent):
        return "", ""
    return f"{likely.expected:,.0f}", f"{likely.low:,} to {likely.high:,}"


def headline(estimates: Estimates, day: date) -> list[str]:
    """Return how many were held on the day, what bounds it, how it hangs on the threshold, and what would settle it."""
    return [*_held(estimates.held, day), _by_certainty(estimates), *_what_settles(estimates)]


def _held(held: HeldEstimate, day: date) -> Iterator[str]:
    yield (
        f"Held in custody on {day}: {held.rows:,} rows ({held.persons:,} persons) settled; expected "
        f"{in_words(held.expected_rows)}, persons {in_words(held.expected_persons)}."
    )
    yield (
        "Rows whose facility hasn't reported or whose evidence is impaired may be of people held: "
        f"{held.at_least:,} at least if none is, {held.at_most:,} at most if all are."
    )


def _by_certainty(estimates: Estimates) -> str:
    each = estimates.by_certainty
    certainties = _in_a_row([f"{at.certainty:g}" for at in each])
    held, left = _in_a_row([f"{at.held:,}" for at in each]), _in_a_row([f"{at.left:,}" for at in each])
    return f"Settled from a chance of {certainties} on, {held} rows would be held, and {left} left open."


def _what_settles(estimates: Estimates) -> Iterator[str]:
    reviews = estimates.reviews
    if reviews.width_after < reviews.width_now:
        yield (
            f"The {reviews.count} reviews that settle most (review_order in rows.csv) would take the interval of rows "
            f"held from {reviews.width_now:,} wide to {reviews.width_after:,}."
        )
    if estimates.rosters:
        missing = ", ".join(f"{roster.facility} ({roster.rows:,})" for roster in estimates.rosters)
        yield f"Records that are missing, by the rows they would settle: {missing}."


def _in_a_row(values: Sequence[str]) -> str:
    return f"{', '.join(values[:-1])} and {values[-1]}"
