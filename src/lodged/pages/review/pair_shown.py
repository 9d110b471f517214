"""A pair as its page shows it: both records side by side with their differences, and the evidence as a waterfall."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodged.casework.reviews import Pair
from lodged.core.folding import comparison_key
from lodged.linkage.evidence import MISSING

_NAMES = ("last_name", "first_name", "middle_name")
_LABELS = {
    "last_name": "Family name",
    "first_name": "Given name",
    "middle_name": "Middle name",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "a_number": "A-number",
    "fbi_number": "FBI number",
    "state_id": "State identifier",
}
_ASIDE = {
    "facility_name": "Facility",
    "detainer_id": "Detainer",
    "issued_on": "Issued",
    "form": "Form",
    "country_of_citizenship": "Citizenship, as the issuer states it",
    "booking_id": "Booking",
    "booked_at": "Booked",
    "released_at": "Released",
    "release_reason": "How it ended",
    "detainer_on_file": "Detainer on file",
    "detainer_received_on": "Received",
}
_PIECES = re.compile(r"[\s\-]+|[^\s\-]+")
_COMPARISONS = {
    "surname": "Family name",
    "given": "Given name",
    "middle": "Middle name",
    "dob": "Date of birth",
    "sex": "Sex",
    "a_number": "A-number",
    "fbi_number": "FBI number",
    "state_id": "State identifier",
}
WIDTH = 200.0
"""Units across the bars."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a value; ``differs`` where the other record lacks it."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One compared field of both records."""

    label: str
    listed: tuple[Piece, ...]
    record: tuple[Piece, ...]
    mark: str
    """How the two compare, in a word."""

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return self.mark == "same"


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the waterfall, from ``start`` to ``end`` in bits; ``x`` and ``width`` place its bar."""

    label: str
    words: str
    bits: float
    end: float
    x: float
    width: float

    @property
    def direction(self) -> str:
        """Which way it speaks, for a class and a word: ``for``, ``against`` or ``none``."""
        if abs(self.bits) < 0.05:
            return "none"
        return "for" if self.bits > 0 else "against"

    @property
    def odds(self) -> str:
        """Return what its bits mean in plain words."""
        return likelier(self.bits)


@dataclass(frozen=True)
class Waterfall:
    """The evidence of a pair, from what is known before anything is compared to the sum."""

    bars: tuple[Bar, ...]
    missing: tuple[str, ...]
    """What could not be compared, since one of the records lacks it."""
    total: float
    possible_x: float
    clear_x: float
    zero_x: float

    @property
    def odds(self) -> str:
        """Return what the sum means in plain words."""
        return likelier(self.total)


def likelier(bits: float) -> str:
    """Return what a weight means.

    >>> likelier(5.0), likelier(-1.0), likelier(0.01)
    ('32 times likelier for one person', '2 times likelier for two people', 'says nothing')
    """
    if abs(bits) < 0.05:
        return "says nothing"
    times = 2 ** abs(bits)
    amount = f"{float(f'{times:.2g}'):,.0f}" if times >= 10 else f"{times:.1f}".removesuffix(".0")
    return f"{amount} times likelier for {'one person' if bits > 0 else 'two people'}"


def lines(pair: Pair) -> list[Line]:
    """Return the compared fields side by side."""
    listed, record = pair.data.listed, pair.data.record
    return [_line(column, label, listed, record) for column, label in _LABELS.items()]


def asides(pair: Pair) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return what each record says besides, for the reader and not compared."""
    return _aside(pair.data.listed), _aside(pair.data.record)


def waterfall(pair: Pair, possible: float, clear: float) -> Waterfall:
    """Add the evidence up, step by step."""
    steps = [("Before anything is compared", "two records taken at random", pair.data.start)]
    steps += [
        (
            _COMPARISONS.get(contribution.comparison, contribution.comparison),
            contribution.words,
            contribution.bits,
        )
        for contribution in pair.data.contributions
        if contribution.level != MISSING
    ]
    missing = tuple(
        _COMPARISONS.get(contribution.comparison, contribution.comparison)
        for contribution in pair.data.contributions
        if contribution.level == MISSING
    )
    ends, level = [], 0.0
    for _, _, bits in steps:
        level += bits
        ends.append(level)
    low, high = min(0.0, possible, *ends), max(0.0, clear, *ends)
    scale = WIDTH / (high - low)

    def at(weight: float) -> float:
        return round((weight - low) * scale, 2)

    bars = []
    for (label, words, bits), end in zip(steps, ends, strict=True):
        left, right = sorted((at(end - bits), at(end)))
        bars.append(Bar(label, words, bits, end, left, max(right - left, 1.0)))
    return Waterfall(tuple(bars), missing, level, at(possible), at(clear), at(0.0))


def _line(column: str, label: str, listed: Mapping[str, Any], record: Mapping[str, Any]) -> Line:
    left, right = listed[column], record[column]
    if not left or not right:
        mark = (
            "on neither" if not left and not right else "only on the list" if left else "only in the record"
        )
        return Line(label, _plain(left), _plain(right), mark)
    ours, theirs = _pieces(column, left, record), _pieces(column, right, listed)
    same = comparison_key(left) == comparison_key(right)
    return Line(label, ours, theirs, "same" if same else "differs")


def _pieces(column: str, text: str, other: Mapping[str, Any]) -> tuple[Piece, ...]:
    """Split a value, and mark what the other record doesn't have."""
    if column in _NAMES:
        known = {
            "",
            *(comparison_key(part) for name in _NAMES for part in _PIECES.findall(other[name] or "")),
        }
        return tuple(Piece(part, comparison_key(part) not in known) for part in _PIECES.findall(text))
    against = other[column] or ""
    if column == "date_of_birth":
        ours, theirs = text.split("-"), against.split("-")
        marked = [
            Piece(part, part != theirs[index] if index < len(theirs) else True)
            for index, part in enumerate(ours)
        ]
        return tuple(piece for part in marked for piece in (part, Piece("-", differs=False)))[:-1]
    if len(text) == len(against):
        return tuple(
            Piece(ours, ours.upper() != theirs.upper()) for ours, theirs in zip(text, against, strict=True)
        )
    return (Piece(text, comparison_key(text) != comparison_key(against)),)


def _plain(text: str | None) -> tuple[Piece, ...]:
    return (Piece(text, differs=False),) if text else ()


def _aside(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(label, str(record[column])) for column, label in _ASIDE.items() if record.get(column)]
