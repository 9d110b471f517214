"""The dates of birth that a person in custody can have."""

from __future__ import annotations

from datetime import date

EARLIEST_YEAR = 1900
YOUNGEST, OLDEST = 10, 115
"""Years of age at booking. Nobody younger is booked into custody; nobody older is known to be held."""


def birth_refusal(born: date, on: date) -> str | None:
    """Return why nobody in custody on that day has this date of birth, and what to enter; None where somebody can."""
    if born > on:
        wrong = "is in the future"
    elif born.year < EARLIEST_YEAR:
        wrong = f"is before {EARLIEST_YEAR}"
    else:
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        if YOUNGEST <= age <= OLDEST:
            return None
        wrong = f"makes the person {age} years old, and only {YOUNGEST} to {OLDEST} can be"
    return (
        f"Date of birth [{born:%Y-%m-%d}] {wrong}. Check the year and enter it in full, like 1990-01-02, or leave the "
        "date out if it isn't known."
    )
