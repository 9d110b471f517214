"""One person a stay, and a person in one custody at a time: the assignment of stays to people with the greatest weight.

It is found for each group of people and stays that compete, by integer programming, so that no early choice spoils a
better whole. A pair that is chosen by a hair, and every pair that is not chosen, goes to review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from lodged.linkage.links import Link, Verdict

HAIR = 1.0
"""Bits by which a choice has to be better than the best without it; less is for a human to decide."""
HANDOVER = timedelta(days=1)
"""Two custodies may overlap by so much: books are closed late when a person is moved."""

_NEVER = datetime(9999, 12, 31)  # noqa: DTZ001 - wall time, as in the records
_RULED = 1_000.0
_TIE = 1e-7
_Choice = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """When and where a stay was; ``ended`` is empty while it lasts."""

    facility: str
    booking: str
    begun: datetime
    ended: datetime | None

    def excludes(self, other: Span) -> bool:
        """Return whether one person can't have been in both."""
        if self.facility == other.facility:
            return False
        starts, first_end = max(self.begun, other.begun), min(_end(self), _end(other))
        return first_end - starts > HANDOVER


Spans = Mapping[int, Span]
"""Where and when each stay was, by its row; empty where the records don't say."""


def spans_of(stays: pl.DataFrame, rows: Iterable[int]) -> Spans:
    """Read when and where some stays were; nothing where the table doesn't say of every stay."""
    needed = ("facility_name", "booking_id", "booked_at")
    if any(name not in stays.columns or stays[name].null_count() for name in needed):
        return {}
    wanted = sorted(set(rows))
    some = stays[wanted]
    ended = some["released_at"] if "released_at" in some.columns else pl.repeat(None, some.height, eager=True)
    cells = zip(*(some[name] for name in needed), ended, strict=True)
    return dict(zip(wanted, (Span(*row) for row in cells), strict=True))


def consistent(links: Sequence[Link], person_of: Sequence[int], spans: Spans) -> list[Link]:
    """Take clear links back to review until every stay is one person's and nobody is in two custodies at a time."""
    weights: dict[_Choice, float] = {}
    for pair in links:
        if pair.verdict is Verdict.CLEAR:
            choice = (person_of[pair.left], pair.right)
            weight = _RULED + pair.weight if pair.ruling else pair.weight
            weights[choice] = max(weight, weights.get(choice, weight))
    lost: set[_Choice] = set()
    for choices in _competing(weights, spans):
        lost |= _not_chosen(choices, weights, spans)
    return [_settled(pair, (person_of[pair.left], pair.right) in lost) for pair in links]


def _settled(pair: Link, lost: bool) -> Link:
    if not lost or pair.verdict is not Verdict.CLEAR or pair.ruling:
        return pair
    return replace(
        pair,
        verdict=Verdict.REVIEW,
        evidence=f"{pair.evidence}; another person or another custody of that time fits as well or better",
    )


def _competing(weights: dict[_Choice, float], spans: Spans) -> Iterable[list[_Choice]]:
    """Yield the choices of each connected group in which two of them exclude each other."""
    by_person, by_stay = _grouped(weights, 0), _grouped(weights, 1)
    seen: set[_Choice] = set()
    for start in weights:
        if start in seen:
            continue
        group, waiting = [], [start]
        seen.add(start)
        while waiting:
            choice = waiting.pop()
            group.append(choice)
            for near in (*by_person[choice[0]], *by_stay[choice[1]]):
                if near not in seen:
                    seen.add(near)
                    waiting.append(near)
        if len(group) > 1 and any(True for _ in _exclusions(group, spans)):
            yield sorted(group)


def _grouped(choices: Iterable[_Choice], side: int) -> dict[int, list[_Choice]]:
    by_side: dict[int, list[_Choice]] = defaultdict(list)
    for choice in choices:
        by_side[choice[side]].append(choice)
    return by_side


def _exclusions(choices: Sequence[_Choice], spans: Spans) -> Iterable[list[int]]:
    """Yield sets of choices (by position) of which at most one can be true."""
    at = {choice: position for position, choice in enumerate(choices)}
    for rivals in _grouped(choices, 1).values():
        if len(rivals) > 1:
            yield [at[choice] for choice in rivals]
    if not spans:
        return
    for own in _grouped(choices, 0).values():
        for one, other in combinations(own, 2):
            if spans[one[1]].excludes(spans[other[1]]):
                yield [at[one], at[other]]


def _not_chosen(choices: Sequence[_Choice], weights: dict[_Choice, float], spans: Spans) -> set[_Choice]:
    """Return the choices that are not clearly part of the best assignment."""
    worth = np.array([weights[choice] - place * _TIE for place, choice in enumerate(choices)])
    rules = list(_exclusions(choices, spans))
    constraint = _constraint(rules, len(choices))
    best = _best(worth, constraint, np.ones(len(choices)))
    total = float(worth @ best)
    contested = {place for rule in rules for place in rule}
    lost = {choices[place] for place in range(len(choices)) if best[place] < 0.5}
    for place in contested:
        if best[place] > 0.5:
            without = np.ones(len(choices))
            without[place] = 0
            if total - float(worth @ _best(worth, constraint, without)) <= HAIR:
                lost.add(choices[place])
    return lost


def _constraint(rules: Sequence[Sequence[int]], count: int) -> LinearConstraint:
    rows = [row for row, rule in enumerate(rules) for _ in rule]
    columns = [place for rule in rules for place in rule]
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(rules), count))
    return LinearConstraint(matrix, ub=np.ones(len(rules)))


def _best(worth: np.ndarray, constraint: LinearConstraint, allowed: np.ndarray) -> np.ndarray:
    solution = milp(
        -worth, integrality=np.ones(len(worth)), bounds=Bounds(0, allowed), constraints=constraint
    )
    if solution.x is None:
        raise RuntimeError(f"no assignment of stays to people was found: {solution.message}")
    chosen: np.ndarray = np.round(solution.x)
    return chosen


def _end(span: Span) -> datetime:
    return span.ended or _NEVER
