"""When a value satisfies a bounded figure, and when it is the figure."""

from __future__ import annotations

import math

from lodged.figures.claims.model import Bound, ClaimedFigure, Measure


def step(number: float) -> float:
    """Return how exactly a number was told: the place of its last digit that isn't zero.

    >>> step(1360), step(500), step(207), step(0)
    (10.0, 100.0, 1.0, 1.0)
    """
    size = 1.0
    while number and number % (size * 10) == 0:
        size *= 10
    return size


def satisfies(figure: ClaimedFigure, value: float) -> bool:
    """Return whether the words are true of a value.

    "More than" and "fewer than" are taken literally; "nearly" is below by up to half a step, "about" rounds to the
    number at its own precision. Percentages are compared whole.

    >>> satisfies(ClaimedFigure(500, Bound.NEARLY, Measure.PERSON, ""), 470)
    True
    >>> satisfies(ClaimedFigure(1360, Bound.MORE_THAN, Measure.DETAINER, ""), 5576)
    True
    """
    value, number = _rounded(figure, value), figure.number
    half = step(number) / 2
    match figure.bound:
        case Bound.EXACTLY:
            return value == number
        case Bound.MORE_THAN:
            return value > number
        case Bound.FEWER_THAN:
            return value < number
        case Bound.NEARLY:
            return number - half <= value < number
        case Bound.ABOUT:
            return abs(value - number) <= half


def gives(figure: ClaimedFigure, value: float) -> bool:
    """Return whether a value is the figure told: satisfied, and no further off than one step of its precision.

    5,576 is more than 1,360, but nobody who counted 5,576 would say so.

    >>> gives(ClaimedFigure(1360, Bound.MORE_THAN, Measure.DETAINER, ""), 5576)
    False
    """
    return satisfies(figure, value) and abs(_rounded(figure, value) - figure.number) <= step(figure.number)


def _rounded(figure: ClaimedFigure, value: float) -> float:
    if figure.unit in {Measure.PERCENT, Measure.PERCENT_CHANGE} and figure.bound is Bound.EXACTLY:
        return math.floor(value + 0.5)
    return value
